//! What holds for every run, checked on every command of `tests/cli`:
//!
//! - `--check` and `--dry-run` write nothing, and tell beforehand what the run does, to the letter;
//! - a run that fails leaves every file as it was;
//! - a run that succeeds has nothing left to do: neither content, inode nor time of a file changes;
//! - the outcome depends on neither folder, locale, time zone, processors nor on what standard input says.

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::Write,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Mutex,
};

use support::{Kit, Outcome, repository, tree};
use tempfile::TempDir;

type Files = BTreeMap<String, Vec<u8>>;

#[test]
fn every_command_keeps_every_promise() {
    let entries = fs::read_dir(repository().join("tests/cli")).unwrap();
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    // What is no command has no outcome; a merge with conflicts is written, and faulty.
    let is_other = |case: &Path| case.ends_with("wrong_usage") || case.ends_with("upgrade_conflict");
    cases.retain(|case| case.is_dir() && !is_other(case));
    cases.sort();
    let checked: usize = std::thread::scope(|scope| {
        let check = |cases: &[PathBuf]| cases.iter().map(|case| check(case)).sum::<usize>();
        let parts = cases.chunks(cases.len().div_ceil(4));
        let running: Vec<_> = parts.map(|cases| scope.spawn(move || check(cases))).collect();
        running.into_iter().map(|part| part.join().unwrap()).sum()
    });
    assert!(checked > 60, "only {checked} commands");
}

/// How many commands of a case were checked.
fn check(case: &Path) -> usize {
    let folder = tempfile::tempdir().unwrap();
    if case.join("in").exists() {
        support::copy(&case.join("in"), folder.path());
    }
    let mut checked = 0;
    for line in fs::read_to_string(case.join("cmd")).unwrap().lines().filter(|line| !line.is_empty()) {
        let Some(arguments) = line.strip_prefix("kit") else {
            let status = Command::new("sh").args(["-ec", line]).current_dir(folder.path()).status().unwrap();
            assert!(status.success(), "{}: {line}", case.display());
            continue;
        };
        let arguments: Vec<&str> =
            arguments.split_whitespace().map(|word| if word == "''" { "" } else { word }).collect();
        let changes = ["new", "n", "generate", "g", "upgrade", "remove", "rename"];
        let changes = changes.iter().any(|command| arguments.contains(command));
        let shows =
            ["--check", "--dry-run", "--diff", "--help", "-h"].iter().any(|flag| arguments.contains(flag));
        if changes && !shows && is_new(folder.path(), &arguments) {
            check_command(&format!("{}: {line}", case.display()), folder.path(), &arguments);
            checked += 1;
        } else {
            Kit::new(folder.path()).run(&arguments);
        }
    }
    checked
}

/// Many cases begin alike: what was checked once is not checked again.
fn is_new(root: &Path, arguments: &[&str]) -> bool {
    static SEEN: Mutex<BTreeSet<u64>> = Mutex::new(BTreeSet::new());
    let mut hasher = DefaultHasher::new();
    (arguments, tree(root)).hash(&mut hasher);
    SEEN.lock().unwrap().insert(hasher.finish())
}

fn check_command(what: &str, root: &Path, arguments: &[&str]) {
    let before = state(root);
    let checked = Kit::new(root).run(&[&["--check"], arguments].concat());
    let announced = Kit::new(root).run(&[&["--dry-run"], arguments].concat());
    let loud = |word: &&str| !matches!(*word, "-q" | "--quiet" | "--message-format" | "json");
    let loud: Vec<&str> = arguments.iter().copied().filter(loud).collect();
    let shown = Kit::new(root).run(&[&["--dry-run", "--diff"], &loud[..]].concat());
    assert!(state(root) == before, "{what}: --check or --dry-run writes");
    let (elsewhere, patched) = (copy(root), copy(root));

    let done = Kit::new(root).run(arguments);
    let after = state(root);
    let has_changed = content(&before) != content(&after);
    assert_eq!(checked.code, if done.code == 0 && has_changed { 2 } else { done.code }, "{what}: --check");
    let other = run_elsewhere(elsewhere.path(), arguments);
    assert_eq!(other.code, done.code, "{what}: {}", other.stderr);
    assert!(tree(elsewhere.path()) == tree(root), "{what}: the outcome is another elsewhere");
    if done.code != 0 {
        assert!(after == before, "{what}: it failed and wrote");
        assert_eq!((announced.code, announced.stderr), (done.code, done.stderr), "{what}: --dry-run");
        return;
    }
    let announced = announced.stdout.replace("dry run: nothing was written\n", "");
    assert!(
        done.stdout.starts_with(&announced),
        "{what}: announced is\n{announced}and done\n{}",
        done.stdout
    );
    // It names files from the workspace's root.
    if !names_folder(arguments) {
        check_patch(what, patched.path(), &shown.stdout, tree(root));
    }
    let again = Kit::new(root).run(arguments);
    assert!(state(root) == after, "{what}: a second run changes something");
    // What is there, or is gone, by then.
    let is_once = arguments.iter().any(|word| matches!(*word, "new" | "n" | "remove" | "rename"));
    assert_eq!(again.code, i32::from(is_once), "{what}: the second run: {}", again.stderr);
}

