//! UsersService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service users` writes the rest of this crate.

pub use platform::Error;

/// UsersService describes the service.
#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn docs(&self) -> Result<(), Error>;

    #[cfg_attr(kit, get("/openapi.json"))]
    async fn api(&self) -> Result<String, Error>;
}

/// The implementation: the place for your code.
pub struct BasicUsersService;

impl UsersService for BasicUsersService {
    async fn docs(&self) -> Result<(), Error> {
        Err(Error::unimplemented("docs is not implemented yet"))
    }

    async fn api(&self) -> Result<String, Error> {
        Err(Error::unimplemented("api is not implemented yet"))
    }
}
