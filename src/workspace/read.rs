//! Collects the snapshot from the disk with care: nothing through a symlink that leads out of the
//! workspace, every failure with its path.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use bytes::Bytes;
use rustix::fs::OFlags;

use super::{content, layout};
use crate::diagnostic::{Diagnostic, Source};

/// How long to wait for another run.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is at a path.
enum Plain {
    Absent,
    /// Or a folder, or a device.
    File(File),
    /// A symlink, or what cannot be opened.
    Other,
}

/// Collects the snapshot.
pub(super) struct Reader<'a> {
    root: &'a Path,
    pub files: BTreeMap<String, Bytes>,
    /// Where folders really are: each is looked at once, not once a file.
    folders: BTreeMap<String, Option<PathBuf>>,
    /// What could not be read; that is said once.
    refused: BTreeSet<String>,
}

impl<'a> Reader<'a> {
    pub fn new(root: &'a Path) -> Self {
        Self::over(root, BTreeMap::new())
    }

    /// One that has files already.
    pub fn over(root: &'a Path, files: BTreeMap<String, Bytes>) -> Self {
        Self { root, files, folders: BTreeMap::new(), refused: BTreeSet::new() }
    }

    /// Adds a file, if it exists.
    pub fn file(&mut self, path: &str) -> Result<(), Diagnostic> {
        if self.files.contains_key(path) {
            return Ok(());
        }
        let read = match self.plain(path)? {
            Plain::Absent => Ok(None),
            Plain::File(file) => content::of(file, path).map(Some),
            Plain::Other => match self.confined(path)? {
                Some(found) => content::bytes(&found, path),
                None => Ok(None),
            },
        };
        let bytes = read.map_err(|error| self.refuse(path, error))?;
        self.files.extend(bytes.map(|bytes| (path.to_owned(), bytes.into())));
        Ok(())
    }

    /// Opens a file where it is named, which is to look what is there as well.
    fn plain(&mut self, path: &str) -> Result<Plain, Diagnostic> {
        if self.refused.contains(path) {
            return Ok(Plain::Absent);
        }
        let Some((parent, name)) = self.parent(path)? else { return Ok(Plain::Absent) };
        if is_a_step(name) {
            return Ok(Plain::Other);
        }
        Ok(match absent(content::open(&parent.join(name), OFlags::NOFOLLOW)) {
            Ok(Some(file)) => Plain::File(file),
            Ok(None) => Plain::Absent,
            Err(_) => Plain::Other,
        })
    }

    /// Adds a file that was read already, by the path that it is named by.
    pub fn adopt(&mut self, source: &Source) -> Result<(), Diagnostic> {
        if self.confined(&source.name)?.is_some() {
            let bytes = Bytes::copy_from_slice(source.text.as_bytes());
            self.files.insert(source.name.to_string(), bytes);
        }
        Ok(())
    }

    /// Adds the files of a folder and its folders that are `wanted`, but none that is hidden, save
    /// among kit's own, or that cargo built.
    pub fn tree(&mut self, dir: &str, wanted: impl Fn(&str) -> bool) -> Result<(), Diagnostic> {
        let mut dirs = vec![dir.to_owned()];
        let mut seen = Vec::new();
        while let Some(next) = dirs.pop() {
            let Some(found) = self.folder(&next)? else { continue };
            // A symlink may lead back to a folder above it.
            if seen.contains(&found) {
                continue;
            }
            let entries = absent(fs::read_dir(&found)).map_err(|error| failed("read", &next, &error))?;
            for entry in entries.into_iter().flatten() {
                let entry = entry.map_err(|error| failed("read", &next, &error))?;
                let Ok(name) = entry.file_name().into_string() else { continue };
                let path = format!("{next}/{name}");
                let hidden = name.starts_with('.') && layout::starter_of(&path).is_none();
                if hidden || path == layout::platform("target") {
                    continue;
                }
                let kind = entry.file_type().map_err(|error| failed("read", &path, &error))?;
                if kind.is_dir() {
                    self.folders.insert(path.clone(), Some(entry.path()));
                    dirs.push(path);
                } else if kind.is_symlink() && entry.path().is_dir() {
                    dirs.push(path);
                } else if wanted(&path) {
                    self.file(&path)?;
                }
            }
            seen.push(found);
        }
        Ok(())
    }

