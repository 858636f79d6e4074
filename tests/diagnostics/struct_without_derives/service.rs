use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, bug: Bug) -> Result<Vec<Bug>, Error>;
}

#[derive(Debug)]
pub struct Bug {
    pub id: u64,
}
