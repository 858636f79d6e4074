use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, get("/users"))]
    async fn create(&self) -> Result<(), Error>;
}
