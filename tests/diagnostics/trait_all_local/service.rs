use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, local)]
    async fn create(&self, email: String) -> Result<(), Error>;

    #[cfg_attr(kit, idempotent, local)]
    async fn purge(&self) -> Result<(), Error>;
}
