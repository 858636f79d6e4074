//! What the user asked kit to change in his files: edits, deletions, files that kit lets go.

use bytes::Bytes;

use super::{FileChange, Kind, Run, Snapshot};
use crate::{
    diagnostic::{Diagnostic, Source},
    plan::{
        change::Asked,
        edit::{self, Edit},
    },
    workspace::text,
};

impl<'a, S: Snapshot> Run<'a, S> {
    /// Does what the user asked for with a file of his.
    pub(super) fn asked(&mut self, path: &str) -> Result<(), Diagnostic> {
        // It may not be there: then it is as he wants it.
        let Some(old) = self.files.file(path) else {
            self.lock.forget(path);
            return Ok(());
        };
        match self.asked.get(path) {
            Some(Asked::Delete { backup }) => {
                if *backup {
                    self.back_up(path, &old);
                }
                self.changes.push(FileChange::new(path, Kind::Delete, Some(old), Bytes::new()));
                self.lock.forget(path);
                return Ok(());
            }
            Some(Asked::Leave) => {
                self.changes.push(FileChange::new(path, Kind::Kept, Some(old.clone()), old));
                self.lock.forget(path);
                return Ok(());
            }
            _ => {}
        }
        let source = text(path, &old)?;
        self.edited(path, old, &source, self.edits(path).to_vec());
        Ok(())
    }

    pub(super) fn edits(&self, path: &str) -> &'a [Edit] {
        match self.asked.get(path) {
            Some(Asked::Edits { edits, .. }) => edits,
            _ => &[],
        }
    }

    pub(super) fn edited(&mut self, path: &str, old: Bytes, source: &Source, mut edits: Vec<Edit>) {
        if let Some(Asked::Edits { backup: true, .. }) = self.asked.get(path) {
            self.back_up(path, &old);
        }
        edits.sort_by_key(|edit| edit.order());
        let new = edit::apply(&source.text, &edits);
        let kind = if new == *source.text { Kind::Unchanged } else { Kind::Update };
        let mut change = FileChange::new(path, kind, Some(old), new);
        change.edits = edits;
        self.changes.push(change);
    }
}
