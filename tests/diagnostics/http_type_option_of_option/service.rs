use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, name: Option<Option<String>>, lists: Vec<Vec<Option<u8>>>) -> Result<(), Error>;
}
