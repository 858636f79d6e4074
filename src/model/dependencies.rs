//! What a crate depends on, as its Cargo.toml says.

use std::collections::{BTreeMap, BTreeSet};

use super::{Module, advice::Advice, known::Foreign};

/// By the names that code has for them: `rust_decimal`.
#[derive(Clone, Debug, Default)]
pub struct Dependencies(pub BTreeMap<String, Dependency>);

#[derive(Clone, Debug, Default)]
pub struct Dependency {
    pub features: BTreeSet<String>,
    /// Those of a crate of the workspace; kit does not look into others.
    pub modules: Vec<Module>,
}

impl Dependencies {
    /// What must be added so that types of the crate can be sent.
    pub(super) fn lacks(&self, krate: &Foreign, http: bool) -> Option<Advice> {
        let wanted = if http { krate.features } else { &[] };
        let name = krate.name;
        match self.0.get(name) {
            None => {
                let line = match wanted {
                    [] => format!("{name} = \"{}\"", krate.version),
                    features => {
                        format!("{name} = {{ version = \"{}\", features = {features:?} }}", krate.version)
                    }
                };
                let why = format!("the service does not depend on the crate `{name}`");
                Some(Advice::new(why, format!("add `{line}` to the `[dependencies]` of its Cargo.toml")))
            }
            Some(found) => {
                let missing = wanted.iter().find(|feature| !found.features.contains(**feature))?;
                let why = format!("JSON needs the feature `{missing}` of the crate `{name}`");
                let help =
                    format!("write `features = [\"{missing}\"]` where the service's Cargo.toml has `{name}`");
                Some(Advice::new(why, help))
            }
        }
    }
}