/// What `--diff` shows makes of the old files the new ones, but for those that it has no words for.
fn check_patch(what: &str, folder: &Path, shown: &str, mut expected: Files) {
    let shown: String =
        shown.split_inclusive('\n').filter(|line| !line.starts_with("Binary files ")).collect();
    if shown.lines().any(|line| line.starts_with("+++ ")) {
        let mut git = Command::new("git");
        git.args(["apply", "--whitespace=nowarn", "-"])
            .current_dir(folder)
            .env("GIT_CEILING_DIRECTORIES", folder);
        let said = feed(&mut git, &shown);
        assert_eq!(said.code, 0, "{what}: {}\n{shown}", said.stderr);
    }
    let mut patched = tree(folder);
    for files in [&mut expected, &mut patched] {
        files.retain(|path, _| path != "kit.lock" && !path.starts_with(".kit/") && !path.ends_with(".bin"));
    }
    let wrong: Vec<_> = expected
        .keys()
        .chain(patched.keys())
        .filter(|path| expected.get(*path) != patched.get(*path))
        .collect();
    assert!(wrong.is_empty(), "{what}: --diff does not say what becomes of {wrong:?}");
}

fn names_folder(arguments: &[&str]) -> bool {
    arguments.iter().any(|word| matches!(*word, "-b" | "--folder"))
}

/// From another folder, in other surroundings, with somebody at the keyboard who says yes.
fn run_elsewhere(folder: &Path, arguments: &[&str]) -> Outcome {
    let mut command = Command::new("taskset");
    if command.arg("--version").stdout(Stdio::null()).status().is_ok() {
        command = Command::new("taskset");
        command.args(["-c", "0", env!("CARGO_BIN_EXE_kit")]);
    } else {
        command = Command::new(env!("CARGO_BIN_EXE_kit"));
    }
    command.current_dir(folder);
    if !names_folder(arguments) {
        command.arg("--folder").arg(folder).current_dir("/");
    }
    command.args(arguments);
    for (variable, value) in [
        ("LC_ALL", "tr_TR.UTF-8"),
        ("LANG", "ja_JP.EUC-JP"),
        ("TZ", "Pacific/Kiritimati"),
        ("HOME", "/nonexistent"),
        ("COLUMNS", "30"),
        ("CARGO_TERM_COLOR", "always"),
        ("SOURCE_DATE_EPOCH", "1"),
    ] {
        command.env(variable, value);
    }
    feed(&mut command, &"y\nyes\n".repeat(10))
}

fn feed(command: &mut Command, input: &str) -> Outcome {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Who does not read does not mind.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Outcome {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Every file with its inode, its time and its mode.
type State = BTreeMap<String, (Vec<u8>, (u64, i64, i64, u32))>;

fn state(root: &Path) -> State {
    let file = |(path, bytes): (String, Vec<u8>)| {
        let data = fs::symlink_metadata(root.join(&path)).unwrap();
        (path, (bytes, (data.ino(), data.mtime(), data.mtime_nsec(), data.mode())))
    };
    tree(root).into_iter().map(file).collect()
}

fn content(state: &State) -> BTreeMap<&str, &[u8]> {
    state.iter().map(|(path, (bytes, _))| (&**path, &**bytes)).collect()
}

fn copy(root: &Path) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let copied = Command::new("cp").arg("-a").arg(root.join(".")).arg(folder.path()).status().unwrap();
    assert!(copied.success());
    folder
}
