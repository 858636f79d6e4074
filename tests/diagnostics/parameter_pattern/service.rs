use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, (name, age): (String, u8)) -> Result<(), Error>;
    async fn list(&self, _: u8, mut page: u32, ref size: u32, all @ _: bool) -> Result<(), Error>;
    async fn get(&self, Id { value }: Id, #[cfg(unix)] id: u64) -> Result<(), Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Id {
    pub value: u64,
}
