use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self) -> Result<(), UsersError>;
}

#[derive(Debug, thiserror::Error)]
pub enum UsersError {
    #[error("busy")]
    #[cfg_attr(kit, code("aborted"))]
    Busy { until: std::time::Instant, who: Who },
    #[error("held")]
    #[cfg_attr(kit, code("aborted"))]
    Held(std::sync::MutexGuard<'static, u8>, fn()),
    #[error("long")]
    #[cfg_attr(kit, code("aborted"))]
    Long { some: Option<u128> },
    #[error("nothing is sent of this one")]
    Internal(std::sync::Arc<u8>),
    #[error(transparent)]
    Other(#[from] Error),
}

#[derive(Debug)]
pub struct Who {
    pub name: String,
}
