use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, bug: Bug) -> Result<(), Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bug {
    pub bugId: u64,
    pub line_1: u64,
    pub line1: u64,
    pub größe: u64,
}
