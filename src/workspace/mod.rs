//! What is on the disk, read once: [`Workspace::discover`] finds the cargo workspace and takes an
//! immutable snapshot of the files that kit can care about; nothing here decides what one should be.

pub mod config;
mod content;
pub mod crates;
mod dependencies;
mod dependents;
pub mod hash;
pub mod layout;
pub mod lock;
pub mod machine;
pub mod manifest;
mod members;
mod moved;
mod read;
pub mod revision;
mod root;
mod snapshot;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Path, PathBuf},
};

use bytes::Bytes;

pub use self::{
    content::{read_file, text},
    dependents::Dependency,
    moved::{Move, swap},
};

use self::{config::KitConfig, lock::Lock, manifest::Manifest, members::Patterns, read::Reader};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Source},
    model::names::ServiceName,
};

/// A snapshot of a workspace, and the right to change it: other runs of kit wait until it is dropped.
#[derive(Debug)]
pub struct Workspace {
    root: PathBuf,
    has_workspace: bool,
    files: BTreeMap<String, Bytes>,
    /// Those of the files that say what the root and the members are, by path.
    manifests: BTreeMap<String, Manifest>,
    lock: Result<Lock, Diagnostic>,
    services: Vec<ServiceEntry>,
    packages: BTreeMap<String, String>,
    patterns: Patterns,
    notes: Vec<Diagnostic>,
    moved: Option<Move>,
    /// None for one that is only looked at.
    _guard: Option<File>,
}

/// Finishes what an interrupted run left in a root, and says so: [`crate::apply::write::recover`].
pub type Recover = fn(&Path) -> Result<Vec<Diagnostic>, Diagnostic>;

/// A member whose Cargo.toml has `[package.metadata.kit]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceEntry {
    /// Relative to the root: `users`, `crates/users`.
    pub dir: String,
    pub package: String,
    pub config: KitConfig,
}

impl ServiceEntry {
    pub fn name(&self) -> Result<ServiceName, Diagnostic> {
        let name = ServiceName::parse(&self.package)?;
        Ok(match &self.config.wire_name {
            Some(wire) => name.with_wire(wire),
            None => name,
        })
    }
}

impl Workspace {
    /// Finds the workspace that encloses the folder `start`, by cargo's rules, and reads it, once
    /// nothing is left in it of an interrupted run. Without a workspace, `start` is the root of one to
    /// be made; a lone package is refused.
    pub fn discover(start: &Path, recover: Recover) -> Result<Self, Diagnostics> {
        let start = read::canonical(start)?;
        let mut notes = Vec::new();
        loop {
            // A workspace may be half-written, and not look like one yet.
            let (place, before) = match root::interrupted(&start) {
                Some(place) => (place, None),
                None => {
                    let found = root::find(&start, None)?;
                    (found.path().to_owned(), Some(found))
                }
            };
            let guard = read::guard(&place)?;
            notes.extend(recover(&place)?);
            // Another run may have made the workspace while this one waited.
            let found = root::find(&start, before.as_ref())?;
            if found.path() == place {
                return Self::read(found, Some(guard), notes);
            }
        }
    }

    /// As [`Workspace::discover`], for a glance that neither waits for another run nor finishes one:
    /// what is read may be half-written. Not to be written to.
    pub fn glance(start: &Path) -> Result<Self, Diagnostics> {
        Self::read(root::find(&read::canonical(start)?, None)?, None, Vec::new())
    }

    /// Adds every Rust source of the packages inside the root, for who looks for the uses of a name.
    pub fn read_sources(&mut self) -> Result<(), Diagnostics> {
        let mut wrong = Diagnostics::default();
        let mut reader = Reader::over(&self.root, std::mem::take(&mut self.files));
        let inside = |dir: &&String| !Path::new(dir).starts_with("..") && Path::new(dir).is_relative();
        for dir in self.packages.values().filter(inside) {
            for folder in ["src", "tests", "benches", "examples"] {
                wrong.take(reader.tree(&layout::join(dir, folder), |path| path.ends_with(".rs")));
            }
            wrong.take(reader.file(&layout::join(dir, "build.rs")));
        }
        self.files = reader.files;
        if wrong.has_errors() { Err(wrong) } else { Ok(()) }
    }

    /// What to tell the user: warnings.
    pub fn notes(&self) -> &[Diagnostic] {
        &self.notes
    }

    /// Absolute, without symlinks.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether there is a workspace already; otherwise the root is where to make it.
    pub fn has_workspace(&self) -> bool {
        self.has_workspace
    }

    /// The bytes of a file of the snapshot, by its path relative to the root.
    pub fn file(&self, path: &str) -> Option<&Bytes> {
        self.files.get(path)
    }

    /// The files of the snapshot in a folder and its folders, sorted: `files_in("users/src")`.
    pub fn files_in(&self, dir: &str) -> impl Iterator<Item = &str> {
        let prefix = format!("{dir}/");
        self.files.keys().map(String::as_str).filter(move |path| path.starts_with(&prefix))
    }

    /// How many files the snapshot has, and how many bytes they are.
    pub fn size(&self) -> (usize, usize) {
        (self.files.len(), self.files.values().map(Bytes::len).sum())
    }

    /// A file of the snapshot as text.
    pub fn text(&self, path: &str) -> Result<Option<Source>, Diagnostic> {
        match self.manifest(path) {
            Some(manifest) => Ok(Some(manifest.source.clone())),
            None => self.file(path).map(|bytes| text(path, bytes)).transpose(),
        }
    }

    /// The Cargo.toml of the workspace or of a member inside it, parsed.
    pub fn manifest(&self, path: &str) -> Option<&Manifest> {
        self.manifests.get(path).filter(|_| self.files.contains_key(path))
    }

    /// Sorted by folder.
    pub fn services(&self) -> &[ServiceEntry] {
        &self.services
    }

    /// The name of each member package with its folder, `""` being the root.
    pub fn packages(&self) -> &BTreeMap<String, String> {
        &self.packages
    }

    /// Whether a package in the folder `dir` is or would be a member without being added to `members`.
    pub fn has_member(&self, dir: &str) -> bool {
        self.patterns.cover(dir)
    }

    /// Whether there is anything at a path but an empty folder.
    pub fn exists_on_disk(&self, path: &str) -> bool {
        let path = self.root.join(path);
        let Ok(metadata) = fs::symlink_metadata(&path) else { return false };
        !metadata.is_dir() || fs::read_dir(&path).map_or(true, |mut entries| entries.next().is_some())
    }

    /// Every file that is in a folder on the disk, of the snapshot or not, but what cargo built; sorted.
    pub fn files_on_disk(&self, dir: &str) -> Result<Vec<String>, Diagnostic> {
        read::files(&self.root, dir)
    }

    /// Whether a pattern of `members` matches a folder: then cargo wants a package in it.
    pub fn has_pattern_for(&self, dir: &str) -> bool {
        self.patterns.expand_to(dir)
    }

    /// kit.lock; empty if there is none.
    pub fn lock(&self) -> Result<Lock, Diagnostic> {
        let lock = self.lock.clone()?;
        Ok(match &self.moved {
            Some(moved) => lock.moved(moved),
            None => lock,
        })
    }
}
