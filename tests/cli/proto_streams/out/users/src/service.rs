//! UsersService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service users` writes the rest of this crate.

pub use platform::{Error, Stream};

/// UsersService describes the service.
#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn list(&self) -> Result<String, Error>;
}

/// The implementation: the place for your code.
pub struct BasicUsersService;

impl UsersService for BasicUsersService {
    async fn list(
        &self,
    ) -> Result<impl Stream<Item = Result<String, Error>> + Send + 'static, Error> {
        Err::<platform::ItemStream<String>, _>(Error::unimplemented("list is not implemented yet"))
    }
}
