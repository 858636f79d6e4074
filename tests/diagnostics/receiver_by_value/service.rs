use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(self) -> Result<(), Error>;
    async fn list(mut self) -> Result<(), Error>;
}
