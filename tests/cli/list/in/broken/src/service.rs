pub use platform::Error;

#[trait_variant::make(Send)]
pub trait BrokenService: Sync + 'static {
    async fn create(&self, email: &str) -> Result<(), Error>;
    fn drop_all(&self);
}
