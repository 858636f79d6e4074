//! UsersService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service users` writes the rest of this crate.

pub use platform::Error;

/// UsersService describes the service.
#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, email: String) -> Result<(), Error>;
    async fn find(&self, id: u64) -> Result<Option<String>, Error>;
}

/// The implementation: the place for your code.
pub struct BasicUsersService;

impl UsersService for BasicUsersService {
    async fn create(&self, email: String) -> Result<(), Error> {
        let half = ;
        Err(Error::unimplemented("create is not implemented yet"))
    }

    async fn find(&self, id: u64) -> Result<Option<String>, Error> {
        let _ = id;
        Err(Error::unimplemented("find is not implemented yet"))
    }
}
