use platform::Error;

/// Describes the service.
pub trait UsersService: Sync + 'static {
    async fn list(&self) -> Result<(), Error>;
}
