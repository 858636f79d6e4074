//! kit writes everything between a trait and production.

pub mod apply;
pub mod diagnostic;
pub mod model;
pub mod plan;
pub mod targets;
