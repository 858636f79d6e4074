use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self) -> Result<(), UsersError>;
}

enum UsersError {
    #[cfg_attr(kit, code("not_found"))]
    NotFound,
    #[cfg_attr(kit, code("not_found"))]
    Not_Found,
    #[cfg(unix)]
    Unix,
    Field {
        #[cfg_attr(kit, secret)]
        name: String,
    },
    Other(#[from] Error),
}
