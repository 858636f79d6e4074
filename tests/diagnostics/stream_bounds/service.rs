use platform::{Error, Stream};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn bare(&self) -> Result<impl Stream<Item = Result<u64, Error>>, Error>;
    async fn not_static(&self) -> Result<impl Stream<Item = Result<u64, Error>> + Send, Error>;
    async fn not_send(&self) -> Result<impl Stream<Item = Result<String, Error>> + 'static, Error>;
    async fn sync(&self) -> Result<impl Stream<Item = Result<u64, Error>> + Send + Sync + 'static, Error>;
}
