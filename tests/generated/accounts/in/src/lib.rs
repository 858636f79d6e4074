//! The accounts service. The user's part is `service`; kit rewrites `generated`.

pub mod errors;
#[rustfmt::skip]
mod generated;
pub mod service;

pub use generated::*;
pub use service::AccountsService;
