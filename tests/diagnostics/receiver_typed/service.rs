use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(self: Arc<Self>) -> Result<(), Error>;
    async fn list(&'static self) -> Result<(), Error>;
}
