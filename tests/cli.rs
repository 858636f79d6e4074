//! The command line, to the letter. A folder of `tests/cli` is a case: `in/` is the folder that it
//! starts in (none: an empty one), `cmd` what is done there, `stdout` and `stderr` what kit says to it,
//! and `out/` the files that are there at the end. `KIT_BLESS=1 cargo test --test cli` records anew.
//!
//! A line of `cmd` that starts with `kit` is a command of kit's, any other one is what the user does
//! between them, for sh. Of `platform/`, `src/generated/` and `.kit/`, which other tests know by
//! heart, `out/` has the names alone, in `FILES`.

mod support;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use support::{
    Kit,
    golden::{assert_none, compare},
    repository, tree,
};

#[test]
fn cases_read_as_recorded() {
    let cases = cases();
    assert!(cases.len() > 30, "the cases are gone");
    // A run waits for the disk more than it computes.
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let check = |cases: &[PathBuf]| cases.iter().flat_map(|case| check(case)).collect::<Vec<_>>();
        let parts = cases.chunks(cases.len().div_ceil(4));
        let running: Vec<_> = parts.map(|cases| scope.spawn(move || check(cases))).collect();
        running.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    assert_none(&wrong);
}

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(repository().join("tests/cli")).unwrap();
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.is_dir());
    cases.sort();
    cases
}

/// What of a case is not as recorded.
fn check(case: &Path) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    if case.join("in").exists() {
        support::copy(&case.join("in"), &root);
    }
    let commands = fs::read_to_string(case.join("cmd")).unwrap_or_else(|_| panic!("{}/cmd", case.display()));
    let (mut stdout, mut stderr) = (String::new(), String::new());
    for line in commands.lines().filter(|line| !line.is_empty()) {
        let Some(arguments) = line.strip_prefix("kit") else {
            let status = Command::new("sh").args(["-ec", line]).current_dir(&root).status().unwrap();
            assert!(status.success(), "{}: {line}", case.display());
            continue;
        };
        // An empty argument is written as ''.
        let arguments = arguments.split_whitespace().map(|word| if word == "''" { "" } else { word });
        let arguments: Vec<&str> = arguments.collect();
        let said = Kit::new(&root).run(&arguments);
        stdout.push_str(&format!("$ {line}\n{}", said.stdout));
        if said.code != 0 {
            stdout.push_str(&format!("exit {}\n", said.code));
        }
        stderr.push_str(&said.stderr);
    }
    let mut wrong = compare(&case.join("out"), &files(&root));
    wrong.extend(strays(case));
    let said = |text: String| {
        let text = text.replace(root.to_str().unwrap(), "[ROOT]");
        text.replace(&format!("kit {}", env!("CARGO_PKG_VERSION")), "kit [VERSION]").into_bytes()
    };
    for (name, text) in [("stdout", said(stdout)), ("stderr", said(stderr))] {
        wrong.extend(compare_one(&case.join(name), &text));
    }
    wrong
}

/// A file that is misspelt would check nothing.
fn strays(case: &Path) -> Vec<String> {
    let known = ["cmd", "in", "out", "stderr", "stdout"];
    let names = fs::read_dir(case).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let strays = names.filter(|name| !known.contains(&&**name));
    strays.map(|name| format!("{}/{name}: not part of a case", case.display())).collect()
}

fn compare_one(recorded: &Path, text: &[u8]) -> Option<String> {
    let kept = fs::read(recorded).unwrap_or_default();
    if kept == text {
        return None;
    }
    if support::golden::bless() {
        fs::write(recorded, text).unwrap();
        return None;
    }
    Some(format!("{}\n{}", recorded.display(), support::golden::difference(&kept, text)))
}

/// The files of the end, those that other tests record by their names.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut kept = BTreeMap::new();
    let mut names = String::new();
    for (path, bytes) in tree(root) {
        let named = ["platform/", "src/generated/", ".kit/"].iter().any(|folder| path.contains(folder));
        let elsewhere = named || path == "kit.lock";
        if elsewhere {
            names.push_str(&format!("{path}\n"));
        } else {
            kept.insert(path, bytes);
        }
    }
    if !names.is_empty() {
        kept.insert("FILES".to_owned(), names.into_bytes());
    }
    kept
}
