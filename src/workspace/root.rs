//! Where the workspace is: cargo's own search, from a folder upwards.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use rustix::process::geteuid;

use super::{
    layout,
    manifest::Manifest,
    members::Patterns,
    read::{self, display},
};
use crate::diagnostic::Diagnostic;

pub(super) enum Root {
    /// A folder with a workspace, whose manifest says so.
    Workspace(PathBuf, Manifest),
    /// A folder in no workspace and no package.
    New(PathBuf),
}

impl Root {
    pub fn path(&self) -> &Path {
        match self {
            Self::Workspace(path, _) | Self::New(path) => path,
        }
    }

    pub fn manifest(&self) -> Option<&Manifest> {
        match self {
            Self::Workspace(_, manifest) => Some(manifest),
            Self::New(_) => None,
        }
    }
}

/// The folder, `start` or above, in which a run of kit was interrupted. A journal of another user's
/// counts in the workspace only: this one may lie in a folder of everybody's.
pub(super) fn interrupted(start: &Path) -> Option<PathBuf> {
    let own = |dir: &&Path| {
        let metadata = fs::symlink_metadata(dir.join(layout::JOURNAL));
        metadata.is_ok_and(|metadata| metadata.is_file() && metadata.uid() == geteuid().as_raw())
    };
    start.ancestors().find(own).map(Path::to_owned)
}

/// Walks up from `start`, a canonical path. A workspace that excludes the package in which `start`
/// lies (or `start` itself, in no package) is passed over. `before` is what was found a moment ago.
pub(super) fn find(start: &Path, before: Option<&Root>) -> Result<Root, Diagnostic> {
    let before = before.and_then(Root::manifest);
    let mut package: Option<(&Path, Manifest)> = None;
    for dir in start.ancestors() {
        let name = display(&dir.join("Cargo.toml"));
        let Some(manifest) = Manifest::read(dir, &name, before)? else { continue };
        if manifest.workspace().is_some() {
            let inner = package.as_ref().map_or(start, |(dir, _)| dir);
            let relative = inner.strip_prefix(dir).expect("an ancestor is a prefix");
            if !Patterns::of(&manifest).exclude(&read::slashed(relative)) {
                return Ok(Root::Workspace(dir.to_owned(), manifest));
            }
        } else if manifest.package().is_some() && package.is_none() {
            if let Some(pointer) = manifest.workspace_pointer() {
                return pointed(dir, &manifest, pointer);
            }
            package = Some((dir, manifest));
        }
    }
    match package {
        Some((dir, package)) => Err(lone(dir, &package)),
        None => Ok(Root::New(start.to_owned())),
    }
}

/// The workspace that `package.workspace` names.
fn pointed(dir: &Path, manifest: &Manifest, pointer: &str) -> Result<Root, Diagnostic> {
    let root = read::canonical(&dir.join(pointer))?;
    match Manifest::read(&root, &display(&root.join("Cargo.toml")), None)? {
        Some(found) if found.workspace().is_some() => Ok(Root::Workspace(root, found)),
        _ => {
            let span = manifest.package().and_then(|package| package.get("workspace")?.span());
            let error = Diagnostic::error(format!("there is no cargo workspace in {}", display(&root)));
            Err(error
                .at(&manifest.source, span.unwrap_or(0..0), "named as the workspace here")
                .help("name the folder of the Cargo.toml that has `[workspace]`"))
        }
    }
}

fn lone(dir: &Path, package: &Manifest) -> Diagnostic {
    let span = package.root().get("package").and_then(|item| item.span());
    Diagnostic::error(format!("{} holds a single package, not a cargo workspace", display(dir)))
        .at(&package.source, span.unwrap_or(0..0), "a package of its own")
        .help(
            "each service is a crate of its own, in a workspace. To make this package the root of one, add \
             these lines to its Cargo.toml and run kit again:\n\n[workspace]\nmembers = []",
        )
        .help("or run kit in a folder that is in no package (`-b DIR` names another folder)")
}
