//! UsersService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service users` writes the rest of this crate.

pub use platform::Error;

/// UsersService describes the service.
#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    // Add your methods here, such as:
    #[cfg_attr(kit, get("/users/{id}"), returns(name))]
    async fn get(&self, id: u64, exact: bool, most: Option<u8>) -> Result<String, Error>;
}

/// The implementation: the place for your code.
pub struct BasicUsersService;

impl UsersService for BasicUsersService {
    async fn get(&self, id: u64, exact: bool, most: Option<u8>) -> Result<String, Error> {
        let _ = (id, exact, most);
        Err(Error::unimplemented("get is not implemented yet"))
    }
}
