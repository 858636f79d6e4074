//! The kinds service.

#[rustfmt::skip]
mod generated;
mod moments;
pub mod service;
mod shapes;

pub use generated::*;
pub use service::KindsService;
pub use shapes::tree::Tree;
