//! What happens to one file in a run.

use crate::plan::edit::Insertion;

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
