use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get(&self, value: Either<u8>) -> Result<(), Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Either<T> {
    Left(T),
    Right,
}
