//! The view behind a new workspace's Cargo.toml.

use askama::Template;

#[derive(Template)]
#[template(path = "workspace/Cargo.toml.tmpl", escape = "none")]
pub(super) struct CargoToml {
    dependencies: Vec<Entry>,
}

struct Entry {
    key: &'static str,
    value: &'static str,
}

impl CargoToml {
    pub(super) fn new(dependencies: &[(&'static str, &'static str)]) -> Self {
        Self { dependencies: dependencies.iter().map(|&(key, value)| Entry { key, value }).collect() }
    }
}