    /// Where a path of the workspace really is; `None` if nothing is there, or what is there was refused
    /// before. The first component that leads out is named: all below it would.
    fn confined(&mut self, path: &str) -> Result<Option<PathBuf>, Diagnostic> {
        if self.refused.contains(path) {
            return Ok(None);
        }
        let Some((parent, name)) = self.parent(path)? else { return Ok(None) };
        locate(self.root, &parent.join(name), path).map_err(|error| self.refuse(path, error))
    }

    /// Where the folder of a path really is, if it is there, and the last component.
    fn parent<'p>(&mut self, path: &'p str) -> Result<Option<(PathBuf, &'p str)>, Diagnostic> {
        match path.rsplit_once('/') {
            Some((dir, name)) => Ok(self.folder(dir)?.map(|parent| (parent, name))),
            None => Ok(Some((self.root.to_owned(), path))),
        }
    }

    fn folder(&mut self, path: &str) -> Result<Option<PathBuf>, Diagnostic> {
        if let Some(known) = self.folders.get(path) {
            return Ok(known.clone());
        }
        let found = self.confined(path)?;
        self.folders.insert(path.to_owned(), found.clone());
        Ok(found)
    }

    /// Remembers that the error was said.
    fn refuse(&mut self, path: &str, error: Diagnostic) -> Diagnostic {
        self.refused.insert(path.to_owned());
        error
    }
}

/// Every file below a folder but what cargo built, symlinks as such; sorted.
pub(super) fn files(root: &Path, dir: &str) -> Result<Vec<String>, Diagnostic> {
    let (mut dirs, mut found) = (vec![dir.to_owned()], Vec::new());
    while let Some(next) = dirs.pop() {
        let fail = |error| failed("read", &next, &error);
        for entry in absent(fs::read_dir(root.join(&next))).map_err(fail)?.into_iter().flatten() {
            let entry = entry.map_err(fail)?;
            let path = format!("{next}/{}", entry.file_name().to_string_lossy());
            match entry.file_type().map_err(fail)?.is_dir() {
                true if path == format!("{dir}/target") => {}
                true => dirs.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether a component is no name, but says where to go.
fn is_a_step(name: &str) -> bool {
    matches!(name, "" | "." | "..")
}

/// What is at a path whose folder is really where it says. A symlink may stay inside the root, not leave it.
fn locate(root: &Path, full: &Path, path: &str) -> Result<Option<PathBuf>, Diagnostic> {
    let fail = |error| failed("read", path, &error);
    let Some(metadata) = absent(fs::symlink_metadata(full)).map_err(fail)? else { return Ok(None) };
    let leads_elsewhere = metadata.is_symlink() || is_a_step(path.rsplit('/').next().unwrap_or(path));
    if !leads_elsewhere {
        return Ok(Some(full.to_owned()));
    }
    let real = fs::canonicalize(full).map_err(|error| failed("follow the symlink", path, &error))?;
    if real.starts_with(root) {
        return Ok(Some(real));
    }
    let title = format!("{path} leads out of the workspace, to {}", display(&real));
    Err(Diagnostic::error(title)
        .help("kit neither reads nor writes outside the workspace: replace the symlink"))
}

/// Waits for the right to work on a workspace. The lock is on the folder itself: it leaves no file
/// behind and ends with the process.
pub(super) fn guard(root: &Path) -> Result<File, Diagnostic> {
    let name = display(root);
    let folder = File::open(root).map_err(|error| failed("open", &name, &error))?;
    let start = Instant::now();
    loop {
        match folder.try_lock() {
            Ok(()) => return Ok(folder),
            Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(10))
            }
            Err(TryLockError::WouldBlock) => {
                return Err(Diagnostic::error(format!(
                    "another kit has been working in {name} for a minute"
                ))
                .help("wait for it or stop it, then run kit again"));
            }
            Err(TryLockError::Error(error)) => return Err(failed("lock", &name, &error)),
        }
    }
}

/// An absolute path without symlinks.
pub(super) fn canonical(path: &Path) -> Result<PathBuf, Diagnostic> {
    let found = fs::canonicalize(path).map_err(|error| failed("open the folder", &display(path), &error))?;
    if found.is_dir() {
        return Ok(found);
    }
    let error = Diagnostic::error(format!("{} is not a folder", display(path)));
    Err(error.help("name the folder of the workspace, or one below it"))
}

/// A path for people.
pub(super) fn display(path: &Path) -> String {
    path.display().to_string()
}

/// A relative path with `/` between components.
pub(super) fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

pub(super) fn absent<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

pub(super) fn failed(what: &str, name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::refused(what, name, error)
}
