use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, local(create))]
    async fn create(&self, email: String) -> Result<(), Error>;

    #[cfg_attr(kit, local, local)]
    async fn purge(&self) -> Result<(), Error>;

    #[cfg_attr(kit, local = true)]
    async fn list(&self) -> Result<(), Error>;
}
