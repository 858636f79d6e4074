//! The workspace's own files: Cargo.toml, where every version stands once, and .gitignore.

mod views;

use super::render;
use crate::{
    diagnostic::Source,
    plan::{
        change::{ChangeSet, TomlWant, Want},
        edit::Insertion,
    },
    workspace::layout,
};

/// What the root manifest must have.
pub struct Manifest {
    /// There is no Cargo.toml yet: kit makes the workspace.
    pub new: bool,
    /// What git ignores so far.
    pub gitignore: Option<Source>,
    /// Folders to list as members, where no pattern covers them.
    pub members: Vec<String>,
}

/// The crates that generated code names, with the features that platform needs of them.
/// A service adds features of its own where it uses a crate.
const DEPENDENCIES: &[(&str, &str)] = &[
    ("platform", r#"{ path = "platform" }"#),
    ("axum", r#"{ version = "0.8.9", default-features = false, features = ["matched-path"] }"#),
    (
        "clap",
        r#"{ version = "4.6", default-features = false, features = ["derive", "env", "error-context", "help", "std", "usage"] }"#,
    ),
    ("prost", r#""0.14""#),
    ("serde", r#"{ version = "1", features = ["derive"] }"#),
    ("tokio", r#"{ version = "1", features = ["macros", "rt-multi-thread"] }"#),
    ("tonic", r#"{ version = "0.14.9", default-features = false, features = ["codegen", "router"] }"#),
    ("tonic-prost", r#""0.14""#),
    ("tracing", r#"{ version = "0.1", default-features = false, features = ["attributes", "std"] }"#),
    ("trait-variant", r#""0.1.3""#),
];

pub(super) fn outputs(manifest: &Manifest, changes: &mut ChangeSet) {
    let table = |name: &str| vec!["workspace".to_owned(), name.to_owned()];
    let members = manifest.members.iter().map(|member| TomlWant::Element {
        table: vec!["workspace".to_owned()],
        key: "members".to_owned(),
        element: member.clone(),
    });
    let versions = DEPENDENCIES.iter().map(|(key, value)| TomlWant::Key {
        table: table("dependencies"),
        key: (*key).to_owned(),
        value: (*value).to_owned(),
    });
    let wants = members.chain(versions).map(Want::Toml).collect();
    let initial = || render(&views::CargoToml::new(DEPENDENCIES));
    changes.amend("Cargo.toml", initial, wants);
    if manifest.new {
        changes.amend(layout::GITIGNORE, String::new, ignore_target(manifest.gitignore.as_ref()));
    }
}

/// What cargo builds is not for git.
fn ignore_target(gitignore: Option<&Source>) -> Vec<Want> {
    let text = gitignore.map_or("", |source| &source.text);
    if text.lines().any(|line| line.trim_matches(['/', ' ', '*']) == "target") {
        return Vec::new();
    }
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    vec![Want::Insert(Insertion::new(text.len(), format!("{gap}/target\n")))]
}
