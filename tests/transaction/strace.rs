//! strace, which makes any system call of a run fail, wait, or be the last.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
    sync::Mutex,
    thread,
};

use crate::support;

/// The calls that can change what is on the disk, and those that make threads. `?`: not every architecture
/// has it.
const CHANGING: &str = "trace=?clone,?clone3,?openat,?write,?fchmod,?fchown,?fsync,?fdatasync,?ftruncate,?rename,?renameat,\
                        ?renameat2,?link,?linkat,?unlink,?unlinkat,?mkdir,?mkdirat,?rmdir";
const JOURNAL: &str = ".kit-journal\"";

/// A moment of a run: the call, and which of its calls of that name it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    pub call: String,
    pub count: usize,
}

pub fn works() -> bool {
    if !support::installed("strace", "--version", "KIT_REQUIRE_STRACE") {
        return false;
    }
    let traced = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).status().unwrap();
    if !traced.success() {
        support::not_run("strace may not trace processes", "KIT_REQUIRE_STRACE");
    }
    traced.success()
}

/// The command under strace, with these injections: `fsync:error=EIO:when=2`.
pub fn traced(command: &Command, injections: &[String]) -> Command {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null"]);
    let calls: Vec<&str> = injections.iter().map(|injection| injection.split(':').next().unwrap()).collect();
    strace.arg(format!("--trace={}", calls.join(",")));
    strace.args(injections.iter().flat_map(|injection| ["-e".to_owned(), format!("inject={injection}")]));
    run_as(&mut strace, command);
    strace
}

/// What strace writes down of a run: a line each call that can change the disk.
pub fn record(command: &Command, options: &[String]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-e", CHANGING, "-o"]).arg(&log).args(options);
    run_as(&mut strace, command);
    strace.output().unwrap();
    fs::read_to_string(log).unwrap()
}

/// The process, the call's name and its arguments, of a line.
pub fn call(line: &str) -> Option<(&str, &str, &str)> {
    let (process, rest) = line.split_once(char::is_whitespace)?;
    let (call, arguments) = rest.trim_start().split_once('(')?;
    call.chars().all(|c| c.is_ascii_alphanumeric()).then_some((process, call, arguments))
}

/// Denies a run its threads from when it touches the journal on. strace counts calls by thread: only
/// where there is one does an error that is injected once come once.
pub fn alone(command: &Command) -> [String; 2] {
    let log = record(command, &[]);
    let before = log.lines().take_while(|line| !line.contains(JOURNAL));
    let calls: Vec<&str> = before.filter_map(call).map(|(_, call, _)| call).collect();
    ["clone", "clone3"].map(|name| {
        let count = calls.iter().filter(|call| **call == name).count();
        format!("{name}:error=EAGAIN:when={}+", count + 1)
    })
}

/// Every moment at which a run can change the disk, from when it touches the journal on.
pub fn moments(command: &Command, injections: &[String]) -> BTreeSet<Moment> {
    let options = injections.iter().flat_map(|injection| ["-e".to_owned(), format!("inject={injection}")]);
    let log = record(command, &Vec::from_iter(options));
    let mut counts = BTreeMap::new();
    let mut found = BTreeSet::new();
    let mut begun = false;
    for (process, call, arguments) in log.lines().filter_map(call) {
        if call.starts_with("clone") {
            continue;
        }
        begun |= arguments.contains(JOURNAL);
        let count = counts.entry((process, call)).or_insert(0);
        *count += 1;
        // What is printed is not on the disk.
        if begun && !arguments.starts_with("1,") && !arguments.starts_with("2,") {
            found.insert(Moment { call: call.to_owned(), count: *count });
        }
    }
    assert!(found.len() > 5, "strace recorded little:\n{log}");
    found
}

fn run_as(strace: &mut Command, command: &Command) {
    strace.arg(command.get_program()).args(command.get_args());
    strace.envs(command.get_envs().filter_map(|(key, value)| Some((key, value?))));
    if let Some(folder) = command.get_current_dir() {
        strace.current_dir::<&Path>(folder);
    }
}

/// Checks each moment, some at once; all that is wrong is said together.
pub fn each<T: Sync>(moments: impl IntoIterator<Item = T>, check: impl Fn(&T) -> Result<(), String> + Sync) {
    let moments: Vec<T> = moments.into_iter().collect();
    let wrong = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for part in moments.chunks(moments.len().div_ceil(4).max(1)) {
            scope.spawn(|| {
                wrong.lock().unwrap().extend(part.iter().filter_map(|moment| check(moment).err()));
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), moments.len(), wrong.join("\n"));
}
