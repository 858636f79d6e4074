//! Compares the change set with the snapshot: what happens to each file, by its owner's rules.
//! Pure; only [`mod@write`] touches the disk.

pub mod diff;
pub mod merge;
#[cfg(test)]
mod tests;
pub mod write;

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostic, Diagnostics, Source},
    plan::{
        change::{ChangeSet, Output, Want},
        edit::{self, Insertion},
    },
    workspace::{
        Workspace, layout,
        lock::{Lock, unix},
        text,
    },
};

/// How much of a difference a diagnostic shows.
const EXCERPT_LINES: usize = 40;

/// The files as a run found them.
pub trait Snapshot {
    fn file(&self, path: &str) -> Option<&[u8]>;
}

impl Snapshot for Workspace {
    fn file(&self, path: &str) -> Option<&[u8]> {
        Workspace::file(self, path)
    }
}

impl Snapshot for BTreeMap<String, Vec<u8>> {
    fn file(&self, path: &str) -> Option<&[u8]> {
        self.get(path).map(Vec::as_slice)
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Create,
    Update,
    /// As kit wants it already.
    Unchanged,
    /// The user's own version of a starter file stays.
    Kept,
    /// A copy of a hand-edited file that `--force` replaces.
    Backup,
    /// It goes, and with it the folders that it leaves empty.
    Delete,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    pub path: String,
    pub kind: Kind,
    pub old: Option<Vec<u8>>,
    /// Without meaning for a file that goes.
    pub new: Vec<u8>,
    /// Into the old text of an amended file that existed.
    pub insertions: Vec<Insertion>,
}

impl FileChange {
    pub fn new(path: &str, kind: Kind, old: Option<&[u8]>, new: &[u8]) -> Self {
        let (path, old) = (path.to_owned(), old.map(<[u8]>::to_vec));
        let new = match (kind, &old) {
            (Kind::Unchanged | Kind::Kept, Some(old)) => old.clone(),
            _ => new.to_vec(),
        };
        Self { path, kind, old, new, insertions: Vec::new() }
    }

    /// Whether the run writes or deletes the file.
    pub fn writes(&self) -> bool {
        !matches!(self.kind, Kind::Unchanged | Kind::Kept)
    }

    /// The file after the run.
    pub fn after(&self) -> Option<&[u8]> {
        (self.kind != Kind::Delete).then_some(&self.new)
    }

    /// What was inserted: the line in the new text, counted from 1, what that line says, and how many
    /// more there are.
    pub fn inserted(&self) -> Vec<(usize, String)> {
        let new = String::from_utf8_lossy(&self.new);
        let mut shift = 0;
        let mut found = Vec::new();
        for insertion in &self.insertions {
            // Without the comma before an element of an array.
            let said = insertion.text.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
            let said = if said.is_empty() { insertion.text.trim_start() } else { said };
            let before = insertion.text.len() - said.len();
            let line = new[..insertion.at + shift + before].matches('\n').count() + 1;
            let mut lines = said.lines().filter(|line| !line.trim().is_empty());
            let first = lines.next().unwrap_or_default().trim_end();
            let more = match lines.count() {
                0 => String::new(),
                1 => "  (+1 line)".to_owned(),
                rest => format!("  (+{rest} lines)"),
            };
            found.push((line, format!("{first}{more}")));
            shift += insertion.text.len();
        }
        found
    }
}

/// Decides about every output. All conflicts are reported at once; with `force`, hand-edited
/// generated files are replaced and a copy is kept.
pub fn resolve(
    changes: &ChangeSet,
    files: &impl Snapshot,
    lock: &Lock,
    force: bool,
) -> Result<Resolution, Diagnostics> {
    let mut run = Run { files, force, lock: lock.clone(), changes: Vec::new(), notes: changes.notes.clone() };
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
    run.write_lock();
    run.changes.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Resolution { files: run.changes, notes: run.notes })
}

struct Run<'a, S> {
    files: &'a S,
    force: bool,
    /// As it will be after the run.
    lock: Lock,
    changes: Vec<FileChange>,
    notes: Vec<Diagnostic>,
}

impl<S: Snapshot> Run<'_, S> {
    fn generated(&mut self, path: &str, new: &[u8]) -> Result<(), Diagnostic> {
        let old = self.files.file(path);
        let kind = match old {
            None => Kind::Create,
            Some(old) if same(old, new) => Kind::Unchanged,
            Some(old) if self.lock.matches(path, old) => Kind::Update,
            Some(old) if self.force => {
                self.back_up(path, old);
                Kind::Update
            }
            Some(old) => return Err(conflict(path, old, new, self.lock.contains(path))),
        };
        self.changes.push(FileChange::new(path, kind, old, new));
        self.lock.record(path, new);
        Ok(())
    }

    fn starter(&mut self, path: &str, new: &str) -> Result<(), Diagnostic> {
        let old = self.files.file(path);
        let kind = match old {
            None => Kind::Create,
            Some(old) if same(old, new.as_bytes()) => Kind::Unchanged,
            Some(old) if self.lock.matches(path, old) => Kind::Update,
            Some(old) => {
                // Said once: the lock remembers the version that was offered.
                if !self.lock.matches(path, new.as_bytes()) {
                    self.notes.push(offer(path, old, new));
                }
                Kind::Kept
            }
        };
        self.changes.push(FileChange::new(path, kind, old, new.as_bytes()));
        self.lock.record(path, new.as_bytes());
        Ok(())
    }

    fn amended(&mut self, path: &str, initial: &str, wants: &[Want]) -> Result<(), Diagnostic> {
        let old = self.files.file(path);
        let source = match old {
            Some(bytes) => text(path, bytes)?,
            None => Source::new(path, initial),
        };
        let insertions = merge::insertions(&source, wants)?;
        let new = edit::insert(&source.text, &insertions);
        let kind = match old {
            None => Kind::Create,
            Some(_) if insertions.is_empty() => Kind::Unchanged,
            Some(_) => Kind::Update,
        };
        let mut change = FileChange::new(path, kind, old, new.as_bytes());
        if old.is_some() {
            change.insertions = insertions;
        }
        self.changes.push(change);
        Ok(())
    }

    /// Never replaces an older backup.
    fn back_up(&mut self, path: &str, bytes: &[u8]) {
        let names = (1..).map(|n| if n == 1 { format!("{path}.orig") } else { format!("{path}.orig.{n}") });
        for name in names {
            match self.files.file(&name) {
                Some(existing) if existing == bytes => return,
                Some(_) => {}
                None => return self.changes.push(FileChange::new(&name, Kind::Backup, None, bytes)),
            }
        }
    }

    fn write_lock(&mut self) {
        let new = self.lock.to_text();
        let old = self.files.file(layout::LOCK);
        let kind = match old {
            None if self.lock.is_empty() => return,
            None => Kind::Create,
            Some(old) if same(old, new.as_bytes()) => Kind::Unchanged,
            Some(_) => Kind::Update,
        };
        self.changes.push(FileChange::new(layout::LOCK, kind, old, new.as_bytes()));
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

fn offer(path: &str, old: &[u8], new: &str) -> Diagnostic {
    let excerpt = diff::excerpt(old, new.as_bytes(), EXCERPT_LINES);
    Diagnostic::warning(format!("{path} is yours and stays as it is: kit would now write it differently"))
        .help(format!("take over what you need, this is shown only once:\n{excerpt}"))
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
