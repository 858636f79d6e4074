//! The workspace's own files: Cargo.toml, where every version stands once, and .gitignore.

mod compatible;
mod views;

use std::collections::BTreeSet;

use super::render;
use crate::{
    diagnostic::{Diagnostics, Source},
    plan::{
        change::{ChangeSet, TomlWant, Want},
        edit::Insertion,
    },
    workspace::layout,
};

/// What the root manifest must have.
#[derive(Default)]
pub struct Manifest {
    /// The Cargo.toml of a workspace that is there already.
    pub cargo_toml: Option<Source>,
    /// The dependencies whose entries are as kit put them there: kit replaces them if need be.
    pub kits: BTreeSet<String>,
    /// Whether cargo must be told that the folder of bases is no package.
    pub exclude_hidden: bool,
    /// Folders to list as members, where no pattern covers them.
    pub members: Vec<String>,
    /// The names of the parts of `platform` that the workspace has a use for.
    pub parts: Vec<&'static str>,
}

/// The crates that generated code names. Each member says which features it needs: a workspace that
/// kit did not make may have other entries, and features add up.
const DEPENDENCIES: &[(&str, &str)] = &[
    ("platform", r#"{ path = "platform" }"#),
    ("axum", r#"{ version = "0.8.9", default-features = false }"#),
    ("clap", r#"{ version = "4.6", default-features = false }"#),
    ("prost", r#""0.14""#),
    ("serde", r#""1""#),
    ("tokio", r#""1""#),
    ("tonic", r#"{ version = "0.14.9", default-features = false }"#),
    ("tonic-prost", r#""0.14""#),
    ("tracing", r#"{ version = "0.1", default-features = false }"#),
    ("trait-variant", r#""0.1.3""#),
];

pub(super) fn outputs(manifest: &Manifest, changes: &mut ChangeSet) -> Result<(), Diagnostics> {
    let check = |cargo_toml: &Source| compatible::check(cargo_toml, &manifest.kits);
    let found = manifest.cargo_toml.as_ref().map(check).unwrap_or_default();
    if found.has_errors() {
        return Err(found);
    }
    let table = |name: &str| vec!["workspace".to_owned(), name.to_owned()];
    let element = |key: &str, element: &str| TomlWant::Element {
        table: vec!["workspace".to_owned()],
        key: key.to_owned(),
        element: element.to_owned(),
    };
    let members = manifest.members.iter().map(|member| element("members", member));
    let hidden = manifest.exclude_hidden.then(|| element("exclude", layout::HIDDEN));
    let versions = DEPENDENCIES.iter().map(|(key, value)| TomlWant::Key {
        table: table("dependencies"),
        key: (*key).to_owned(),
        value: (*value).to_owned(),
    });
    let wants = members.chain(hidden).chain(versions).map(Want::Toml).collect();
    let initial = || render(&views::CargoToml::new(DEPENDENCIES));
    changes.amend("Cargo.toml", initial, wants);
    Ok(())
}

/// Tells git what not to keep: what an interrupted run of kit leaves, and in a workspace that kit makes,
/// what cargo builds.
pub fn ignored(gitignore: Option<&Source>, new: bool, changes: &mut ChangeSet) {
    let text = gitignore.map_or("", |source| &source.text);
    let has = |name: &str, around: &[char]| text.lines().any(|line| line.trim_matches(around) == name);
    let mut lines = String::new();
    if new && !has("target", &['/', ' ', '*']) {
        lines.push_str("/target\n");
    }
    if !has(layout::UNFINISHED, &['/', ' ']) {
        lines.push_str(layout::UNFINISHED);
        lines.push('\n');
    }
    if lines.is_empty() {
        return;
    }
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let insertion = Insertion::new(text.len(), format!("{gap}{lines}"));
    changes.amend(layout::GITIGNORE, String::new, vec![Want::Insert(insertion)]);
}
