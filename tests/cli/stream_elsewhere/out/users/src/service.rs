//! UsersService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service users` writes the rest of this crate.

pub use platform::{Error, Stream};

/// UsersService describes the service.
#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn watch(&self, since: u64) -> Result<impl Stream<Item = Result<User, Error>> + Send + 'static, Error>;
}

#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
pub struct User {
    pub name: String,
}
