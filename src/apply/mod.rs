//! Compares the change set with the snapshot: what happens to each file, by its owner's rules.
//! Pure; only [`mod@write`] touches the disk.

mod asked;
pub mod diff;
pub mod entries;
mod file;
pub mod merge;
mod starter;
#[cfg(test)]
mod tests;
pub mod three_way;
pub mod write;

use std::collections::BTreeMap;

use bytes::Bytes;

pub use file::{Edited, FileChange, How, Kind};

use self::merge::Text;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Source},
    plan::{
        change::{Asked, ChangeSet, Output, Want},
        edit::{self, Edit, Patch},
    },
    workspace::{
        Workspace, layout,
        lock::{Lock, unix},
        manifest::Manifest,
        text,
    },
};

/// How much of a difference a diagnostic shows.
const EXCERPT_LINES: usize = 40;

/// The files as a run found them.
pub trait Snapshot {
    fn file(&self, path: &str) -> Option<Bytes>;

    /// The same, if it is a Cargo.toml that was parsed already.
    fn manifest(&self, _path: &str) -> Option<&Manifest> {
        None
    }

    /// Where the base of a starter is found.
    fn base(&self, path: &str) -> String {
        layout::base(path)
    }
}

impl Snapshot for Workspace {
    fn file(&self, path: &str) -> Option<Bytes> {
        Workspace::file(self, path).cloned()
    }

    fn manifest(&self, path: &str) -> Option<&Manifest> {
        Workspace::manifest(self, path)
    }

    /// The folder of a service may be about to move; that of its bases does not move with it.
    fn base(&self, path: &str) -> String {
        layout::base(&self.moved().map_or_else(|| path.to_owned(), |moved| moved.before(path)))
    }
}

impl Snapshot for BTreeMap<String, Vec<u8>> {
    fn file(&self, path: &str) -> Option<Bytes> {
        self.get(path).cloned().map(Bytes::from)
    }
}

/// What a run would do; `--check`, `--dry-run`, `--diff` and the real run all read it from here.
#[derive(Debug)]
pub struct Resolution {
    /// Sorted by path, kit.lock among them; also what stays as it is.
    pub files: Vec<FileChange>,
    /// Warnings that do not stop the run.
    pub notes: Vec<Diagnostic>,
}

impl Resolution {
    /// Whether a run would change anything.
    pub fn is_clean(&self) -> bool {
        !self.files.iter().any(FileChange::writes)
    }
}

/// How a run treats what a user has changed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules {
    /// Replace hand-edited generated files, and keep a copy of each.
    pub force: bool,
    /// Merge what kit writes differently by now into starters that the user touched.
    pub merge: bool,
}

/// Decides about every output. All that stops the run is reported at once.
pub fn resolve(
    changes: &ChangeSet,
    files: &impl Snapshot,
    lock: &Lock,
    rules: Rules,
) -> Result<Resolution, Diagnostics> {
    let mut run = Run {
        files,
        rules,
        asked: &changes.asked,
        before: lock,
        lock: lock.clone(),
        changes: Vec::new(),
        notes: changes.notes.clone(),
        lost_bases: false,
    };
    let mut wrong = Diagnostics::default();
    for (path, output) in &changes.outputs {
        wrong.take(match output {
            Output::Generated(new) => run.generated(path, new),
            Output::Starter(new) => run.starter(path, new),
            Output::Amended { initial, wants } => run.amended(path, initial, wants),
        });
    }
    if wrong.has_errors() {
        return Err(wrong);
    }
    // What is asked of a base is done with its starter.
    let is_rest = |path: &&String| !changes.outputs.contains_key(*path) && layout::starter_of(path).is_none();
    for path in changes.asked.keys().filter(is_rest) {
        wrong.take(run.asked(path));
    }
    if wrong.has_errors() {
        return Err(wrong);
    }
    run.left_over(changes);
    run.bases_without_starter(changes);
    run.forget_entries();
    run.write_lock();
    run.changes.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Resolution { files: run.changes, notes: run.notes })
}

struct Run<'a, S> {
    files: &'a S,
    rules: Rules,
    asked: &'a BTreeMap<String, Asked>,
    before: &'a Lock,
    /// As it will be after the run.
    lock: Lock,
    changes: Vec<FileChange>,
    notes: Vec<Diagnostic>,
    /// Whether bases are gone that the lock knows.
    lost_bases: bool,
}

impl<'a, S: Snapshot> Run<'a, S> {
    fn generated(&mut self, path: &str, new: &Bytes) -> Result<(), Diagnostic> {
        let old = self.files.file(path);
        let kind = match &old {
            None => Kind::Create,
            Some(old) if same(old, new) => Kind::Unchanged,
            Some(old) if self.lock.matches(path, old) => Kind::Update,
            Some(old) if self.rules.force => {
                self.back_up(path, old);
                Kind::Update
            }
            Some(old) => return Err(conflict(path, old, new, self.lock.contains(path))),
        };
        self.changes.push(FileChange::new(path, kind, old, new.clone()));
        self.lock.record(path, new);
        Ok(())
    }

