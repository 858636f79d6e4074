//! A module that nobody sees: its types are brought out of it.

use serde::{Deserialize, Serialize};

pub mod deep;

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Bug {
    pub id: uuid::Uuid,
    pub legs: Vec<deep::Leg>,
    pub at: crate::open::Place,
}
