use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn watch(&self) -> Result<impl Stream<Item = Result<u64, Error>> + Send + 'static, Error>;
}
