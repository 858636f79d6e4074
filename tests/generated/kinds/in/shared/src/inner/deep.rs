use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub enum Leg {
    Left,
    Right,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub enum Part {
    Limb(Leg),
    Wing { left: bool, span: u8 },
    Nothing,
}
