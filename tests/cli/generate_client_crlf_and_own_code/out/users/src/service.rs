//! UsersService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service users` writes the rest of this crate.

use std::fmt; // fmt

use notificator::NotificatorService;
pub use platform::Error;

/// UsersService describes the service.
#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {

    async fn create(&self, email: String) -> Result<(), Error>;
}

/// The implementation: the place for your code.
/// Seats.
#[derive(Clone)]
pub struct BasicUsersService<'a, N, Notificator> {
    // how many
    pub seats: &'a u8,
    /// N is taken.
    names: N, // the last
    notificator: Notificator,
}

impl<'a, N, Notificator> BasicUsersService<'a, N, Notificator> {
    /// Makes it.
    pub fn new(
        seats: &'a u8,
        names: N,
        notificator: Notificator,
    ) -> Self {
        tracing::info!("made");
        Self {
            seats,
            names,
            notificator,
        }
    }
}

impl<N, Notificator> std::fmt::Debug for BasicUsersService<'_, N, Notificator> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("users")
    }
}

impl<N: Send + Sync + 'static, Notificator: NotificatorService> UsersService for BasicUsersService<'static, N, Notificator> {
    async fn create(&self, email: String) -> Result<(), Error> {
        let _ = email;
        Err(Error::unimplemented("create is not implemented yet"))
    }
}
