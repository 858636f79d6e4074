//! What happens to one file in a run.

use std::ops::Range;

use crate::{
    diagnostic::{Diagnostic, Source},
    plan::edit::Insertion,
    workspace::layout,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Create,
    Update,
    /// As kit wants it already.
    Unchanged,
    /// The user's own version of a starter file stays.
    Kept,
    /// What kit writes differently by now is merged into the user's version of a starter file.
    Merge,
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
    /// Where entries of an amended file were replaced that kit had put there: offsets before insertions.
    pub replaced: Vec<usize>,
    /// Into the text of an amended file that existed.
    pub insertions: Vec<Insertion>,
    /// The first line of each conflict in a merged file.
    pub conflicts: Vec<Range<usize>>,
}

impl FileChange {
    pub fn new(path: &str, kind: Kind, old: Option<&[u8]>, new: &[u8]) -> Self {
        let (path, old) = (path.to_owned(), old.map(<[u8]>::to_vec));
        let new = match (kind, &old) {
            (Kind::Unchanged | Kind::Kept, Some(old)) => old.clone(),
            _ => new.to_vec(),
        };
        Self { path, kind, old, new, replaced: Vec::new(), insertions: Vec::new(), conflicts: Vec::new() }
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

    /// The lines where entries were replaced, counted from 1, and what they say now.
    pub fn replaced(&self) -> Vec<(usize, String)> {
        let new = String::from_utf8_lossy(&self.new);
        let shift = |at| {
            let before = self.insertions.iter().filter(|insertion| insertion.at <= at);
            before.map(|insertion| insertion.text.len()).sum::<usize>()
        };
        let line = |at: &usize| {
            let number = new[..at + shift(*at)].matches('\n').count();
            (number + 1, new.lines().nth(number).unwrap_or_default().trim().to_owned())
        };
        self.replaced.iter().map(line).collect()
    }

    /// The line of each conflict, and what the user is told of it.
    pub fn conflicts(&self) -> Vec<(usize, Diagnostic)> {
        let source = Source::new(&*self.path, String::from_utf8_lossy(&self.new));
        let title = format!("in {} you and kit changed the same lines", self.path);
        let conflict = |at: &Range<usize>| {
            let diagnostic = Diagnostic::error(&*title)
                .at(&source, at.clone(), "both versions stand below")
                .help("keep what you want of them, and delete the three marker lines");
            (source.position(at.start).0, diagnostic)
        };
        self.conflicts.iter().map(conflict).collect()
    }

    /// Whether it is kit's own memory, and nobody else's business.
    pub fn is_bookkeeping(&self) -> bool {
        self.path == layout::LOCK || layout::starter_of(&self.path).is_some()
    }
}
