use platform::{Error, Stream};

#[derive(Debug, thiserror::Error)]
pub enum UsersError {
    #[cfg_attr(kit, code("not_found"))]
    #[error("no user {id}")]
    NotFound { id: u64 },
    #[error(transparent)]
    Other(#[from] Error),
}

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn watch(
        &self,
    ) -> Result<impl Stream<Item = Result<u64, Error>> + Send + 'static, UsersError>;
    async fn follow(
        &self,
    ) -> Result<impl Stream<Item = Result<u64, UsersError>> + Send + 'static, Error>;
    async fn bare(&self) -> Result<impl Stream<Item = Result<u64, UsersError>>, UsersError>;
}
