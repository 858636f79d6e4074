//! What must be added to a YAML file.

use crate::{
    diagnostic::{Diagnostic, Source},
    plan::{change::YamlWant, edit::Insertion},
};

pub fn insertions(source: &Source, _wants: &[YamlWant]) -> Result<Vec<Insertion>, Diagnostic> {
    Err(Diagnostic::error(format!("{} cannot be amended", source.name)))
}
