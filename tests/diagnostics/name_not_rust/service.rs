use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn gen(&self, gen: u8) -> Result<Bug, Error>;
    async fn r#gen(&self, r#gen: u8) -> Result<(), Error>;
}

#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
pub struct Bug {
    pub _: u8,
}
