//! What `kit remove`, `kit rename` and `kit generate client` change in the sources of a service, as edits, and what they find
//! that is for the user to change. Pure; generated files are no part of it, they are generated anew.

pub mod client;
pub mod local;
pub mod names;
pub mod proto;
pub mod remove;
pub mod rename;

use std::collections::BTreeMap;

use crate::{
    diagnostic::Source,
    model::Crate,
    plan::edit::{self, Edit},
};

/// Edits of files, by path; in each sorted and disjoint.
pub type Edits = BTreeMap<String, Vec<Edit>>;

/// The crate as it will be.
pub fn edited(krate: &Crate, edits: &Edits) -> Crate {
    let mut krate = krate.clone();
    for module in &mut krate.modules {
        if let Some(edits) = edits.get(&*module.source.name) {
            module.source = Source::new(module.source.name.clone(), edit::apply(&module.source.text, edits));
        }
    }
    krate
}
