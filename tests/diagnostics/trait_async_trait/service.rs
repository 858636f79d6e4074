use platform::Error;

#[async_trait::async_trait]
pub trait UsersService: Sync + 'static {
    async fn list(&self) -> Result<(), Error>;
}
