//! The end of every writing command: resolve the change set, write it, say what was done.

use super::{Outcome, args::Global, report::Report};
use crate::{
    apply::{self, Edited, FileChange, Kind, Resolution, Rules, diff, write},
    diagnostic::Diagnostics,
    plan::change::ChangeSet,
    workspace::{Move, Workspace},
};

/// What is done about starters that the user has changed, and that kit writes differently by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Changed {
    Keep,
    Merge,
}

pub(super) struct Finished {
    pub outcome: Outcome,
    pub wrote: bool,
    pub resolution: Resolution,
}

/// The end of every writing command: resolve, write, report.
pub(super) fn finish(
    workspace: &Workspace,
    changes: &ChangeSet,
    changed: Changed,
    global: &Global,
    report: &mut Report,
) -> Result<Finished, Diagnostics> {
    conclude(workspace, changes, (changed, "the same command without --check"), global, report)
}

/// The same without writing, for `kit check`.
pub(super) fn up_to_date(
    workspace: &Workspace,
    changes: &ChangeSet,
    global: &Global,
    report: &mut Report,
) -> Result<Finished, Diagnostics> {
    let global = Global { check: true, ..global.clone() };
    conclude(workspace, changes, (Changed::Keep, "kit generate"), &global, report)
}

/// `advice` is the command that brings files up to date.
fn conclude(
    workspace: &Workspace,
    changes: &ChangeSet,
    (changed, advice): (Changed, &str),
    global: &Global,
    report: &mut Report,
) -> Result<Finished, Diagnostics> {
    report.debug(|| format!("{} files are wanted", changes.outputs.len()));
    let rules = Rules { force: global.force, merge: changed == Changed::Merge };
    let lock = workspace.lock()?;
    let resolution =
        report.stage("comparing with what is there", || apply::resolve(changes, workspace, &lock, rules))?;
    let writes = !global.dry_run && !global.check;
    if writes {
        report.stage("writing", || write::write(workspace, &resolution.files))?;
    }
    tell(workspace, &resolution.files, global, report);
    for note in &resolution.notes {
        report.diagnostic(note);
    }
    let conflicts: Vec<_> = resolution.files.iter().flat_map(FileChange::conflicts).collect();
    conflicts.iter().for_each(|(_, conflict)| report.diagnostic(conflict));
    if global.dry_run {
        report.line("dry run: nothing was written");
    }
    let drift = global.check && !resolution.is_clean();
    if drift {
        report.line(&format!("\nThe files above are not up to date: run {advice}, and commit."));
    }
    let outcome = match (drift, conflicts.is_empty()) {
        (true, _) => Outcome::Drift,
        (false, false) => Outcome::Faulty,
        (false, true) => Outcome::Done,
    };
    Ok(Finished { outcome, wrote: writes && !resolution.is_clean(), resolution })
}

/// What a run does to its files, with the differences if they were asked for.
fn tell(workspace: &Workspace, files: &[FileChange], global: &Global, report: &mut Report) {
    // The lock says in hashes, and bases say again, what the other files say.
    let shown = |file: &FileChange| global.diff && file.writes() && !file.is_bookkeeping();
    let difference = |file: &FileChange| {
        let now = workspace.moved().map_or(file.path.clone(), |moved| moved.before(&file.path));
        match (&file.old, file.after()) {
            (Some(old), Some(new)) if now != file.path => diff::moved(&now, &file.path, old, new),
            (Some(old), None) => diff::unified(&now, Some(old), None),
            (old, new) => diff::unified(&file.path, old.as_deref(), new.map(|new| &**new)),
        }
    };
    if report.is_json() {
        if let Some(Move { from, to }) = workspace.moved() {
            report.object(&serde_json::json!({ "reason": "move", "from": from, "to": to }));
        }
        for file in files.iter().filter(|file| file.kind != Kind::Unchanged) {
            report.file_object(file, shown(file).then(|| difference(file)));
        }
        return;
    }
    if let Some(Move { from, to }) = workspace.moved() {
        report.file("move", &format!("{from}/"), &format!("to {to}/"));
    }
    tell_people(files, report);
    for file in files.iter().filter(|file| shown(file)) {
        report.line(&difference(file));
    }
    if let Some(moved) = workspace.moved().filter(|_| global.diff) {
        for (from, to) in only_moved(workspace, moved, files) {
            report.line(&diff::moved(&from, &to, &[], &[]));
        }
    }
}

/// What goes along with a folder, before or after the run: where each file was, and where it will be.
fn only_moved(workspace: &Workspace, moved: &Move, files: &[FileChange]) -> Vec<(String, String)> {
    let list = |folder: &str| workspace.files_on_disk(folder).unwrap_or_default();
    let before: Vec<String> = list(&moved.from).iter().map(|path| moved.path(path)).collect();
    let mut all = if before.is_empty() { list(&moved.to) } else { before };
    all.retain(|path| !files.iter().any(|file| file.writes() && file.path == *path));
    all.into_iter().map(|path| (moved.before(&path), path)).collect()
}

/// Folders whose files nobody reads, and many change at once.
const COUNTED: [&str; 2] = [".kit/", "platform/"];

/// One line a file, or one an edit. What stays as it is, and files that nobody reads, are told by
/// their number.
fn tell_people(files: &[FileChange], report: &mut Report) {
    let verbs = [(Kind::Create, "create"), (Kind::Update, "update"), (Kind::Delete, "delete")];
    for folder in COUNTED {
        for (kind, verb) in verbs {
            let counted = |file: &&FileChange| file.kind == kind && file.path.starts_with(folder);
            match files.iter().filter(counted).count() {
                0 => {}
                1 => report.file(verb, folder, "(1 file)"),
                count => report.file(verb, folder, &format!("({count} files)")),
            }
        }
    }
    let counted = |file: &FileChange| {
        let kind = matches!(file.kind, Kind::Create | Kind::Update | Kind::Delete);
        kind && COUNTED.iter().any(|folder| file.path.starts_with(folder))
    };
    for file in files.iter().filter(|file| !counted(file)) {
        tell_one(file, report);
    }
    match files.iter().filter(|file| file.kind == Kind::Unchanged).count() {
        0 => {}
        count => report.file("unchanged", &format!("{count} files"), ""),
    }
    for file in files {
        report.debug(|| format!("{:?} {}", file.kind, file.path));
    }
}

fn tell_one(file: &FileChange, report: &mut Report) {
    let mut edited = file.edited();
    match file.kind {
        Kind::Create => report.file("create", &file.path, ""),
        Kind::Update if edited.is_empty() => report.file("update", &file.path, ""),
        Kind::Update => {
            // Of a line with two replacements one is told.
            edited.dedup_by_key(|edited| (edited.how, edited.line, edited.says.clone()));
            for Edited { how, line, says, .. } in edited {
                report.file("update", &format!("{}:{line}", file.path), &format!("{} {says}", how.sign()));
            }
        }
        Kind::Merge => {
            report.file("merge", &file.path, "");
            for (line, _) in file.conflicts() {
                report.file("conflict", &format!("{}:{line}", file.path), "");
            }
        }
        Kind::Backup => report.file("backup", &file.path, ""),
        Kind::Delete => report.file("delete", &file.path, ""),
        Kind::Unchanged => {}
        Kind::Kept => report.file("kept", &file.path, "yours"),
    }
}
