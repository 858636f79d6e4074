//! UsersService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service users` writes the rest of this crate.

pub use platform::Error;

/// UsersService describes the service.
#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    /// Creates a user, and returns the id.
    async fn create(&self, email: String) -> Result<String, Error>;
}

/// The implementation: the place for your code.
pub struct BasicUsersService {
    pub domain: String,
}

impl UsersService for BasicUsersService {
    async fn create(&self, email: String) -> Result<String, Error> {
        // Only our own people, for now.
        if !email.ends_with(&self.domain) {
            return Err(Error::invalid_argument(format!("{email} is not at {}", self.domain)));
        }
        Ok(uuid::Uuid::new_v4().to_string())
    }
}
