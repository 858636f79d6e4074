//! `kit doctor` on machines that lack this and that: the programs that it asks are replaced by
//! scripts in a folder that is the whole PATH.

mod support;

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    time::Instant,
};

use serde_json::Value;
use support::{Kit, example};

struct Machine {
    folder: tempfile::TempDir,
}

impl Machine {
    /// One with everything.
    fn new() -> Self {
        let machine = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(machine.bin()).unwrap();
        machine.program("rustc", "echo 'rustc 1.95.0 (59807616e 2026-04-14)'");
        machine.program(
            "cargo",
            "case $1 in metadata) echo '{\"packages\": []}';; *) echo 'cargo 1.95.0';; esac",
        );
        machine.program("cc", "echo 'cc 12.2.0'");
        machine.program("docker", "case $1 in compose) echo v2.29.7;; *) echo 27.1.1;; esac");
        machine.program("git", "");
        support::copy(&example(), &machine.workspace());
        machine
    }

    fn bin(&self) -> std::path::PathBuf {
        self.folder.path().join("bin")
    }

    fn workspace(&self) -> std::path::PathBuf {
        self.folder.path().join("workspace")
    }

    fn program(&self, name: &str, script: &str) {
        let path = self.bin().join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn without(&self, name: &str) {
        fs::remove_file(self.bin().join(name)).unwrap();
    }

    fn change(&self, file: &str, from: &str, to: &str) {
        let path = self.workspace().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    /// The exit code, and what was found by its name.
    fn doctor(&self, folder: &Path, more: &[&str]) -> (i32, Vec<Value>) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kit"));
        command.args(["doctor", "--message-format", "json"]).args(more).current_dir(folder);
        let output = command.env("PATH", self.bin()).env_remove("CC").output().unwrap();
        let lines = String::from_utf8(output.stdout).unwrap();
        let objects = lines.lines().map(|line| serde_json::from_str(line).unwrap());
        (
            output.status.code().unwrap(),
            objects.filter(|object: &Value| object["reason"] == "check").collect(),
        )
    }

    fn expect(&self, more: &[&str], code: i32, name: &str, status: &str, found: &str) -> Value {
        let (exit, checks) = self.doctor(&self.workspace(), more);
        let check = checks.iter().find(|check| check["name"].as_str().unwrap().starts_with(name));
        let check = check.unwrap_or_else(|| panic!("{name}: {checks:#?}"));
        assert_eq!(check["status"], status, "{check}");
        assert!(check["found"].as_str().unwrap().contains(found), "{check}");
        assert_eq!(exit, code, "{name}: {checks:#?}");
        if status != "ok" {
            assert!(check["advice"].is_string(), "{check}");
        }
        check.clone()
    }
}

#[test]
fn all_is_well_where_all_is_there() {
    let machine = Machine::new();
    let (code, checks) = machine.doctor(&machine.workspace(), &[]);
    assert_eq!(code, 0, "{checks:#?}");
    let names: Vec<&str> = checks.iter().map(|check| check["name"].as_str().unwrap()).collect();
    let machine =
        ["rustc", "cargo", "C compiler (cc)", "docker", "compose", "port 8080", "port 8081", "port 8082"];
    let workspace = ["workspace", "members", "kit.lock", "generated code", "kit.lock in git"];
    assert_eq!(names, [&machine[..], &workspace[..]].concat());
}

#[test]
fn what_is_missing_or_old_is_said_with_what_to_do() {
    let machine = Machine::new();
    machine.program("rustc", "echo 'rustc 1.70.0 (90c541806 2023-05-31)'");
    let old = machine.expect(&[], 1, "rustc", "old", "1.70.0, and 1.95 or later is needed");
    assert_eq!(old["advice"], "rustup update");
    machine.without("rustc");
    let missing = machine.expect(&[], 1, "rustc", "missing", "not found");
    assert!(missing["advice"].as_str().unwrap().contains("https://sh.rustup.rs"));

    let machine = Machine::new();
    machine.program("cargo", "case $1 in metadata) echo '{\"packages\": [{\"rust_version\": \"1.97\"}]}';; *) echo 'cargo 1.95.0';; esac");
    machine.expect(&[], 1, "rustc", "old", "1.97 or later is needed");

    let machine = Machine::new();
    machine.program("cc", "case $1 in --version) echo cc;; *) echo 'cannot find crti.o' >&2; exit 1;; esac");
    machine.expect(&[], 1, "C compiler", "wrong", "does not link: cannot find crti.o");
    machine.without("cc");
    machine.expect(&[], 1, "C compiler", "missing", "");
}

/// One can build without containers.
#[test]
fn docker_is_not_needed() {
    let machine = Machine::new();
    machine.program("docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1");
    machine.expect(&[], 0, "docker", "wrong", "Cannot connect");
    machine.expect(&[], 0, "compose", "missing", "");
    machine.program("docker-compose", "echo 'docker-compose version 1.25.0, build unknown'");
    machine.expect(&[], 0, "compose", "old", "1.25.0, and 1.27.0 is needed");
    machine.program("docker-compose", "echo 'docker-compose version 1.29.2, build unknown'");
    machine.expect(&[], 0, "compose", "ok", "1.29.2");
    machine.without("docker");
    machine.expect(&[], 0, "docker", "missing", "");
}

#[test]
fn a_program_that_hangs_is_not_waited_for() {
    let machine = Machine::new();
    machine.program("docker", "exec /bin/sleep 100");
    let start = Instant::now();
    machine.expect(&[], 0, "docker", "wrong", "no answer within 10 s");
    assert!(start.elapsed().as_secs() < 60);
}

#[test]
fn a_port_that_is_taken_is_no_fault() {
    // Whoever has it, it is taken.
    let _held = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 8081));
    Machine::new().expect(&[], 0, "port 8081", "taken", "in use");
}

