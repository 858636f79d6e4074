//! A folder that a run moves, with all that is in it, before it changes a file: one rename. The folder
//! is known by its number on the disk, so that each run can tell whether it has moved.

use std::{fs, io, os::unix::fs::MetadataExt, path::Path};

use prost::Message;

use super::{
    failed,
    place::{locate, sync},
};
use crate::{
    diagnostic::Diagnostic,
    workspace::{Move, swap},
};

#[derive(Clone, PartialEq, Message)]
pub(super) struct Relocation {
    #[prost(string, tag = "1")]
    pub from: String,
    #[prost(string, tag = "2")]
    pub to: String,
    #[prost(uint64, tag = "3")]
    pub inode: u64,
}

impl Relocation {
    pub fn of(root: &Path, moved: &Move) -> Result<Self, Diagnostic> {
        let Move { from, to } = moved;
        if locate(root, from)? != root.join(from) {
            let title = format!("{from} leads through a symlink to another folder");
            return Err(Diagnostic::error(title).help("kit moves real folders only: move this one by hand"));
        }
        let metadata = fs::metadata(root.join(from)).map_err(|error| failed("move", from, &error))?;
        Ok(Self { from: from.clone(), to: to.clone(), inode: metadata.ino() })
    }

    /// Where a path of the finished run is as long as the folder has not moved.
    pub fn before(&self, path: &str) -> String {
        swap(path, &self.to, &self.from)
    }

    pub fn is_done(&self, root: &Path) -> bool {
        self.is_at(&root.join(&self.to))
    }

    /// Moves the folder, if it is not where it belongs. Nothing may change before that is on the disk:
    /// a folder in its old place then means that nothing has.
    pub fn carry_out(&self, root: &Path, back: bool) -> Result<(), Diagnostic> {
        let (from, to) = if back { (&self.to, &self.from) } else { (&self.from, &self.to) };
        let (source, target) = (locate(root, from)?, locate(root, to)?);
        let fail = |error| failed("move", from, &error);
        if self.is_at(&target) {
            return Ok(());
        }
        if !self.is_at(&source) {
            return Err(fail(io::ErrorKind::NotFound.into()));
        }
        // An empty folder gives way, nothing else does.
        fs::rename(&source, &target).map_err(fail)?;
        [&source, &target].into_iter().filter_map(|path| path.parent()).try_for_each(sync).map_err(fail)
    }

    fn is_at(&self, path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|found| found.is_dir() && found.ino() == self.inode)
    }
}
