use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, bug: Bug) -> Result<Vec<Bug>, Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bug {
    id: u64,
    pub(super) title: String,
}
