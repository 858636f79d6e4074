//! NotificatorService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service notificator` writes the rest of this crate.

pub use platform::Error;

/// NotificatorService describes the service.
#[trait_variant::make(Send)]
pub trait NotificatorService: Sync + 'static {

    async fn create(&self, email: String) -> Result<(), Error>;
}

/// The implementation: the place for your code.
pub struct BasicNotificatorService;

impl NotificatorService for BasicNotificatorService {
    async fn create(&self, email: String) -> Result<(), Error> {
        let _ = email;
        Err(Error::unimplemented("create is not implemented yet"))
    }
}
