use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get(&self, one: Color, other: ColorDark) -> Result<(), Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Color {
    DarkRed,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ColorDark {
    Red,
}
