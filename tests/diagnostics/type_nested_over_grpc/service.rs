use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, rows: Vec<Vec<u32>>, names: Vec<Option<String>>) -> Result<Option<Vec<Bug>>, Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bug {}
