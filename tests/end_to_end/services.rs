//! The services of `generated-example/`, built once and run as processes.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
    sync::OnceLock,
    time::Duration,
};

use rustix::process::Signal;

use crate::support::{
    self, Kit, example, generated_target,
    process::{PATIENCE, Process, wait_until},
    repository, workspace,
};

const NAMES: [&str; 3] = ["bugs", "notificator", "users"];

/// The binary of a service.
pub fn binary(name: &str) -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| build("end_to_end", &[])).join(name)
}

/// The same with what sends its spans to a collector.
pub fn traced(name: &str) -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    binary(name);
    BUILT.get_or_init(|| build("traced", &["--features", "platform/otlp"])).join(name)
}

/// Builds them all, and links them where no other build replaces them.
fn build(folder: &str, options: &[&str]) -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--locked"]).args(options).current_dir(example());
    let status = cargo.env("CARGO_TARGET_DIR", generated_target()).status().unwrap();
    assert!(status.success(), "generated-example does not build: {status}");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    fs::create_dir_all(&folder).unwrap();
    for name in NAMES {
        let (built, link) = (generated_target().join("debug").join(name), folder.join(name));
        let _ = fs::remove_file(&link);
        fs::hard_link(&built, &link).or_else(|_| fs::copy(&built, &link).map(drop)).unwrap();
    }
    folder
}

/// A service of `tests/generated`, made by one command of the real binary and built: its program, where
/// no other build replaces it, and what kit said.
pub fn of_corpus(name: &str, command: &[&str]) -> (PathBuf, String) {
    let made = tempfile::tempdir().unwrap();
    let kit = Kit::new(made.path());
    kit.run(&["new", "service", name]).success();
    support::copy(&repository().join("tests/generated").join(name).join("in"), &made.path().join(name));
    let said = kit.run(command).success().stdout;
    let folder = workspace::folder(name);
    workspace::sync(&folder, support::tree(made.path()));
    workspace::cargo(&folder, &["build", "--quiet"]);
    let link = folder.join("target").join(name);
    fs::create_dir_all(link.parent().unwrap()).unwrap();
    let _ = fs::remove_file(&link);
    fs::copy(generated_target().join("debug").join(name), &link).unwrap();
    (link, said)
}

/// A service's binary with nothing in its environment that a test did not put there.
pub fn command(name: &str) -> Command {
    let mut command = Command::new(binary(name));
    command.env_clear();
    command
}

/// A running service, on ports of 127.0.0.1 that it chose itself.
pub struct Service {
    pub process: Process,
    name: &'static str,
    pub http: String,
    pub grpc: String,
    pub debug: String,
}

impl Service {
    /// Starts it, and waits until it is ready.
    pub fn start(name: &'static str, args: &[&str]) -> Self {
        let mut command = command(name);
        command.args(["--debug-addr", "127.0.0.1:0"]).args(args);
        // clap takes no option twice.
        for flag in ["--http-addr", "--grpc-addr"] {
            if !args.contains(&flag) {
                command.args([flag, "127.0.0.1:0"]);
            }
        }
        Self::run(name, &mut command)
    }

    /// Starts a program whose service has HTTP alone.
    pub fn of_http(name: &'static str, program: &Path) -> Self {
        let mut command = Command::new(program);
        command.env_clear().args(["--http-addr", "127.0.0.1:0", "--debug-addr", "127.0.0.1:0"]);
        Self::run(name, &mut command)
    }

    /// Runs a command line that a test wrote.
    pub fn run(name: &'static str, command: &mut Command) -> Self {
        let mut process = Process::start(name, command);
        process.wait_for(&["ready"]);
        let address = |transport: &str| {
            let line = process.said(&["listening", transport]).into_iter().next();
            line.map_or_else(String::new, |line| after(&line, "addr"))
        };
        let (http, grpc, debug) = (address("http"), address("grpc"), address("debug"));
        Self { name, http, grpc, debug, process }
    }

    /// Where other services reach it, and so what it registers.
    pub fn address(&self) -> &str {
        if self.grpc.is_empty() { &self.http } else { &self.grpc }
    }

    pub fn key(&self) -> String {
        format!("/services/{}/{}", self.name, self.address())
    }

    /// How many calls of a method it logged.
    pub fn calls(&self, method: &str) -> usize {
        self.process.said(&["message=called", &format!("method={method} ")]).len()
    }

    /// Waits until it has logged that many, for a line may come after the answer, and no more.
    pub fn expect_calls(&self, method: &str, count: usize) {
        expect_calls(&[self], method, count);
    }

    pub fn get(&self, path: &str) -> crate::curl::Answer {
        crate::curl::curl(&[&format!("http://{}{path}", self.debug)])
    }

    /// Asks it to stop.
    pub fn terminate(&self) {
        self.process.signal(Signal::TERM);
    }

    pub fn kill(mut self) {
        self.process.signal(Signal::KILL);
        self.process.wait(PATIENCE);
    }

    pub fn wait(&mut self, within: Duration) -> ExitStatus {
        self.process.wait(within)
    }
}

/// The same for the instances of a service together.
pub fn expect_calls(services: &[&Service], method: &str, count: usize) {
    let sum = || services.iter().map(|service| service.calls(method)).sum::<usize>();
    wait_until(&format!("{count} calls of {method}"), PATIENCE, || (sum() >= count).then_some(()));
    assert_eq!(sum(), count);
}

/// The value of a field in a line of any log format.
pub fn after(line: &str, field: &str) -> String {
    let separators = |c: char| matches!(c, '=' | ':' | '"' | ' ' | ',' | '}');
    let rest = &line[line.find(field).unwrap_or_else(|| panic!("no {field} in {line}")) + field.len()..];
    let value = rest.trim_start_matches(separators);
    value.split(['"', ' ', ',', '}']).next().unwrap().to_owned()
}
