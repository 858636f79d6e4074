use platform::Error;

#[trait_variant::make(Send)]
pub trait UserService: Sync + 'static {
    async fn list(&self) -> Result<(), Error>;
}
