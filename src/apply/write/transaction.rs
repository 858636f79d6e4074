//! Carries out a journal, forwards or backwards, from whatever state the files are in.

use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown},
    path::{Path, PathBuf},
    slice,
};

use tempfile::TempPath;

use super::{
    failed,
    journal::Journal,
    place::{begin_sync, content, edited, folders, locate, remove_if_empty, remove_if_there, sync},
};
use crate::{diagnostic::Diagnostic, threads, workspace::layout};

const THREADS: usize = 8;
/// For fewer items another thread is not worth while.
const SHARE: usize = 4;
/// How many files are open at once.
const BATCH: usize = 128;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// A file that was edited since it was read stops it.
    Do,
    /// After an interruption: a file that was edited since stays as it is.
    Redo,
    /// Back to how it was; an edited file stays as it is.
    Undo,
}

/// Ends with all files in place, durable, and no trace of the journal; or with an error, after which
/// the other way is still open. Returns the files that stay because they were edited.
pub(super) fn carry_out(root: &Path, journal: &Journal, way: Way) -> Result<Vec<String>, Diagnostic> {
    let kept = match &journal.relocation {
        // The folder moves before all else, so that there is nothing to undo.
        Some(moved) if way == Way::Undo && !moved.is_done(root) => Vec::new(),
        Some(moved) if way == Way::Undo => {
            let kept = change_files(root, journal, way)?;
            moved.carry_out(root, true)?;
            kept
        }
        Some(moved) => {
            moved.carry_out(root, false)?;
            change_files(root, journal, way)?
        }
        None => change_files(root, journal, way)?,
    };
    let removed = remove_if_there(&root.join(layout::JOURNAL));
    removed.map_err(|error| failed("remove", layout::JOURNAL, &error))?;
    // Should the journal come back, it finds everything in place.
    let _ = sync(root);
    Ok(kept)
}

fn change_files(root: &Path, journal: &Journal, way: Way) -> Result<Vec<String>, Diagnostic> {
    let mut steps = steps(root, journal, way)?;
    // The journal of a run that begins is of files as they are.
    let mut kept = if way == Way::Do { Vec::new() } else { look(&mut steps, way)? };
    let to_write: Vec<_> =
        steps.iter().filter(|step| step.ahead).filter_map(|step| Some((step, step.to?))).collect();
    stage(&to_write)?;
    // Staging took a while; the user may have saved a file meanwhile.
    kept.extend(look(&mut steps, way)?);
    for step in &mut steps {
        kept.extend(look(slice::from_mut(step), way)?);
        if step.ahead {
            step.place().map_err(|error| failed(step.verb(), step.path, &error))?;
        }
        if !step.ahead || step.to.is_none() {
            // What an interrupted run had staged.
            remove_if_there(&step.staged).map_err(|error| failed("clean up after", step.path, &error))?;
        }
    }
    let left = left_empty(journal, way);
    for folder in &left {
        remove_if_empty(&root.join(folder)).map_err(|error| failed("remove", folder, &error))?;
    }
    let changed = steps.iter().map(|step| step.target.clone());
    let changed = changed.chain(journal.folders.iter().chain(&left).map(|folder| root.join(folder)));
    let parents: BTreeSet<PathBuf> = changed.filter_map(|path| path.parent().map(Path::to_owned)).collect();
    at_once(&Vec::from_iter(parents), |folder| {
        sync(folder).map_err(|error| failed("sync the folder", &folder.display().to_string(), &error))
    })?;
    Ok(kept)
}

/// Does the same with each item. Each waits for the disk, and many at once wait hardly longer than one.
fn at_once<T: Sync>(
    items: &[T],
    work: impl Fn(&T) -> Result<(), Diagnostic> + Sync,
) -> Result<(), Diagnostic> {
    let parts: Vec<&[T]> = items.chunks(items.len().div_ceil(THREADS).max(SHARE)).collect();
    threads::each(&parts, |part| part.iter().try_for_each(&work)).into_iter().collect()
}

/// Writes texts beside their targets. All are on their way to the disk before one is waited for: most
/// file systems make one last together with those before.
fn stage(texts: &[(&Step, &[u8])]) -> Result<(), Diagnostic> {
    for batch in texts.chunks(BATCH) {
        let mut begun = Vec::with_capacity(batch.len());
        for (step, text) in batch {
            let file = step.stage(text).map_err(|error| failed("write", step.path, &error))?;
            begin_sync(&file);
            begun.push((step.path, file));
        }
        at_once(&begun, |(path, file)| file.sync_all().map_err(|error| failed("write", path, &error)))?;
    }
    Ok(())
}

