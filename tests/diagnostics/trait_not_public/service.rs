use platform::Error;

#[trait_variant::make(Send)]
pub(crate) trait UsersService: Sync + 'static {
    async fn list(&self) -> Result<(), Error>;
}
