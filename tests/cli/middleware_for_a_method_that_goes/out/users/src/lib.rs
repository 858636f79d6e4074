//! The users service. The user's part is `service`; kit rewrites `generated`.

#[rustfmt::skip]
mod generated;
pub mod audit;
pub mod service;
pub mod trace;

pub use generated::*;
pub use service::UsersService;
