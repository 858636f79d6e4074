//! What a run wants, as data: the change set that targets fill and `apply` consumes.

pub mod change;
pub mod edit;
pub mod format;
pub mod lines;
