use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, id: Id, mark: Mark, page: Page<u8>) -> Result<Sized, Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Id(u64);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mark;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sized
where
    u8: Copy,
{
    pub id: u64,
}
