//! The bugs service. The user's part is `service`; kit rewrites `generated`.

#[rustfmt::skip]
mod generated;
pub mod service;

pub use generated::*;
pub use service::BugsService;
