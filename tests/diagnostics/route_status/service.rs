use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, status(404))]
    async fn failure(&self) -> Result<(), Error>;

    #[cfg_attr(kit, status(302))]
    async fn redirection(&self) -> Result<(), Error>;

    #[cfg_attr(kit, status(0))]
    async fn nothing(&self) -> Result<(), Error>;

    #[cfg_attr(kit, status(206))]
    async fn partial(&self) -> Result<(), Error>;

    #[cfg_attr(kit, status(204))]
    async fn no_content(&self) -> Result<String, Error>;

    #[cfg_attr(kit, put("/reset"), status(205))]
    async fn reset(&self) -> Result<Option<u8>, Error>;
}
