//! What kit writes, a folder a target.

pub mod docker;
