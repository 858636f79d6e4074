use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, bug: Bug) -> Result<Vec<Bug>, Error>;
}

#[cfg(feature = "bugs")]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bug {
    #[cfg(unix)]
    pub id: u64,
}
