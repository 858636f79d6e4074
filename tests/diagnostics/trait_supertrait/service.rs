use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: std::fmt::Debug + Sync + 'static {
    async fn list(&self) -> Result<(), Error>;
}
