//! A module that everybody sees.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Place(pub f64, pub f64);
