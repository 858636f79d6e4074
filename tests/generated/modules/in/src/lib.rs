//! The modules service. The user's part is `service`; kit rewrites `generated`.

#[rustfmt::skip]
mod generated;
pub mod service;
pub mod types;

pub use generated::*;
pub use service::ModulesService;
