use crate::{
    diagnostic::{Diagnostic, Source},
    plan::{change::RustWant, edit::Insertion},
};
pub fn insertions(_source: &Source, _wants: &[RustWant]) -> Result<Vec<Insertion>, Diagnostic> {
    Ok(vec![])
}
