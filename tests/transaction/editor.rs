//! An editor that saves while kit runs: kit stops, and nothing of it is written.

use std::{fs, os::unix::fs::MetadataExt, path::Path, thread};

use crate::{
    run::{self, difference, tree},
    strace,
    support::process::{PATIENCE, Process, wait_until},
};

/// A file, its new content, and what kit says.
type Edit = (&'static str, Option<&'static str>, &'static str);

/// What somebody does to each kind of file that the run is about to write, and what is said of it.
const EDITS: [Edit; 4] = [
    ("d/e.rs", Some("mine"), "d/e.rs was changed while kit was running"),
    ("new.rs", Some("mine"), "new.rs exists already, and kit did not expect it"),
    ("d/gone.rs", Some("mine"), "d/gone.rs was changed while kit was running"),
    ("d/e.rs", None, "d/e.rs was deleted while kit was running"),
];

fn edit(root: &Path, path: &str, content: Option<&str>) {
    match content {
        Some(content) => fs::write(root.join(path), content).unwrap(),
        None => fs::remove_file(root.join(path)).unwrap(),
    }
}

/// Edits when the run is as far as `reached` says, lets it go on, and expects it to stop.
fn stops(mut run: Process, root: &Path, reached: impl Fn() -> bool, (path, content, said): Edit) {
    wait_until("the moment to edit", PATIENCE, || reached().then_some(()));
    edit(root, path, content);
    run.end_input();
    let status = run.wait(PATIENCE);
    assert_eq!(status.code(), Some(1), "{path}");
    assert_eq!(run.said(&[said]).len(), 1, "{path}");
    let mine = run::all_kinds().folder();
    edit(mine.path(), path, content);
    let wrong = difference(&tree(root), &tree(mine.path()));
    assert!(wrong.is_empty(), "after an edit of {path}:\n{}", wrong.join("\n"));
}

fn inode(root: &Path) -> u64 {
    fs::metadata(root.join("Cargo.toml")).unwrap().ino()
}

#[test]
fn between_reading_and_writing() {
    for case in EDITS {
        let folder = run::all_kinds().folder();
        let mut run = Process::start_waiting("the run", &mut run::waiting_child_in(folder.path()));
        run.wait_for(&["waits"]);
        stops(run, folder.path(), || true, case);
    }
}

/// The run, which holds for a moment before it does this.
fn slow(root: &Path, call: &str) -> Process {
    let pause = format!("{call}:delay_enter=1500000:when=1");
    Process::start("strace", &mut strace::traced(&run::child_in(root), &[pause]))
}

#[test]
fn while_files_are_staged() {
    if !strace::works() {
        return;
    }
    thread::scope(|scope| {
        for case in EDITS {
            scope.spawn(move || {
                let folder = run::all_kinds().folder();
                let staged = folder.path().join("d/.kit-new-3");
                let before = inode(folder.path());
                // Of the last file to be staged.
                let run = slow(folder.path(), "mkdir");
                stops(run, folder.path(), || staged.exists(), case);
                assert_eq!(inode(folder.path()), before, "no file was in its place yet");
            });
        }
    });
}

/// Even then: the first file is not in its place yet, the next would be the edited one.
#[test]
fn while_files_are_put_in_their_places() {
    if !strace::works() {
        return;
    }
    thread::scope(|scope| {
        for case in EDITS {
            scope.spawn(move || {
                let folder = run::all_kinds().folder();
                let staged = folder.path().join("n/.kit-new-5");
                let run = slow(folder.path(), "rename");
                stops(run, folder.path(), || fs::read(&staged).is_ok_and(|text| text == b"new"), case);
            });
        }
    });
}

/// In the last moment: between the last look and the rename.
#[test]
fn a_file_that_appears_is_never_replaced() {
    if !strace::works() {
        return;
    }
    let folder = run::all_kinds().folder();
    let before = inode(folder.path());
    let run = slow(folder.path(), "renameat2");
    let reached = || inode(folder.path()) != before;
    stops(run, folder.path(), reached, ("new.rs", Some("mine"), "cannot write new.rs: File exists"));
}
