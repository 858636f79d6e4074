//! UsersService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service users` writes the rest of this crate.

use notificator::NotificatorService;
pub use platform::Error;

/// UsersService describes the service.
#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {

    async fn create(&self, email: String) -> Result<(), Error>;
}

/// The implementation: the place for your code.
pub struct BasicUsersService<N> {
    notificator: N,
}

impl<N> BasicUsersService<N> {
    pub fn new(notificator: N) -> Self {
        Self { notificator }
    }
}

impl<N: NotificatorService> UsersService for BasicUsersService<N> {
    async fn create(&self, email: String) -> Result<(), Error> {
        let _ = email;
        Err(Error::unimplemented("create is not implemented yet"))
    }
}
