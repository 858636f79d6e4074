use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self) -> Result<(), UsersError<u8>>;
}

#[derive(Debug, thiserror::Error)]
pub enum UsersError<T> {
    #[error("{0}")]
    #[cfg_attr(kit, code("not_found"))]
    NotFound(T),
    #[error(transparent)]
    Other(#[from] Error),
}
