use platform::{Error, Stream};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    #[cfg_attr(kit, get("/a"), status(201))]
    async fn created(&self) -> Result<impl Stream<Item = Result<u64, Error>> + Send + 'static, Error>;
    #[cfg_attr(kit, get("/b"), status(204))]
    async fn nothing(&self) -> Result<impl Stream<Item = Result<(), Error>> + Send + 'static, Error>;
}
