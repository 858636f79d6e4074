//! What tests share: running kit, and folders as maps.
#![allow(dead_code, reason = "each test uses some of it")]

pub mod edits;
pub mod golden;
pub mod memory;
pub mod mutate;
pub mod packed;
pub mod process;
pub mod python;
pub mod random;
pub mod random_types;
pub mod said;
pub mod tutorial;
pub mod workspace;

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub fn example() -> PathBuf {
    repository().join("generated-example")
}

/// Where everything that tests generate is built: the crates it depends on are compiled once.
pub fn generated_target() -> PathBuf {
    let own = repository().join("target/generated");
    std::env::var_os("KIT_GENERATED_TARGET").map_or(own, PathBuf::from)
}

/// Whether a program is installed. If it is not, that is said where no test harness hides it, and
/// the variable, when set, makes it a failure.
pub fn installed(program: &str, version: &str, variable: &str) -> bool {
    let found = Command::new(program).arg(version).output().is_ok_and(|output| output.status.success());
    if !found {
        not_run(&format!("{program} is not installed"), variable);
    }
    found
}

/// Says that the current test does not run, or fails it if the variable is set.
pub fn not_run(why: &str, variable: &str) {
    assert!(std::env::var_os(variable).is_none(), "{variable} is set, and {why}");
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    // The standard streams' macros are captured, the streams are not.
    let line = format!("\n*** NOT RUN: {test}: {why} ({variable}=1 makes this a failure)\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

/// kit's binary, run in a folder.
pub struct Kit {
    folder: PathBuf,
}

pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Kit {
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    pub fn run(&self, args: &[&str]) -> Outcome {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kit"));
        // What the developer's terminal is like is no part of a test.
        let command =
            command.args(args).current_dir(&self.folder).env_remove("NO_COLOR").env_remove("COLUMNS");
        let output = command.output().unwrap();
        Outcome {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Outcome {
    pub fn success(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.stdout, self.stderr);
        self
    }
}

/// All files below a folder, build output left out, by their paths with `/`.
pub fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    files(root).into_iter().map(|path| (relative(root, &path), fs::read(&path).unwrap())).collect()
}

/// When each file was last written.
pub fn times(root: &Path) -> BTreeMap<String, SystemTime> {
    let time = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    files(root).into_iter().map(|path| (relative(root, &path), time(&path))).collect()
}

pub fn copy(from: &Path, to: &Path) {
    for (path, bytes) in tree(from) {
        write(to, &path, &bytes);
    }
}

/// Writes a file and the folders above it.
pub fn write(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true if path.ends_with("target") => {}
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found
}

fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap().to_str().unwrap().to_owned()
}
