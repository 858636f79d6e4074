//! The guarded service. The user's part is `service`; kit rewrites `generated`.

#[rustfmt::skip]
mod generated;
pub mod audit;
pub mod service;
pub mod tenant_check;
pub mod trace_every_request;

pub use generated::*;
pub use service::GuardedService;
