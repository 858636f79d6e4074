//! From the trait's source to the model.
/// The module files of one crate.
pub struct Crate;
/// One of them.
pub struct Module;
pub fn parse() {}
