use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get(&self, value: Color) -> Result<(), Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Color {
    DarkRed,
    Dark_Red,
}
