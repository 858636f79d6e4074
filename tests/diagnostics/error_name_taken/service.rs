use platform::Error as Platform;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, detail: other::Code) -> Result<(), Code>;
}

#[derive(Debug, thiserror::Error)]
pub enum Code {
    #[error(transparent)]
    Other(#[from] Platform),
}

pub mod other {
    #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
    pub struct Code;
}
