use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg(unix)]
    async fn create(&self) -> Result<(), Error>;
}
