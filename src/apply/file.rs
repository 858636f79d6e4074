//! What happens to one file in a run.

use std::ops::Range;

use bytes::Bytes;

use crate::{
    diagnostic::{Diagnostic, Source},
    plan::edit::Edit,
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
    /// A copy of a hand-edited file that is replaced or goes.
    Backup,
    /// It goes, and with it the folders that it leaves empty.
    Delete,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    pub path: String,
    pub kind: Kind,
    pub old: Option<Bytes>,
    /// Without meaning for a file that goes.
    pub new: Bytes,
    /// Of the old text of an amended file that existed: sorted, disjoint.
    pub edits: Vec<Edit>,
    /// The first line of each conflict in a merged file.
    pub conflicts: Vec<Range<usize>>,
}

impl FileChange {
    pub fn new(path: &str, kind: Kind, old: Option<Bytes>, new: impl Into<Bytes>) -> Self {
        let path = path.to_owned();
        let new = match (kind, &old) {
            (Kind::Unchanged | Kind::Kept, Some(old)) => old.clone(),
            _ => new.into(),
        };
        Self { path, kind, old, new, edits: Vec::new(), conflicts: Vec::new() }
    }

    /// Whether the run writes or deletes the file.
    pub fn writes(&self) -> bool {
        !matches!(self.kind, Kind::Unchanged | Kind::Kept)
    }

    /// The file after the run.
    pub fn after(&self) -> Option<&Bytes> {
        (self.kind != Kind::Delete).then_some(&self.new)
    }

    /// What was inserted, replaced and deleted, one entry an edit.
    pub fn edited(&self) -> Vec<Edited> {
        if self.edits.is_empty() {
            return Vec::new();
        }
        let old = self.old.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        let new = String::from_utf8_lossy(&self.new);
        let (mut old, mut new) = (Lines::of(&old), Lines::of(&new));
        let mut found = Vec::new();
        // Where the walk is in the old text, and in the same place in the new one.
        let (mut before, mut after) = (0, 0);
        for edit in &self.edits {
            let start = after + (edit.range.start - before);
            (before, after) = (edit.range.end, start + edit.text.len());
            found.push(match (edit.range.is_empty(), edit.text.trim().is_empty()) {
                (true, _) => inserted(&mut new, start, &edit.text),
                (false, true) => deleted(&mut old, edit),
                (false, false) => replaced(&mut new, start, &edit.text),
            });
        }
        found
    }

    /// The line of each conflict, and what the user is told of it.
    pub fn conflicts(&self) -> Vec<(usize, Diagnostic)> {
        if self.conflicts.is_empty() {
            return Vec::new();
        }
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

/// An edit as a report tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    pub how: How,
    /// Counted from 1; in the old text of what was deleted, else in the new one.
    pub line: usize,
    /// What the line says, and how many more there are.
    pub says: String,
    /// What was inserted, put in the place of something, or deleted.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Inserted,
    Replaced,
    Deleted,
}

impl How {
    pub fn sign(self) -> char {
        match self {
            Self::Inserted => '+',
            Self::Replaced => '~',
            Self::Deleted => '-',
        }
    }
}

/// A text whose places are asked for from its start to its end: each line is counted once.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The line of a place that is not before the last one.
    fn line_of(&mut self, at: usize) -> usize {
        self.line += self.text[self.at..at].matches('\n').count();
        self.at = at;
        self.line
    }
}

fn inserted(new: &mut Lines, start: usize, text: &str) -> Edited {
    let said = without_comma(text);
    Edited {
        how: How::Inserted,
        line: new.line_of(start + text.len() - said.len()),
        says: summary(said.lines().filter(|line| !line.trim().is_empty())),
        text: text.to_owned(),
    }
}

/// Named by its code: a method's documentation goes with it.
fn deleted(old: &mut Lines, edit: &Edit) -> Edited {
    let gone = &old.text[edit.range.clone()];
    let is_code = |line: &str| {
        let line = line.trim_start();
        !line.is_empty() && !line.starts_with("//") && !line.starts_with("#[") && !line.starts_with("/*")
    };
    let code = gone.split_inclusive('\n').scan(0, |at, line| {
        *at += line.len();
        Some((*at - line.len(), line))
    });
    let (at, _) = code.clone().find(|(_, line)| is_code(line)).unwrap_or_default();
    Edited {
        how: How::Deleted,
        line: old.line_of(edit.range.start + at),
        says: summary(without_comma(&gone[at..]).lines().filter(|line| !line.trim().is_empty())),
        text: gone.to_owned(),
    }
}

fn replaced(new: &mut Lines, start: usize, text: &str) -> Edited {
    let from = new.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line = new.text[from..].lines().next().unwrap_or_default();
    Edited {
        how: How::Replaced,
        line: new.line_of(start),
        says: line.trim().to_owned(),
        text: text.to_owned(),
    }
}

/// Without the comma before an element of an array.
fn without_comma(text: &str) -> &str {
    let said = text.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
    if said.is_empty() { text.trim_start() } else { said }
}

fn summary<'a>(mut lines: impl Iterator<Item = &'a str>) -> String {
    let first = lines.next().unwrap_or_default().trim_end();
    let more = match lines.count() {
        0 => String::new(),
        1 => "  (+1 line)".to_owned(),
        rest => format!("  (+{rest} lines)"),
    };
    format!("{first}{more}")
}
