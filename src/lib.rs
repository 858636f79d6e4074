//! kit writes, and keeps rewriting, everything between a trait and production.

pub mod apply;
pub mod cli;
pub mod diagnostic;
pub mod model;
pub mod plan;
pub mod targets;
pub mod workspace;
