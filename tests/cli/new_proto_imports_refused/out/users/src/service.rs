//! UsersService: the trait that says what the service can do, and its implementation.
//! Both were made from proto/users.proto, which says how all of it travels. From the trait,
//! `kit generate service users` writes the rest of this crate.

pub use platform::Error;

/// UsersService describes the service.
#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get(&self, id: Option<Id>) -> Result<(), Error>;
}

/// The implementation: the place for your code.
pub struct BasicUsersService;

impl UsersService for BasicUsersService {
    async fn get(&self, id: Option<Id>) -> Result<(), Error> {
        let _ = id;
        Err(Error::unimplemented("get is not implemented yet"))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Id {
    pub id: String,
}
