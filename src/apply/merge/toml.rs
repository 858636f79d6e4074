use crate::{
    diagnostic::{Diagnostic, Source},
    plan::{change::TomlWant, edit::Insertion},
};
pub fn insertions(_source: &Source, _wants: &[TomlWant]) -> Result<Vec<Insertion>, Diagnostic> {
    Ok(vec![])
}
