//! What holds when the power fails, too, as far as the order of a run's system calls tells: nothing
//! replaces a file, and nothing goes, before what it rests on is on the disk.

use std::{collections::BTreeSet, path::Path};

use crate::{
    run::{self, Run},
    strace,
};

/// A call that has to do with files, and the paths in it; a file descriptor counts as its path.
struct Call {
    name: String,
    paths: Vec<String>,
    creates: bool,
}

fn calls(run: &Run) -> (Vec<Call>, String) {
    let folder = run.folder();
    let root = folder.path().canonicalize().unwrap().to_str().unwrap().to_owned();
    let log = strace::record(&(run.command)(Path::new(&root)), &["-y".to_owned()]);
    let mut calls = Vec::new();
    for line in log.lines() {
        let Some((_, name, arguments)) = strace::call(line) else { continue };
        // What a call returns is no argument.
        let arguments = arguments.rsplit_once(") = ").map_or(arguments, |(arguments, _)| arguments);
        let arguments = arguments.replace(&format!("AT_FDCWD<{root}>"), "AT_FDCWD");
        let paths = arguments.split(['"', '<', '>']).filter_map(|part| part.strip_prefix(&*root));
        let paths = paths.map(|path| path.trim_start_matches('/').to_owned()).collect();
        calls.push(Call { name: name.to_owned(), paths, creates: arguments.contains("O_CREAT") });
    }
    (calls, log)
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn check(run: &Run) {
    let (calls, log) = calls(run);
    let first = |what: &dyn Fn(&Call) -> bool| {
        calls.iter().position(what).unwrap_or_else(|| panic!("something is missing in\n{log}"))
    };
    let synced = |path: &str, from: usize, to: usize| {
        let of = |call: &Call| call.name == "fsync" && call.paths.iter().any(|synced| synced == path);
        assert!(calls[from..to].iter().any(of), "{path:?} is not synced between {from} and {to} in\n{log}");
    };
    let journal = first(&|call| call.creates && call.paths == [".kit-journal"]);
    let staged = first(&|call| call.name == "mkdir" || (call.creates && call.paths[0].contains(".kit-new-")));
    synced(".kit-journal", journal, staged);
    synced("", journal, staged);

    let done = first(&|call| call.name == "unlink" && call.paths == [".kit-journal"]);
    let mut changed = BTreeSet::new();
    let mut last = 0;
    for (at, call) in calls.iter().enumerate().take(done).skip(staged) {
        match &*call.name {
            "rename" | "renameat2" => {
                synced(&call.paths[0], staged, at);
                assert_eq!(parent(&call.paths[0]), parent(&call.paths[1]));
                changed.insert(parent(&call.paths[1]));
                last = at;
            }
            "unlink" | "rmdir" | "mkdir" => {
                changed.insert(parent(&call.paths[0]));
                last = at;
            }
            _ => {}
        }
    }
    assert!(changed.len() > 2, "{changed:?}");
    for folder in changed {
        let gone = calls[..done].iter().any(|call| call.name == "rmdir" && call.paths == [folder]);
        if !gone {
            synced(folder, last, done);
        }
    }
    synced("", done, calls.len());
}

#[test]
fn the_order_of_a_run_of_all_kinds() {
    if strace::works() {
        check(run::all_kinds());
    }
}

/// Nothing changes before it is on the disk that the folder has moved: its old place means that nothing has.
#[test]
fn the_order_of_kit_rename_service() {
    if !strace::works() {
        return;
    }
    let (calls, log) = calls(run::rename_service());
    let at = |what: &dyn Fn(&Call) -> bool| {
        calls.iter().position(what).unwrap_or_else(|| panic!("something is missing in\n{log}"))
    };
    let journal = at(&|call| call.creates && call.paths == [".kit-journal"]);
    let moved = at(&|call| call.name == "rename" && call.paths == ["users", "accounts"]);
    let staged = at(&|call| call.creates && call.paths[0].contains(".kit-new-"));
    assert!(journal < moved && moved < staged, "{log}");
    let synced = |path: &'static str| move |call: &Call| call.name == "fsync" && call.paths == [path];
    assert!(calls[journal..moved].iter().any(synced(".kit-journal")), "{log}");
    assert!(
        calls[journal..moved].iter().any(synced("")) && calls[moved..staged].iter().any(synced("")),
        "{log}"
    );
}

#[test]
fn the_order_of_kit_new_service() {
    if strace::works() {
        check(run::new_service());
    }
}
