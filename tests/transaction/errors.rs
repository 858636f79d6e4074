//! ENOSPC, EIO and EROFS from every system call that can change the disk.

use std::{path::Path, process::Output};

use crate::{
    killed::old_or_new,
    run::{self, Run, difference, next, tree},
    strace::{self, Moment},
};

const ERRORS: [&str; 3] = ["ENOSPC", "EIO", "EROFS"];

fn cases(run: &Run, more: &[String]) -> Vec<(Moment, &'static str)> {
    let moments = strace::moments(&(run.command)(run.folder().path()), more);
    moments.into_iter().flat_map(|moment| ERRORS.map(|error| (moment.clone(), error))).collect()
}

/// The run with an error in it: it ends well, or says what could not be done to which path.
fn fail(run: &Run, root: &Path, injection: &str, more: &[String]) -> Result<Output, String> {
    let injections = [&[injection.to_owned()], more].concat();
    let output = strace::traced(&(run.command)(root), &injections).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let mut paths = run.old.keys().chain(run.new.keys()).map(String::as_str).chain([".kit-journal"]);
    let named = said.contains("cannot ")
        && (said.contains(root.to_str().unwrap()) || paths.any(|path| said.contains(path)));
    // Nor can it be said that nothing can be written any more.
    let silenced = injection.starts_with("write:") && injection.ends_with('+') && said.is_empty();
    match output.status.code() {
        Some(0) => Ok(output),
        Some(1) if named || silenced => Ok(output),
        _ => Err(format!("{injection}: {output:?}")),
    }
}

/// An error leaves the old tree at once, without help of the next run.
fn once(run: &Run) {
    let alone = strace::alone(&(run.command)(run.folder().path()));
    strace::each(cases(run, &alone), |(moment, error)| {
        let folder = run.folder();
        let case = format!("{}:error={error}:when={}", moment.call, moment.count);
        let output = fail(run, folder.path(), &case, &alone)?;
        let expected = if output.status.success() { &run.new } else { &run.old };
        let wrong = difference(&tree(folder.path()), expected);
        if wrong.is_empty() { Ok(()) } else { Err(format!("{case}: {}\n{output:?}", wrong.join("\n"))) }
    });
}

#[test]
fn once_in_a_run_of_all_kinds() {
    if strace::works() {
        once(run::all_kinds());
    }
}

#[test]
fn once_in_kit_new_service() {
    if strace::works() {
        once(run::new_service());
    }
}

#[test]
fn once_in_kit_rename_service() {
    if strace::works() {
        once(run::rename_service());
    }
}

#[test]
fn once_in_kit_remove_service() {
    if strace::works() {
        once(run::remove_service());
    }
}

/// If it cannot even be undone, the next run, on a disk that works again, leaves no half.
#[test]
fn from_some_moment_on() {
    if !strace::works() {
        return;
    }
    let run = run::all_kinds();
    strace::each(cases(run, &[]), |(moment, error)| {
        let folder = run.folder();
        let case = format!("{}:error={error}:when={}+", moment.call, moment.count);
        let output = fail(run, folder.path(), &case, &[])?;
        next(folder.path()).output().unwrap();
        old_or_new(run, folder.path()).map_err(|wrong| format!("{case}: {wrong}\n{output:?}"))
    });
}
