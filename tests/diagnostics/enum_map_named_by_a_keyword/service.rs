use std::collections::HashMap;

use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get(&self, r#type: HashMap<u8, Color>, palette: Palette) -> Result<(), Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Palette {
    pub r#match: HashMap<u8, Color>,
    pub r#loop: HashMap<u8, u8>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Color {
    Red,
}
