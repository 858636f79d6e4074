pub mod errors;
pub mod service;
