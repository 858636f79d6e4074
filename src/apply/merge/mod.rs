//! Insertions into the user's files, a module a format.

pub mod yaml;
