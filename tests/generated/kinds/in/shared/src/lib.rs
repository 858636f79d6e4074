//! Types of a crate of the workspace that is no service.

mod inner;
pub mod open;

pub use inner::{Bug as Beetle, deep::*};
