//! UsersService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service users` writes the rest of this crate.

pub use platform::Error;

/// UsersService describes the service.
#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    /// Makes a user.
    ///
    /// The address is taken as it is.
    #[cfg_attr(kit, post("/users"), status(201), returns(id))]
    async fn create(&self, address: String, age: Option<u8>) -> Result<u64, Error>;
}

/// The implementation: the place for your code.
pub struct BasicUsersService;

impl UsersService for BasicUsersService {
    async fn create(&self, address: String, age: Option<u8>) -> Result<u64, Error> {
        let _ = (email, age);
        Err(Error::unimplemented("create is not implemented yet"))
    }
}
