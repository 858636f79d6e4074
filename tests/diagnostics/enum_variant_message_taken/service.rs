use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get(&self, one: Shape, other: ShapeRect) -> Result<(), Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Shape {
    Rect { width: u8 },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShapeRect {}