/// One file, in the direction of travel.
struct Step<'a> {
    path: &'a str,
    target: PathBuf,
    /// In the target's folder, so that a rename is all that is left to do.
    staged: PathBuf,
    mode: Option<u32>,
    from: Option<&'a [u8]>,
    to: Option<&'a [u8]>,
    /// Whether it is still to be done.
    ahead: bool,
}

fn steps<'a>(root: &Path, journal: &'a Journal, way: Way) -> Result<Vec<Step<'a>>, Diagnostic> {
    let mut steps = Vec::new();
    for (number, entry) in journal.entries.iter().enumerate() {
        let target = locate(root, &entry.path)?;
        let (old, new) = (entry.old.as_deref(), entry.new.as_deref());
        let (from, to) = if way == Way::Undo { (new, old) } else { (old, new) };
        let staged = target.with_file_name(format!(".kit-new-{number}"));
        steps.push(Step { path: &entry.path, target, staged, mode: entry.mode, from, to, ahead: true });
    }
    if way == Way::Undo {
        steps.reverse();
    }
    Ok(steps)
}

/// Finds out which steps are still ahead, and returns the files that were edited: neither as they were
/// nor as they will be.
fn look(steps: &mut [Step], way: Way) -> Result<Vec<String>, Diagnostic> {
    let mut found = Vec::new();
    for step in steps.iter_mut().filter(|step| step.ahead) {
        let now = content(&step.target, step.path)?;
        let now = now.as_deref();
        step.ahead = now == step.from && now != step.to;
        if now != step.from && now != step.to {
            if way == Way::Do {
                return Err(edited(step.path, step.from, now));
            }
            found.push(step.path.to_owned());
        }
    }
    Ok(found)
}

/// Folders to remove if nothing else is in them, inner ones first: those that a run emptied, or that a
/// run made which is undone.
fn left_empty(journal: &Journal, way: Way) -> Vec<String> {
    if way == Way::Undo {
        return journal.folders.iter().rev().cloned().collect();
    }
    let deleted = journal.entries.iter().filter(|entry| entry.new.is_none());
    let folders: BTreeSet<&str> = deleted.flat_map(|entry| folders(&entry.path)).collect();
    folders.into_iter().rev().map(str::to_owned).collect()
}

impl Step<'_> {
    /// Writes the content beside its target, with the owner and the mode of the file that it replaces.
    fn stage(&self, text: &[u8]) -> io::Result<File> {
        let folder = self.target.parent().expect("a target is in a folder");
        if !folder.is_dir() {
            fs::create_dir_all(folder)?;
        }
        let mut file = self.create()?;
        if let Some(mode) = self.mode {
            self.give_away(&file);
            file.set_permissions(Permissions::from_mode(mode))?;
        }
        file.write_all(text)?;
        Ok(file)
    }

    fn create(&self) -> io::Result<File> {
        let mut options = OpenOptions::new();
        // A new file gets the mode that any program gives it: less what the umask takes away.
        options.write(true).create_new(true).mode(if self.mode.is_some() { 0o600 } else { 0o666 });
        match options.open(&self.staged) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // From an interrupted run. Never opened: it could be a link to somewhere else.
                fs::remove_file(&self.staged)?;
                options.open(&self.staged)
            }
            opened => opened,
        }
    }

    /// Whoever may not do that owns the new file himself, as with any editor.
    fn give_away(&self, file: &File) {
        if let (Ok(old), Ok(new)) = (fs::metadata(&self.target), file.metadata())
            && (old.uid(), old.gid()) != (new.uid(), new.gid())
        {
            let _ = fchown(file, Some(old.uid()), Some(old.gid()));
        }
    }

    fn place(&self) -> io::Result<()> {
        match (self.from, self.to) {
            (_, None) => fs::remove_file(&self.target),
            // Never over a file that has just appeared.
            (None, Some(_)) => {
                let staged = TempPath::try_from_path(&self.staged)?;
                staged.persist_noclobber(&self.target).map_err(|error| error.error)
            }
            (Some(_), Some(_)) => fs::rename(&self.staged, &self.target),
        }
    }

    fn verb(&self) -> &'static str {
        if self.to.is_some() { "write" } else { "delete" }
    }
}
