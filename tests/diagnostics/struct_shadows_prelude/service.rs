use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, value: Option) -> Result<String, Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Option {}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct String {}
