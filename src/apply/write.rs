//! The only writer. All files of a run change, or none does.
//!
//! Once it is known what to write, everything goes into a journal in the workspace's root: every
//! file as it was and as it will be. The journal is on the disk before anything else changes, and
//! goes when everything else is on the disk. Between the two, whatever kills the run, the next one
//! finds the journal and carries it out again ([`recover`]); what is in its place already stays.
//! The workspace's guard keeps other runs of kit away meanwhile.
//!
//! A run may move one folder, which is the first that it does: `kit rename service`.
//!
//! A run that meets an error carries out the journal backwards. Each file is written beside its
//! target first and then renamed, so that other programs see it as it was or as it will be.

mod journal;
mod place;
mod relocation;
#[cfg(test)]
mod tests;
mod transaction;

use std::{fs, io, path::Path};

use self::{
    journal::Journal,
    transaction::{Way, carry_out},
};
use super::FileChange;
use crate::{
    diagnostic::Diagnostic,
    workspace::{Workspace, layout},
};

const UNTOUCHED: &str = "all files are as they were";

/// Makes a folder to make a workspace in, if there is none.
pub fn folder(path: &Path) -> Result<(), Diagnostic> {
    fs::create_dir_all(path).map_err(|error| failed("make", &path.display().to_string(), &error))
}

/// Writes files that belong to no workspace into a folder, which is made if it is not there. What is
/// written can be made again at any time: there is nothing to undo.
pub fn outside(dir: &Path, files: &[(String, String)]) -> Result<(), Diagnostic> {
    folder(dir)?;
    for (name, text) in files {
        let path = dir.join(name);
        fs::write(&path, text).map_err(|error| failed("write", &path.display().to_string(), &error))?;
    }
    Ok(())
}

/// Writes every change that [`FileChange::writes`]; touches nothing else.
pub fn write(workspace: &Workspace, changes: &[FileChange]) -> Result<(), Diagnostic> {
    let root = workspace.root();
    let journal = Journal::of(root, changes, workspace.moved())?;
    if journal.entries.is_empty() && journal.relocation.is_none() {
        return Ok(());
    }
    journal.save(root).map_err(|error| failed("write", layout::JOURNAL, &error).help(UNTOUCHED))?;
    transact(root, &journal)
}

/// Carries out a journal that is on the disk, or undoes it.
fn transact(root: &Path, journal: &Journal) -> Result<(), Diagnostic> {
    let Err(failure) = carry_out(root, journal, Way::Do) else { return Ok(()) };
    Err(match carry_out(root, journal, Way::Undo) {
        Ok(_) => failure.help(UNTOUCHED),
        Err(also) => failure.help(format!("and it cannot be undone: {}", also.title)).help(
            "some files may be written and others not: repair this and run kit again, it finishes first",
        ),
    })
}

/// Finishes what an interrupted run left in a workspace, or undoes it if it cannot be finished. For
/// [`Workspace::discover`], which holds the lock; returns what the user should know.
pub fn recover(root: &Path) -> Result<Vec<Diagnostic>, Diagnostic> {
    let Some(journal) = Journal::load(root)? else { return Ok(Vec::new()) };
    let (note, edited) = match carry_out(root, &journal, Way::Redo) {
        Ok(edited) => {
            let title = "a run of kit was interrupted here; what it had begun is finished now";
            (Diagnostic::warning(title), edited)
        }
        Err(redo) => match carry_out(root, &journal, Way::Undo) {
            Ok(edited) => {
                let title = "a run of kit was interrupted here; what it had begun is undone now";
                (Diagnostic::warning(title).help(format!("it cannot be finished: {}", redo.title)), edited)
            }
            Err(undo) => {
                let title = "a run of kit was interrupted here and can be neither finished nor undone";
                return Err(Diagnostic::error(title).help(redo.title).help(undo.title).help(format!(
                    "repair this and run kit again; or remove {} and every .kit-new-* to keep the files as \
                     they are, some written and others not",
                    layout::JOURNAL
                )));
            }
        },
    };
    let keep = |note: Diagnostic, path| note.help(format!("{path} was edited since and stays as it is"));
    Ok(vec![edited.iter().fold(note, keep)])
}

fn failed(what: &str, path: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::refused(what, path, error)
}
