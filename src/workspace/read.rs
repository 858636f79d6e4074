//! Reads from the disk with care: files of a reasonable size, nothing through a symlink that leads
//! out of the workspace, every failure with its path.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File, TryLockError},
    io::{self, Read},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use bytes::Bytes;

use super::layout;
use crate::diagnostic::{Diagnostic, Source};

/// No source is larger; what is, was not meant for kit.
const MAX_BYTES: u64 = 16 << 20;
/// How long to wait for another run.
const PATIENCE: Duration = Duration::from_secs(60);

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
        let Some(found) = self.confined(path)? else { return Ok(()) };
        let bytes = bytes(&found, path).map_err(|error| self.refuse(path, error))?;
        self.files.extend(bytes.map(|bytes| (path.to_owned(), bytes.into())));
        Ok(())
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
            let Some(found) = self.confined(&next)?.filter(|path| path.is_dir()) else { continue };
            // A symlink may lead back to a folder above it.
            if seen.contains(&found) {
                continue;
            }
            for entry in fs::read_dir(&found).map_err(|error| failed("read", &next, &error))? {
                let entry = entry.map_err(|error| failed("read", &next, &error))?;
                let Ok(name) = entry.file_name().into_string() else { continue };
                let path = format!("{next}/{name}");
                let hidden = name.starts_with('.') && layout::starter_of(&path).is_none();
                if hidden || path == layout::platform("target") {
                    continue;
                }
                let kind = entry.file_type().map_err(|error| failed("read", &path, &error))?;
                if kind.is_dir() || (kind.is_symlink() && entry.path().is_dir()) {
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
        let parent = match path.rsplit_once('/') {
            Some((dir, _)) => self.folder(dir)?,
            None => Some(self.root.to_owned()),
        };
        let Some(parent) = parent else { return Ok(None) };
        locate(self.root, &parent, path).map_err(|error| self.refuse(path, error))
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

/// Where a path is whose folder really is `parent`. A symlink may stay inside the root, not leave it.
fn locate(root: &Path, parent: &Path, path: &str) -> Result<Option<PathBuf>, Diagnostic> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let full = parent.join(name);
    let fail = |error| failed("read", path, &error);
    let Some(metadata) = absent(fs::symlink_metadata(&full)).map_err(fail)? else { return Ok(None) };
    let leads_elsewhere = metadata.is_symlink() || [".", "..", ""].contains(&name);
    if !leads_elsewhere {
        return Ok(Some(full));
    }
    let real = fs::canonicalize(&full).map_err(|error| failed("follow the symlink", path, &error))?;
    if real.starts_with(root) {
        return Ok(Some(real));
    }
    let title = format!("{path} leads out of the workspace, to {}", display(&real));
    Err(Diagnostic::error(title)
        .help("kit neither reads nor writes outside the workspace: replace the symlink"))
}

/// The bytes of a regular file, if it exists; `name` is what diagnostics call it.
pub(super) fn bytes(path: &Path, name: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
    let fail = |error| failed("read", name, &error);
    let Some(metadata) = absent(fs::metadata(path)).map_err(fail)? else { return Ok(None) };
    if !metadata.is_file() {
        return Err(Diagnostic::error(format!("{name} is not a regular file"))
            .help("kit works with a file of that name: move away what is there"));
    }
    let Some(file) = absent(File::open(path)).map_err(fail)? else { return Ok(None) };
    // With room for its end, which one more read finds.
    let mut bytes = Vec::with_capacity(metadata.len().min(MAX_BYTES) as usize + 1);
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > MAX_BYTES {
        let title = format!("{name} is larger than {} MiB", MAX_BYTES >> 20);
        return Err(
            Diagnostic::error(title).help("kit reads sources and manifests only; move this file elsewhere")
        );
    }
    Ok(Some(bytes))
}

/// Bytes as text, or where they stop being UTF-8.
pub fn text(path: &str, bytes: &[u8]) -> Result<Source, Diagnostic> {
    std::str::from_utf8(bytes).map(|text| Source::new(path, text)).map_err(|error| {
        let at = error.valid_up_to();
        // Up to `at` the lossy text is the same; there it has the replacement character.
        let shown = Source::new(path, String::from_utf8_lossy(bytes));
        let span = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
        let label = format!("byte {at}, 0x{:02x}, is not UTF-8", bytes[at]);
        Diagnostic::error(format!("{path} is not UTF-8 text"))
            .at(&shown, span, label)
            .help("save the file as UTF-8 and run kit again")
    })
}

/// A file that the user names, wherever it is.
pub fn read_file(path: &Path) -> Result<Source, Diagnostic> {
    let name = display(path);
    match bytes(path, &name)? {
        Some(bytes) => text(&name, &bytes),
        None => Err(Diagnostic::error(format!("there is no file {name}"))
            .help("look for a slip in the path: it starts from the folder that you are in")),
    }
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
    Err(Diagnostic::error(format!("{} is not a folder", display(path))))
}

/// A path for people.
pub(super) fn display(path: &Path) -> String {
    path.display().to_string()
}

/// A relative path with `/` between components.
pub(super) fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn absent<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn failed(what: &str, name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::refused(what, name, error)
}
