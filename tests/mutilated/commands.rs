//! The program itself: any command of a recorded case, on that case's workspace with files spoiled. It
//! ends, without a panic; what fails has changed nothing, and what it generated is up to date.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::process::ExitStatusExt,
    path::Path,
    process::Command,
    sync::{Arc, LazyLock, Mutex},
    time::Instant,
};

use crate::{
    PATIENCE,
    support::{
        self, Kit,
        mutate::mutilate,
        random::{Random, each_seed},
        repository, tree,
    },
};

const CASES: u64 = 40;
/// Beside those of the case.
const COMMANDS: [&str; 9] = [
    "generate",
    "generate docker",
    "upgrade",
    "list",
    "list --graph=svg",
    "remove service users",
    "remove transport users http",
    "rename service users people",
    "rename method users create make",
];

/// A case just before its last command.
struct Played {
    files: BTreeMap<String, Vec<u8>>,
    commands: Vec<String>,
}

/// Each case is played once.
fn play(case: &str) -> Arc<Played> {
    static ALL: LazyLock<Mutex<BTreeMap<String, Arc<Played>>>> = LazyLock::new(Mutex::default);
    if let Some(played) = ALL.lock().unwrap().get(case) {
        return played.clone();
    }
    let folder = tempfile::tempdir().unwrap();
    let case_folder = repository().join("tests/cli").join(case);
    if case_folder.join("in").exists() {
        support::copy(&case_folder.join("in"), folder.path());
    }
    let lines = fs::read_to_string(case_folder.join("cmd")).unwrap();
    let lines: Vec<&str> = lines.lines().filter(|line| !line.is_empty()).collect();
    let last = lines.iter().rposition(|line| line.starts_with("kit ")).unwrap_or(0);
    for line in &lines[..last] {
        match line.strip_prefix("kit") {
            Some(line) => drop(Kit::new(folder.path()).run(&words(line))),
            None => drop(Command::new("sh").args(["-ec", line]).current_dir(folder.path()).status()),
        }
    }
    let commands = lines.iter().filter_map(|line| line.strip_prefix("kit ")).map(str::to_owned).collect();
    let played = Arc::new(Played { files: tree(folder.path()), commands });
    ALL.lock().unwrap().insert(case.to_owned(), played.clone());
    played
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().map(|word| if word == "''" { "" } else { word }).collect()
}

/// One to three files, and seldom that they are files at all.
fn spoil(random: &mut Random, files: &mut BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let paths: Vec<String> = files.keys().cloned().collect();
    let mut spoilt = Vec::new();
    for _ in 0..(1 + random.below(3)).min(paths.len()) {
        let (path, other) = (random.pick(&paths), random.pick(&paths));
        let Some(bytes) = files.get(path) else { continue };
        let other = files.get(other).map_or(&b""[..], Vec::as_slice);
        match random.below(20) {
            0 => drop(files.remove(path)),
            1 => drop(files.insert(path.clone(), other.to_vec())),
            _ => drop(files.insert(path.clone(), mutilate(random, bytes, other))),
        }
        spoilt.push(path.clone());
    }
    spoilt
}

fn check(cases: &[String], seed: u64) {
    let random = &mut Random::new(seed);
    let case = random.pick(cases);
    let played = play(case);
    let mut files = played.files.clone();
    let spoilt = spoil(random, &mut files);
    let command = match random.chance(60) && !played.commands.is_empty() {
        true => random.pick(&played.commands).clone(),
        false => random.pick(&COMMANDS).to_string(),
    };
    let folder = tempfile::tempdir().unwrap();
    files.iter().for_each(|(path, bytes)| support::write(folder.path(), path, bytes));
    let shown = || format!("KIT_SEED={seed} KIT_CASES=1: kit {command}, in {case} with {spoilt:?}");
    // What the demo builds and what `doctor` asks others for is not for here.
    if ["demo", "doctor", "man"].iter().any(|word| command.starts_with(word)) {
        return;
    }
    let code = run(folder.path(), &command, &shown);
    let after = tree(folder.path());
    // A merge with conflicts is written, and fails.
    if code != 0
        && !command.starts_with("upgrade")
        && !after.keys().any(|path| path.ends_with(".kit-journal"))
    {
        let changed = after.iter().find(|(path, bytes)| files.get(*path) != Some(bytes));
        assert!(changed.is_none(), "{}: exit {code}, and {} has changed", shown(), changed.unwrap().0);
        assert_eq!(after.len(), files.len(), "{}: exit {code}, and a file is gone", shown());
    }
    let writes = !command.contains("--check") && !command.contains("--dry-run");
    if code == 0 && writes && (command.starts_with("generate") || command.starts_with("g ")) {
        let again = run(folder.path(), &format!("{command} --check"), &shown);
        assert_eq!(again, 0, "{}: a second run changes something", shown());
    }
}

fn run(folder: &Path, command: &str, shown: &dyn Fn() -> String) -> i32 {
    let start = Instant::now();
    let mut kit = Command::new(env!("CARGO_BIN_EXE_kit"));
    let output = kit.args(words(command)).current_dir(folder).env_remove("NO_COLOR").output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.signal(), None, "{}\n{stderr}", shown());
    let code = output.status.code().unwrap();
    assert!((0..=2).contains(&code) && !stderr.contains("panicked at"), "{}: exit {code}\n{stderr}", shown());
    assert!(
        code != 1 || stderr.contains("error") || command.contains("-q") || command.starts_with("upgrade"),
        "{}: fails without a word",
        shown()
    );
    assert!(start.elapsed() < PATIENCE, "{:?} for {}", start.elapsed(), shown());
    code
}

#[test]
fn any_command_on_spoilt_files() {
    let entries = fs::read_dir(repository().join("tests/cli")).unwrap().map(|entry| entry.unwrap());
    let mut cases: Vec<String> = entries
        .filter(|entry| entry.path().join("cmd").exists())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    cases.sort();
    each_seed(CASES, |seed| check(&cases, seed));
}
