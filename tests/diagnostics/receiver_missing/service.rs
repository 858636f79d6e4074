use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(email: String) -> Result<(), Error>;
    async fn list() -> Result<(), Error>;
}
