//! Runs beside other runs, some of which die.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use rustix::process::Signal;
use sha2::{Digest, Sha256};

use crate::{
    run::{self, Run, Tree, kit, lay_out, tree},
    strace,
    support::{
        Kit,
        process::{PATIENCE, Process, wait_until},
    },
};

const RUNS: usize = 50;

fn add(root: &Path, number: usize) -> Command {
    kit(root, &["new", "service", &format!("s{number}")])
}

#[test]
fn fifty_at_once() {
    let (together, in_turn) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let start = |number| add(together.path(), number).stderr(Stdio::piped()).stdout(Stdio::null()).spawn();
    let runs: Vec<Child> = (0..RUNS).map(|number| start(number).unwrap()).collect();
    for run in runs {
        let output = run.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    for number in 0..RUNS {
        assert!(add(in_turn.path(), number).output().unwrap().status.success());
    }
    let (together, in_turn) = (tree(together.path()), tree(in_turn.path()));
    assert_eq!(together.len(), in_turn.len());
    for (path, entry) in &in_turn {
        let found = &together[path];
        match &**path {
            // Whoever came first stands first.
            "Cargo.toml" => assert_eq!(words(found), words(entry)),
            _ => assert!(found == entry, "{path} differs"),
        }
    }
    check_lock(&together);
}

fn words((_, content): &(u32, Option<Vec<u8>>)) -> BTreeSet<String> {
    let text = String::from_utf8(content.clone().unwrap()).unwrap();
    text.split([' ', ',', '[', ']', '\n']).map(str::to_owned).collect()
}

/// kit.lock is of the files that are there.
fn check_lock(tree: &Tree) {
    let lock = String::from_utf8(tree["kit.lock"].1.clone().unwrap()).unwrap();
    let lines: Vec<_> = lock.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(lines.len() > RUNS);
    for line in lines {
        let (hash, path) = line.split_once("  ").unwrap();
        let bytes = Sha256::digest(tree[path].1.as_ref().unwrap());
        assert_eq!(hash, bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), "{path}");
    }
}

/// A run that has read the workspace and not yet written.
fn holder(root: &Path) -> Process {
    let mut holder = Process::start_waiting("the holder", &mut run::waiting_child_in(root));
    holder.wait_for(&["waits"]);
    holder
}

#[test]
fn the_holder_of_the_lock_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path());
    let before = tree(folder.path());
    let holder = holder(folder.path());
    let mut waiting = Process::start("kit", &mut kit(folder.path(), &["new", "service", "users"]));
    thread::sleep(Duration::from_millis(500));
    assert!(waiting.is_running());
    assert_eq!(tree(folder.path()), before);
    holder.signal(Signal::KILL);
    assert!(waiting.wait(PATIENCE).success());
    assert!(folder.path().join("users/src/service.rs").is_file());
}

#[test]
fn the_holder_of_the_lock_is_killed_while_it_writes_and_another_waits() {
    if !strace::works() {
        return;
    }
    let run: &Run = run::new_service();
    let folder = run.folder();
    // Changed files take their places before new ones.
    let dies = ["rename:delay_enter=1500000:when=2", "renameat2:signal=KILL:when=1"].map(str::to_owned);
    let mut dying = Process::start("strace", &mut strace::traced(&(run.command)(folder.path()), &dies));
    wait_until("the journal", PATIENCE, || folder.path().join(".kit-journal").exists().then_some(()));
    let waiting = Kit::new(folder.path()).run(&["new", "service", "bills"]).success();
    assert!(waiting.stderr.contains("finished now"), "{}", waiting.stderr);
    assert!(!dying.wait(PATIENCE).success());
    let mut found = tree(folder.path());
    check_services(&found, &["users", "orders", "bills"]);
    // What the dying run made is as it would have been.
    found.retain(|path, _| path.starts_with("orders/"));
    let mut expected = run.new.clone();
    expected.retain(|path, _| path.starts_with("orders/"));
    assert_eq!(found, expected);
}

fn check_services(tree: &Tree, services: &[&str]) {
    let members = words(&tree["Cargo.toml"]);
    for service in services {
        assert!(members.contains(&format!("\"{service}\"")), "{members:?}");
        assert!(tree.contains_key(&format!("{service}/src/service.rs")));
    }
    assert!(!tree.keys().any(|path| path.contains(".kit-")), "{:?}", tree.keys());
}

/// Runs that die at random do not spoil what the others do.
#[test]
fn some_of_many_are_killed() {
    let folder = tempfile::tempdir().unwrap();
    Kit::new(folder.path()).run(&["new", "service", "users"]).success();
    let mut done = BTreeSet::new();
    for round in 0..8 {
        let runs = (0..4).map(|number| round * 4 + number);
        let mut runs: Vec<(usize, Process)> =
            runs.map(|number| (number, Process::start("kit", &mut add(folder.path(), number)))).collect();
        thread::sleep(Duration::from_millis(15 * (round as u64 + 1)));
        runs[round % 4].1.signal(Signal::KILL);
        for (number, run) in &mut runs {
            if run.wait(PATIENCE).success() {
                done.insert(*number);
            }
        }
    }
    run::next(folder.path()).output().unwrap();
    assert!(done.len() >= 24, "{done:?}");
    let found = tree(folder.path());
    let names: Vec<String> = done.iter().map(|number| format!("s{number}")).collect();
    check_services(&found, &names.iter().map(String::as_str).collect::<Vec<_>>());
    // A service whose run was killed is there or not, never in part.
    let whole = found.keys().filter(|path| path.starts_with("users/")).count();
    for number in 0..32 {
        let files = found.keys().filter(|path| path.starts_with(&format!("s{number}/"))).count();
        let listed = words(&found["Cargo.toml"]).contains(&format!("\"s{number}\""));
        assert_eq!(files, if listed { whole } else { 0 }, "s{number}");
    }
    assert!(!fs::exists(folder.path().join(".kit-journal")).unwrap());
}
