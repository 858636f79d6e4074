pub use platform::Error;

#[trait_variant::make(Send)]
pub trait NotificatorService: Sync + 'static {
    async fn send_email(&self, email: String, content: String) -> Result<String, Error>;
}
