use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, bug: r#Logging) -> Result<r#type, Error>;
}

#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
pub struct r#Logging {
    pub id: u8,
}

#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
#[allow(non_camel_case_types)]
pub struct r#type {
    pub id: u8,
}
