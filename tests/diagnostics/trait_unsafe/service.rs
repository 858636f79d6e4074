use platform::Error;

#[trait_variant::make(Send)]
pub unsafe trait UsersService: Sync + 'static {
    async fn list(&self) -> Result<(), Error>;
}
