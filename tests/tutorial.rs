//! The tutorial, in README.md and docs/, as a stranger follows it in empty folders: every command, every
//! change, every answer. Its lines for Docker are those that tests/docker runs.

mod support;

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use rustix::process::Signal;
use support::{
    example, generated_target,
    process::{PATIENCE, Process, wait_until},
    repository, tree,
    tutorial::{self, Step},
    workspace,
};

/// The services are compiled meanwhile, and cargo may wait for another build.
const BUILD: Duration = Duration::from_secs(900);
/// Set where the machine's ports are nobody else's.
const INSIDE: &str = "KIT_TUTORIAL_INSIDE";

/// Both parts, one after the other: their ports are the same.
#[test]
fn every_step_works() {
    if std::env::var_os(INSIDE).is_none() && alone() {
        return;
    }
    let first = play("README.md");
    let service = fs::read_to_string(first.path().join("users/src/service.rs")).unwrap();
    assert!(service.contains("a new user"), "{service}");

    let second = play("docs/bug-tracker.md");
    // A test of its own is what the example has more.
    let mut expected = tree(&example());
    for besides in ["Cargo.lock", "rustfmt.toml", "users/tests/create.rs"] {
        expected.remove(besides).unwrap();
    }
    let mut made = tree(&second.path());
    made.remove("Cargo.lock");
    let different: Vec<&String> =
        expected.keys().chain(made.keys()).filter(|path| made.get(*path) != expected.get(*path)).collect();
    assert!(different.is_empty(), "the tutorial's end is not generated-example: {different:?}");
}

/// Runs this test where the tutorial's ports are free: in a network of its own.
fn alone() -> bool {
    let network = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--net", "sh", "-ec", &format!("ip link set lo up; {script}"), "sh"]);
        command
    };
    if !network("true").output().is_ok_and(|output| output.status.success()) {
        return false;
    }
    // There is nothing to download from there.
    let fetched =
        Command::new(env!("CARGO")).args(["fetch", "--quiet", "--locked"]).current_dir(example()).status();
    assert!(fetched.unwrap().success());
    let mut test = network("exec \"$@\"");
    test.arg(std::env::current_exe().unwrap()).args(["--exact", "every_step_works", "--nocapture"]);
    let output = test.env(INSIDE, "1").env("CARGO_NET_OFFLINE", "true").output().unwrap();
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(output.status.success(), "{}", said.concat());
    true
}

/// An empty one. What keeps its crates apart from others is above it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(name: &str) -> Self {
        let above = tempfile::tempdir().unwrap();
        workspace::set_apart(above.path(), name, &workspace::of_the_tutorial());
        fs::create_dir(above.path().join("empty")).unwrap();
        Self(above)
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("empty")
    }
}

/// Follows a text in an empty folder.
fn play(file: &str) -> Folder {
    let text = fs::read_to_string(repository().join(file)).unwrap();
    let folder = Folder::new(file);
    let mut running: Option<Process> = None;
    let steps = tutorial::steps(&text);
    assert!(steps.len() > 5, "{file} has lost its tutorial");
    for step in steps {
        eprintln!("{file}: {step:?}");
        match step {
            Step::Change { file, from, to } => change(&folder.path().join(file), &from, &to),
            Step::Command { line, says } if line.starts_with("kit dev") => {
                // The versions that the example was built with: their crates are compiled already.
                fs::copy(example().join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
                let mut dev = Process::start("kit dev", &mut command(&folder.path(), &line));
                for shown in says.iter().filter(|line| line.trim() != "…") {
                    dev.wait_for_within(&[shown.trim()], BUILD);
                }
                running = Some(dev);
            }
            Step::Command { line, says } => run(&folder.path(), &line, &says),
            Step::Docker(_) => {}
        }
    }
    let mut running = running.expect("the tutorial runs what it makes");
    running.signal(Signal::INT);
    assert_eq!(running.wait(PATIENCE).code(), Some(0));
    folder
}

fn change(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{} has no single\n{from}\n{text}", path.display());
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// A command that ends. What listens a moment later is asked again.
fn run(folder: &Path, line: &str, says: &[String]) {
    wait_until(line, PATIENCE, || {
        let output = command(folder, line).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let answered = output.status.success();
        assert!(
            answered || line.starts_with("curl"),
            "{line}\n{said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        if !says.is_empty() && answered {
            let different = tutorial::difference(says, &said.lines().collect::<Vec<_>>());
            assert_eq!(different, None, "{line} says\n{said}");
        }
        answered.then_some(())
    });
}

fn command(folder: &Path, line: &str) -> Command {
    let mut command = Command::new("sh");
    let kit = PathBuf::from(env!("CARGO_BIN_EXE_kit"));
    let mut path = OsString::from(kit.parent().unwrap());
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let line = format!("exec {line}").replace("exec curl", "exec curl --silent --show-error");
    command
        .args(["-ec", &line])
        .current_dir(folder)
        .env("PATH", path)
        .env("CARGO_TARGET_DIR", generated_target());
    command.env_remove("NO_COLOR").env_remove("COLUMNS");
    command
}

/// The tutorial's containers are those of the Go tool's, and tests/docker runs these lines.
#[test]
fn its_lines_for_docker_are_those_that_are_tested() {
    let docker = |file: &str| -> Vec<String> {
        let steps = tutorial::steps(&fs::read_to_string(repository().join(file)).unwrap());
        let lines = steps
            .into_iter()
            .filter_map(|step| if let Step::Docker(line) = step { Some(line) } else { None });
        lines.collect()
    };
    let create =
        |port: u16| format!("curl -XPOST http://localhost:{port}/create -d '{{\"email\": \"test\"}}'");
    assert_eq!(docker("README.md"), ["kit generate docker", "docker-compose up", &create(8800)]);
    let up = ["docker-compose up -d etcd", "docker-compose up -d notificator", "docker-compose up users"];
    assert_eq!(docker("docs/bug-tracker.md"), [&up[..], &[&create(8802)]].concat());
}
