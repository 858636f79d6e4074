use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn a_b(&self, data: AbRequest) -> Result<(), Error>;
    async fn ab(&self) -> Result<(), Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AbRequest {
    pub id: u64,
}
