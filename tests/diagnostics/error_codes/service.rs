use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self) -> Result<(), UsersError>;
}

#[derive(Debug, thiserror::Error)]
pub enum UsersError {
    #[error("a")]
    #[cfg_attr(kit, code("notfound"))]
    A,
    #[error("b")]
    #[cfg_attr(kit, code("gone"))]
    B,
    #[error("c")]
    #[cfg_attr(kit, code(not_found))]
    C,
    #[error("d")]
    #[cfg_attr(kit, code("not_found"), code("aborted"))]
    D,
    #[error("e")]
    #[cfg_attr(kit, status(404))]
    E,
    #[error("f")]
    #[cfg_attr(all(kit), code("not_found"))]
    F,
    #[error(transparent)]
    #[cfg_attr(kit, code("internal"))]
    Other(#[from] Error),
}
