use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, bug: Bug) -> Result<Id, Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Bug {
    pub id: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Id {
    pub id: u64,
}