#[test]
fn a_workspace_that_is_out_of_step_is_said() {
    let machine = Machine::new();
    machine.change("users/src/service.rs", "async fn create(", "async fn make(");
    let old = machine.expect(&[], 1, "generated code", "old", "kit.lock, users/openapi.json, users/src/");
    assert_eq!(old["advice"], "kit generate");
    machine.change("users/src/service.rs", "email: String", "email: *const str");
    machine.expect(&[], 1, "users", "wrong", "users/src/service.rs:");
    machine.expect(&[], 1, "generated code", "ok", "up to date");

    let machine = Machine::new();
    machine.change("bugs/src/generated/http.rs", "Router::new()", "Router::default()");
    machine.expect(&[], 1, "generated code", "wrong", "was edited by hand");

    let machine = Machine::new();
    let own = env!("CARGO_PKG_VERSION");
    machine.change("kit.lock", &format!("kit {own}."), "kit 99.0.0.");
    let newer = machine.expect(&[], 1, "kit", "old", "written by kit 99.0.0");
    assert!(newer["advice"].as_str().unwrap().contains("install kit 99.0.0"));
    machine.change("kit.lock", "kit 99.0.0.", "kit 0.0.1.");
    machine.expect(&[], 1, "kit.lock", "old", "written by kit 0.0.1");

    let machine = Machine::new();
    machine.program("git", "echo ' M kit.lock'");
    machine.expect(&[], 0, "kit.lock in git", "old", "not committed");
    machine.program(
        "cargo",
        "case $1 in metadata) echo 'error: no targets' >&2; exit 101;; *) echo 'cargo 1.95.0';; esac",
    );
    machine.expect(&[], 1, "members", "wrong", "error: no targets");
    fs::write(machine.workspace().join(".kit-journal"), "").unwrap();
    machine.expect(&[], 1, "last run", "wrong", "interrupted");
}

/// Without it there would be no ports to list, and `kit dev` would refuse.
#[test]
fn a_compose_file_that_kit_cannot_read_is_said() {
    let machine = Machine::new();
    machine.change("docker-compose.yml", "services:", "services: [");
    machine.expect(&[], 1, "docker-compose.yml", "wrong", "docker-compose.yml:");
    fs::write(machine.workspace().join("docker-compose.yml"), b"a: \xff").unwrap();
    machine.expect(&[], 1, "docker-compose.yml", "wrong", "docker-compose.yml:1:4 is not UTF-8 text");
}

#[test]
fn a_workspace_that_cannot_be_read_and_none_at_all() {
    let machine = Machine::new();
    fs::write(machine.workspace().join("users/Cargo.toml"), "[package\n").unwrap();
    machine.expect(&[], 1, "workspace", "wrong", "users/Cargo.toml:1:9");
    let (code, checks) = machine.doctor(&machine.bin(), &[]);
    assert_eq!((code, &checks.last().unwrap()["status"]), (0, &Value::from("missing")), "{checks:#?}");
}

#[test]
fn etcd_is_asked_if_it_is_named() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let machine = Machine::new();
    machine.expect(&["--discovery", &format!("etcd://{nobody}")], 1, "etcd", "missing", "refused");
    machine.expect(&["--discovery", "dns:users=u:1"], 1, "--discovery", "wrong", "names no etcd");
}

/// The real programs of this machine, as people see them.
#[test]
fn people_get_a_line_for_each() {
    let folder = tempfile::tempdir().unwrap();
    let said = Kit::new(folder.path()).run(&["doctor", "--color", "never"]);
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(lines[0], "This machine");
    assert!(lines[1].starts_with("       ok rustc: 1."), "{lines:#?}");
    assert!(said.stdout.contains("\n  missing workspace: there is none here  (optional)\n          to make one: kit new service NAME\n"), "{}", said.stdout);
}
