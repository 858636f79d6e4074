use platform::Error;

#[derive(Debug, thiserror::Error)]
pub enum UsersError {
    #[error(transparent)]
    Other(#[from] Error),
}
