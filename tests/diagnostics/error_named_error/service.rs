#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self) -> Result<(), Error>;
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Other(#[from] platform::Error),
}
