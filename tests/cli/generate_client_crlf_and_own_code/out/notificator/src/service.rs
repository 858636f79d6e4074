//! NotificatorService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service notificator` writes the rest of this crate.

pub use platform::Error;

/// NotificatorService describes the service.
#[trait_variant::make(Send)]
pub trait NotificatorService: Sync + 'static {

    async fn send_email(&self, email: String) -> Result<String, Error>;
}

/// The implementation: the place for your code.
pub struct BasicNotificatorService;

impl NotificatorService for BasicNotificatorService {
    async fn send_email(&self, email: String) -> Result<String, Error> {
        let _ = email;
        Err(Error::unimplemented("send_email is not implemented yet"))
    }
}
