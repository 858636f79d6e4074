//! Where files are, and what is there.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use super::failed;
use crate::diagnostic::Diagnostic;

/// Where a path of the workspace really is: through symlinks that stay inside the root. No path is
/// git's: a journal that came with a clone must not write hooks.
pub(super) fn locate(root: &Path, path: &str) -> Result<PathBuf, Diagnostic> {
    let plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\0');
    if !path.split('/').all(|part| plain(part) && !part.eq_ignore_ascii_case(".git")) {
        let error = Diagnostic::error(format!("{path:?} is not a path inside the workspace"));
        return Err(error.help("nothing was written; a name in the workspace leads there: change it"));
    }
    let mut real = root.to_owned();
    for part in path.split('/') {
        real.push(part);
        if fs::symlink_metadata(&real).is_ok_and(|metadata| metadata.is_symlink()) {
            real = fs::canonicalize(&real).map_err(|error| failed("write", path, &error))?;
        }
        if !real.starts_with(root) {
            let title = format!("{path} leads out of the workspace, to {}", real.display());
            return Err(Diagnostic::error(title).help("nothing was written; replace the symlink"));
        }
    }
    Ok(real)
}

/// The folders that a path lies in, from the outermost: `a`, `a/b` for `a/b/c`.
pub(super) fn folders(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.match_indices('/').map(|(slash, _)| &path[..slash])
}

/// The content of a file, if there is one; `path` is what diagnostics call it.
pub(super) fn content(target: &Path, path: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
    match fs::read(target) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if absent(&error) => Ok(None),
        Err(error) => Err(failed("read", path, &error)),
    }
}

/// What to say of a file that is not as the run read it.
pub(super) fn edited(path: &str, read: Option<&[u8]>, now: Option<&[u8]>) -> Diagnostic {
    let title = match (read, now) {
        (None, _) => format!("{path} exists already, and kit did not expect it"),
        (_, None) => format!("{path} was deleted while kit was running"),
        _ => format!("{path} was changed while kit was running"),
    };
    Diagnostic::error(title).help("run kit again")
}

/// Lets the disk begin with a file that is to last, and does not wait. Only a hint: it is waited for later.
pub(super) fn begin_sync(_file: &File) {
    // The kernel lets go of what it need not keep, and writes what it must first.
    #[cfg(target_os = "linux")]
    let _ = rustix::fs::fadvise(_file, 0, None, rustix::fs::Advice::DontNeed);
}

/// Makes sure that names in a folder last; a folder that is gone has its own name in another.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    let there = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(folder);
    match File::open(there).and_then(|folder| folder.sync_all()) {
        // Some file systems do not know how to, and a folder may be there to write and not to read.
        Err(error) if matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported) => Ok(()),
        synced => synced,
    }
}

pub(super) fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if absent(&error) => Ok(()),
        removed => removed,
    }
}

/// Leaves a folder that is in use.
pub(super) fn remove_if_empty(folder: &Path) -> io::Result<()> {
    use io::ErrorKind::{DirectoryNotEmpty, ResourceBusy};
    match fs::remove_dir(folder) {
        Err(error) if absent(&error) || matches!(error.kind(), DirectoryNotEmpty | ResourceBusy) => Ok(()),
        removed => removed,
    }
}

fn absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
