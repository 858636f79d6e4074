use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self) -> Result<(), UsersError>;
}

#[derive(Debug, thiserror::Error)]
pub enum UsersError {
    #[error("no")]
    #[cfg_attr(kit, code("not_found"))]
    NotFound,
    #[error("{0}")]
    Other(Error),
}
