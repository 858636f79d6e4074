//! Types of a crate of the workspace that is no service.

mod inner;
pub mod open;

use serde::{Deserialize, Serialize};

pub use inner::{Bug as Beetle, deep::*};

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Paged<T> {
    pub all: Vec<T>,
    pub next: Option<T>,
}
