use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, bug: HTTPBug) -> Result<HttpBug, Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HTTPBug {}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HttpBug {}
