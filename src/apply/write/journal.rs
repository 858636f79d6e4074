//! The journal of a run: every file that it changes, as it was and as it will be. Whoever has it can
//! finish the run, or undo it.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};

use bytes::Bytes;
use prost::Message;
use rustix::process::geteuid;

use super::{
    failed,
    place::{content, edited, folders, locate, remove_if_there, sync},
    relocation::Relocation,
};
use crate::{
    apply::FileChange,
    diagnostic::Diagnostic,
    workspace::{Move, hash::Hash, layout},
};

/// The first line of the file, before the SHA-256 hash of all that follows it.
const HEADER: &str = "kit journal 2 ";

#[derive(Clone, PartialEq, Message)]
pub(super) struct Journal {
    /// In the order in which they change.
    #[prost(message, repeated, tag = "1")]
    pub entries: Vec<Entry>,
    /// The folders that the run makes, outer ones first.
    #[prost(string, repeated, tag = "2")]
    pub folders: Vec<String>,
    /// The folder that the run moves first; all paths are those after that.
    #[prost(message, optional, tag = "3")]
    pub relocation: Option<Relocation>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Entry {
    #[prost(string, tag = "1")]
    pub path: String,
    /// The file's permissions, if it existed.
    #[prost(uint32, optional, tag = "2")]
    pub mode: Option<u32>,
    /// `None`: there was no file.
    #[prost(bytes = "bytes", optional, tag = "3")]
    pub old: Option<Bytes>,
    /// `None`: the file goes.
    #[prost(bytes = "bytes", optional, tag = "4")]
    pub new: Option<Bytes>,
}

impl Journal {
    /// What the changes mean for the disk as it is. Stops if a file is not as the run read it.
    pub fn of(root: &Path, changes: &[FileChange], moved: Option<&Move>) -> Result<Self, Diagnostic> {
        let relocation = moved.map(|moved| Relocation::of(root, moved)).transpose()?;
        let mut journal = Self { relocation: relocation.clone(), ..Self::default() };
        let now = |path: &str| relocation.as_ref().map_or(path.to_owned(), |moved| moved.before(path));
        for change in changes.iter().filter(|change| change.writes()) {
            journal.entries.push(entry(root, change, &now(&change.path))?);
            let missing = folders(&change.path).filter(|folder| !root.join(now(folder)).is_dir());
            for folder in missing.map(str::to_owned) {
                if !journal.folders.contains(&folder) {
                    journal.folders.push(folder);
                }
            }
        }
        // The root's Cargo.toml goes in before a member's, and out after it: without it, a member is
        // a package of its own.
        journal.entries.sort_by_key(|entry| (entry.path.matches('/').count(), entry.path.clone()));
        Ok(journal)
    }

    /// Puts the journal on the disk, whole; without it, nothing may change.
    pub fn save(&self, root: &Path) -> io::Result<()> {
        let body = self.encode_to_vec();
        let mut text = format!("{HEADER}{}\n", Hash::of(&body)).into_bytes();
        text.extend(body);
        let path = root.join(layout::JOURNAL);
        // It holds what files hold that others may not read.
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        let saved = file.write_all(&text).and_then(|()| file.sync_all()).and_then(|()| sync(root));
        if saved.is_err() {
            // If that fails too, the next run removes it: it may be incomplete.
            let _ = fs::remove_file(path);
        }
        saved
    }

    /// The journal of a run that was interrupted. An incomplete one is removed: that run changed nothing.
    pub fn load(root: &Path) -> Result<Option<Self>, Diagnostic> {
        let path = root.join(layout::JOURNAL);
        let fail = |what, error| failed(what, layout::JOURNAL, &error);
        let metadata = match fs::symlink_metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fail("read", error)),
        };
        if !metadata.is_file() {
            let title = format!("{} is not a regular file", layout::JOURNAL);
            return Err(Diagnostic::error(title).help("kit keeps a file of that name: remove what is there"));
        }
        if metadata.uid() != geteuid().as_raw() {
            let title = "a run of kit by another user was interrupted here";
            return Err(Diagnostic::error(title)
                .help(format!("run kit as the user who owns {}: it finishes that run", layout::JOURNAL)));
        }
        match parse(&fs::read(&path).map_err(|error| fail("read", error))?)? {
            Some(journal) => Ok(Some(journal)),
            None => remove_if_there(&path).map(|()| None).map_err(|error| fail("remove", error)),
        }
    }
}

/// `at` is where the file is now.
fn entry(root: &Path, change: &FileChange, at: &str) -> Result<Entry, Diagnostic> {
    let path = &change.path;
    let target = locate(root, at)?;
    let now = content(&target, at)?;
    if now.as_deref() != change.old.as_deref() {
        return Err(edited(at, change.old.as_deref(), now.as_deref()));
    }
    let mode = || fs::metadata(&target).map(|metadata| metadata.mode() & 0o7777);
    let mode = now.is_some().then(mode).transpose().map_err(|error| failed("read", at, &error))?;
    Ok(Entry { path: path.clone(), mode, old: change.old.clone(), new: change.after().cloned() })
}

/// `None` if the text is incomplete.
fn parse(text: &[u8]) -> Result<Option<Journal>, Diagnostic> {
    let end = text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
    let (header, body) = (&text[..end], text.get(end + 1..).unwrap_or_default());
    let Some((kind, known)) = std::str::from_utf8(header).ok().and_then(|line| line.rsplit_once(' ')) else {
        return Ok(None);
    };
    if known != Hash::of(body).to_string() {
        return Ok(None);
    }
    if kind != HEADER.trim_end() {
        let title = "a run of another version of kit was interrupted here";
        return Err(Diagnostic::error(title).help("run that version again: it finishes what it had begun"));
    }
    Ok(Journal::decode(body).ok())
}
