use platform::{Error, Stream};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn plain(&self) -> Result<impl Stream<Item = u64> + Send + 'static, Error>;
    async fn other(&self) -> Result<impl Stream<Item = Result<u64, std::io::Error>> + Send + 'static, Error>;
    async fn none(&self) -> Result<impl Stream + Send + 'static, Error>;
    async fn nested(&self) -> Result<impl Stream<Item = Result<impl Stream, Error>> + Send + 'static, Error>;
    async fn wrong(&self) -> Result<impl Stream<Item = Result<std::time::Instant, Error>> + Send + 'static, Error>;
}
