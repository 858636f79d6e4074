//! UsersService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service users` writes the rest of this crate.

pub use platform::Error;

/// UsersService describes the service.
#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get(&self) -> Result<(), Error>;
    #[cfg_attr(kit, post("/list"))]
    async fn all(&self) -> Result<Vec<String>, Error>;
}

/// The implementation: the place for your code.
pub struct BasicUsersService;

impl UsersService for BasicUsersService {
    async fn get(&self) -> Result<(), Error>;
    async fn all(&self) -> Result<Vec<String>, Error> {
        Err(Error::unimplemented("all is not implemented yet"))
    }

    async fn get(&self) -> Result<(), Error> {
        Err(Error::unimplemented("get is not implemented yet"))
    }
}
