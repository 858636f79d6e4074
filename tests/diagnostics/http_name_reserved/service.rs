use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn r#new(&self) -> Result<(), Error>;
    async fn connect(&self) -> Result<(), Error>;
}
