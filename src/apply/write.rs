//! The only writer. Stages every file beside its target, makes sure that the targets are as they
//! were read, and renames: an error before the first rename leaves nothing behind. The workspace's
//! guard keeps other runs of kit away meanwhile.

#[cfg(test)]
mod tests;

use std::{
    fs::{self, File, Permissions},
    io::{self, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::FileChange;
use crate::{diagnostic::Diagnostic, workspace::Workspace};

/// Makes a folder to make a workspace in, if there is none.
pub fn folder(path: &Path) -> Result<(), Diagnostic> {
    fs::create_dir_all(path).map_err(|error| failed("make", &path.display().to_string(), &error))
}

/// Writes every change that [`FileChange::writes`]; touches nothing else.
pub fn write(workspace: &Workspace, changes: &[FileChange]) -> Result<(), Diagnostic> {
    write_below(workspace.root(), changes)
}

fn write_below(root: &Path, changes: &[FileChange]) -> Result<(), Diagnostic> {
    let mut folders = NewFolders::default();
    let mut staged = Vec::new();
    for change in changes.iter().filter(|change| change.writes()) {
        let target = locate(root, &change.path)?;
        unedited(&target, change)?;
        staged.push(stage(change, target, &mut folders)?);
    }
    commit(staged)?;
    folders.keep();
    Ok(())
}

struct Staged<'a> {
    change: &'a FileChange,
    target: PathBuf,
    content: NamedTempFile,
}

/// Puts all files in their places; if that fails halfway, puts the old ones back.
fn commit(staged: Vec<Staged>) -> Result<(), Diagnostic> {
    // Staging took a while; the user may have saved a file meanwhile.
    for file in &staged {
        unedited(&file.target, file.change)?;
    }
    let mut done: Vec<(&FileChange, PathBuf)> = Vec::new();
    for Staged { change, target, content } in staged {
        let placed = match change.old {
            // Never over a file that has just appeared.
            None => content.persist_noclobber(&target),
            Some(_) => content.persist(&target),
        };
        if let Err(error) = placed {
            let failure = failed("write", &change.path, &error.error);
            return Err(undo(done).into_iter().fold(failure, Diagnostic::help));
        }
        done.push((change, target));
    }
    for (change, target) in &done {
        let parent = target.parent().expect("a target is in a folder");
        let synced = File::open(parent).and_then(|folder| folder.sync_all());
        synced.map_err(|error| failed("sync the folder of", &change.path, &error))?;
    }
    Ok(())
}

/// Restores what was there; says what could not be restored.
fn undo(done: Vec<(&FileChange, PathBuf)>) -> Vec<String> {
    let restore = |(change, target): (&FileChange, PathBuf)| {
        let outcome = match &change.old {
            None => fs::remove_file(&target),
            Some(old) => replace(&target, old),
        };
        outcome.err().map(|error| format!("{} could not be put back as it was: {error}", change.path))
    };
    done.into_iter().rev().filter_map(restore).collect()
}

fn replace(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let parent = target.parent().expect("a target is in a folder");
    let content = temporary(parent, Some(fs::metadata(target)?.permissions()), bytes)?;
    content.persist(target)?;
    Ok(())
}

/// Writes the new content next to its target, with the mode of the file that it replaces.
fn stage<'a>(
    change: &'a FileChange,
    target: PathBuf,
    folders: &mut NewFolders,
) -> Result<Staged<'a>, Diagnostic> {
    let fail = |error| failed("write", &change.path, &error);
    let parent = target.parent().expect("a target is in a folder");
    folders.make(parent).map_err(fail)?;
    let permissions = match change.old {
        Some(_) => Some(fs::metadata(&target).map_err(fail)?.permissions()),
        None => None,
    };
    let content = temporary(parent, permissions, &change.new).map_err(fail)?;
    Ok(Staged { change, target, content })
}

fn temporary(folder: &Path, permissions: Option<Permissions>, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    // As any program makes a file: less what the umask takes away.
    let mut file = builder.prefix(".kit-").permissions(Permissions::from_mode(0o666)).tempfile_in(folder)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Stops if the file is not as this run read it.
fn unedited(target: &Path, change: &FileChange) -> Result<(), Diagnostic> {
    let now = match fs::read(target) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed("read", &change.path, &error)),
    };
    if now == change.old {
        return Ok(());
    }
    let title = match (&change.old, &now) {
        (None, _) => format!("{} exists already, and kit did not expect it", change.path),
        (_, None) => format!("{} was deleted while kit was running", change.path),
        _ => format!("{} was changed while kit was running", change.path),
    };
    Err(Diagnostic::error(title).help("nothing was written; run kit again"))
}

/// Where a path of the workspace really is: through symlinks that stay inside the root.
fn locate(root: &Path, path: &str) -> Result<PathBuf, Diagnostic> {
    let plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\0');
    if !path.split('/').all(plain) {
        return Err(Diagnostic::error(format!("{path:?} is not a path inside the workspace")));
    }
    let fail = |error| failed("write", path, &error);
    let mut real = root.to_owned();
    for part in path.split('/') {
        real.push(part);
        if fs::symlink_metadata(&real).is_ok_and(|metadata| metadata.is_symlink()) {
            real = fs::canonicalize(&real).map_err(fail)?;
        }
        if !real.starts_with(root) {
            let title = format!("{path} leads out of the workspace, to {}", real.display());
            return Err(Diagnostic::error(title).help("nothing was written; replace the symlink"));
        }
    }
    Ok(real)
}

/// The folders that this run made; dropped before they are kept, they are removed again.
#[derive(Default)]
struct NewFolders(Vec<PathBuf>);

impl NewFolders {
    fn make(&mut self, folder: &Path) -> io::Result<()> {
        let missing = folder.ancestors().take_while(|ancestor| !ancestor.is_dir());
        for folder in missing.collect::<Vec<_>>().into_iter().rev() {
            fs::create_dir(folder)?;
            self.0.push(folder.to_owned());
        }
        Ok(())
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for NewFolders {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // Not empty: something else uses it by now.
            let _ = fs::remove_dir(folder);
        }
    }
}

fn failed(what: &str, path: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error(format!("cannot {what} {path}: {error}"))
}
