use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, get("/a/{token}"), secret(token))]
    async fn in_the_path(&self, token: String) -> Result<(), Error>;

    #[cfg_attr(kit, get("/b"), secret(token))]
    async fn in_the_query(&self, token: String) -> Result<(), Error>;

    #[cfg_attr(kit, query(token), secret(token))]
    async fn said_to_be_in_the_query(&self, token: String) -> Result<(), Error>;

    #[cfg_attr(kit, secret(pasword))]
    async fn misspelled(&self, password: String) -> Result<(), Error>;

    #[cfg_attr(kit, secret(password, password))]
    async fn twice(&self, password: String) -> Result<(), Error>;
}
