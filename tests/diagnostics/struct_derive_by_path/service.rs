use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, bug: Bug) -> Result<Vec<Bug>, Error>;
}

#[derive(Clone, Debug, serde::Deserialize)]
pub struct Bug {
    pub id: u64,
}
