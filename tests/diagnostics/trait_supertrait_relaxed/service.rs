use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + ?Sized + 'static {
    async fn list(&self) -> Result<(), Error>;
}