    /// First what the user asked for, then the entries that follow kit, then what is missing: each on the
    /// text with those before.
    fn amended(&mut self, path: &str, initial: &str, wants: &[Want]) -> Result<(), Diagnostic> {
        let old = self.files.file(path);
        let before = match (&old, self.files.manifest(path)) {
            (Some(_), Some(manifest)) => Text::from(manifest.clone()),
            (Some(old), None) => Text::for_wants(text(path, old)?, wants)?,
            (None, _) => Text::for_wants(Source::new(path, initial), wants)?,
        };
        let source = before.source().clone();
        let asked = if old.is_some() { self.edits(path) } else { &[] };
        let mut patch = Patch::over(&source.text, asked);
        let mut now = before.clone();
        if !asked.is_empty() {
            now = Text::for_wants(Source::new(path, &*patch.text), wants)?;
        }
        let stale = self.renew(&before, &now, wants, old.is_none())?;
        if !stale.is_empty() {
            // From the end, so that the offsets before stay right.
            stale.iter().rev().for_each(|edit| patch.replace(edit.range.clone(), &edit.text));
            now = Text::for_wants(Source::new(path, &*patch.text), wants)?;
        }
        let insertions = merge::insertions(&now, wants)?;
        let Some(old) = old else {
            let new = edit::insert(&patch.text, &insertions);
            self.changes.push(FileChange::new(path, Kind::Create, None, new));
            return Ok(());
        };
        let edits = if patch.is_empty() {
            insertions.into_iter().map(Edit::from).collect()
        } else {
            insertions.iter().rev().for_each(|insertion| patch.insert(insertion.at, &insertion.text));
            patch.into_edits()
        };
        self.edited(path, old, &source, edits);
        Ok(())
    }

    /// Deletes what kit generated once and does not any more, if nobody touched it since.
    fn left_over(&mut self, changes: &ChangeSet) {
        let known: Vec<String> = self.lock.paths().map(str::to_owned).collect();
        for path in known.iter().filter(|path| changes.is_left_over(path)) {
            match self.files.file(path) {
                None => self.lock.forget(path),
                Some(old) if self.lock.matches(path, &old) => {
                    self.changes.push(FileChange::new(path, Kind::Delete, Some(old), Bytes::new()));
                    self.lock.forget(path);
                }
                Some(_) => {
                    let title = format!("{path} is not needed any more, and was edited by hand");
                    self.notes
                        .push(Diagnostic::warning(title).help("delete it, or move it to where your code is"));
                }
            }
        }
    }

    /// Never replaces an older backup.
    fn back_up(&mut self, path: &str, bytes: &Bytes) {
        let names = (1..).map(|n| if n == 1 { format!("{path}.orig") } else { format!("{path}.orig.{n}") });
        for name in names {
            match self.files.file(&name) {
                Some(existing) if existing == *bytes => return,
                Some(_) => {}
                None => return self.changes.push(FileChange::new(&name, Kind::Backup, None, bytes.clone())),
            }
        }
    }

    fn write_lock(&mut self) {
        let new = self.lock.to_text();
        let old = self.files.file(layout::LOCK);
        let kind = match &old {
            None if self.lock.is_empty() => return,
            None => Kind::Create,
            Some(old) if same(old, new.as_bytes()) => Kind::Unchanged,
            Some(_) => Kind::Update,
        };
        self.changes.push(FileChange::new(layout::LOCK, kind, old, new));
    }
}

/// A checkout may have turned line ends into CRLF.
fn same(old: &[u8], new: &[u8]) -> bool {
    old == new || unix(old) == new
}

fn conflict(path: &str, old: &[u8], new: &[u8], known: bool) -> Diagnostic {
    let (title, label) = match known {
        true => (format!("{path} was edited by hand, and kit would replace it"), "differs from here on"),
        false => {
            (format!("{path} is in the way: kit did not write it"), "kit would write something else here")
        }
    };
    located(Diagnostic::error(title), path, old, new, label)
        .help(format!("replacing it would do this:\n{}", diff::excerpt(old, new, EXCERPT_LINES)))
        .help("move your change to a file that is yours, such as src/service.rs or a middleware")
        .help(format!("or run again with `--force`: your version is then kept as {path}.orig"))
        .help("or delete the file and run again")
}

fn located(diagnostic: Diagnostic, path: &str, old: &[u8], new: &[u8], label: &str) -> Diagnostic {
    match (text(path, old), std::str::from_utf8(new)) {
        (Ok(source), Ok(new)) => {
            let place = diff::first_difference(&source.text, new);
            diagnostic.at(&source, place, label)
        }
        _ => diagnostic,
    }
}
