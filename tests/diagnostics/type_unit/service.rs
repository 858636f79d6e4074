use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, nothing: ()) -> Result<Vec<()>, Error>;
    async fn get(&self) -> Result<Option<()>, Error>;
}
