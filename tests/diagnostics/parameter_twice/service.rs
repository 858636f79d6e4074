use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, email: String, email: String) -> Result<(), Error>;
    async fn list(&self, r#page: u8, page: u8) -> Result<(), Error>;
}
