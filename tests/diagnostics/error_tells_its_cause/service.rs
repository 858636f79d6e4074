use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self) -> Result<(), UsersError>;
}

#[derive(Debug, thiserror::Error)]
pub enum UsersError {
    #[error("the bank says {0}")]
    #[cfg_attr(kit, code("unavailable"))]
    Bank(#[source] std::io::Error),
    #[error(transparent)]
    #[cfg_attr(kit, code("unavailable"))]
    Disk(#[from] std::io::Error),
    #[error("{source} of {id}")]
    #[cfg_attr(kit, code("unavailable"))]
    Net { id: u64, source: std::io::Error },
    #[error("this one is not sent: {0}")]
    Quiet(#[source] std::fmt::Error),
    #[error(transparent)]
    Other(#[from] Error),
}
