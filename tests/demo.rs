//! `kit demo` as its user sees it: one command from nothing to an answer, and nothing left behind.

mod support;

use std::{
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, MutexGuard},
    time::Duration,
};

use rustix::process::Signal;
use support::{
    generated_target,
    process::{PATIENCE, Process},
    workspace,
};

/// The services are compiled meanwhile, and cargo may wait for another build.
const BUILD: Duration = Duration::from_secs(900);
const SERVICES: [&str; 3] = ["notificator", "bugs", "users"];

/// One demo at a time, in the same folder: cargo need not build it anew.
fn folder() -> (MutexGuard<'static, ()>, PathBuf) {
    static ONE: Mutex<()> = Mutex::new(());
    let one = ONE.lock().unwrap_or_else(|error| error.into_inner());
    let above = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo");
    workspace::set_apart(&above, "demo", &workspace::of_the_tutorial());
    (one, above.join("bugtracker"))
}

fn demo(folder: &Path, once: &[&str]) -> Process {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kit"));
    command.arg("demo").arg(folder).args(once).env("CARGO_TARGET_DIR", generated_target());
    Process::start("kit demo", &mut command)
}

/// Where the services listened, by the command lines that the demo shows.
fn addresses(demo: &Process) -> Vec<String> {
    let lines = demo.said(&["   $ ", "--debug-addr"]);
    let words = lines.iter().flat_map(|line| line.split(' '));
    words.filter(|word| word.starts_with("127.0.0.1:")).map(str::to_owned).collect()
}

/// The processes that a process started and that have not ended.
fn children(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").into_iter().flatten();
    let numbers = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let parent = parent.to_string();
    // NUMBER (NAME) STATE PARENT …
    let is_child = |number: &u32| {
        let stat = fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
        let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        after_name.split_whitespace().nth(1) == Some(&parent)
    };
    numbers.filter(is_child).collect()
}

fn assert_nobody_listens(addresses: &[String]) {
    assert_eq!(addresses.len(), 6, "two for each service: {addresses:?}");
    for address in addresses {
        assert!(TcpStream::connect(address).is_err(), "somebody still listens on {address}");
    }
}

#[test]
fn once_makes_builds_runs_and_calls_the_bug_tracker() {
    let (_one, folder) = folder();
    let _ = fs::remove_dir_all(&folder);
    let mut demo = demo(&folder, &["--once"]);
    assert_eq!(demo.wait(BUILD).code(), Some(0), "{:#?}", demo.said(&[]));

    // What it did can be done by hand.
    for line in
        ["$ kit new service users", "$ kit generate client notificator --for users", "$ kit generate docker"]
    {
        assert_eq!(demo.said(&[line]).len(), 1, "{line}");
    }
    let request = demo.said(&["$ curl -XPOST http://127.0.0.1:", "/create -d '{\"email\": \"test\"}'"]);
    assert_eq!(request.len(), 1);
    assert_eq!(demo.said(&["   200 OK {}"]).len(), 1);
    assert_eq!(demo.said(&["users | ", "message=\"email sent\" id="]).len(), 1);
    assert_eq!(demo.said(&["users | ", "method=create"]).len(), 1);
    assert_eq!(demo.said(&["notificator | ", "method=send_email"]).len(), 1);
    for service in SERVICES {
        assert_eq!(demo.said(&[&format!("{service} | "), "message=stopped"]).len(), 1, "{service}");
    }
    assert_nobody_listens(&addresses(&demo));
    let generated = support::tree(&support::example());
    let made = support::tree(&folder);
    for file in ["users/src/service.rs", "notificator/proto/notificator.proto", "docker-compose.yml"] {
        assert_eq!(made[file], generated[file], "{file}");
    }
}

/// By Ctrl-C, by an orchestrator, and by a terminal that is closed.
#[test]
fn it_runs_until_it_is_stopped_and_leaves_nothing_behind() {
    let (_one, folder) = folder();
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let mut demo = demo(&folder, &[]);
        demo.wait_for_within(&["It is running; Ctrl-C stops it."], BUILD);
        let (addresses, children) = (addresses(&demo), children(demo.pid()));
        for address in &addresses {
            TcpStream::connect(address).unwrap_or_else(|error| panic!("{address}: {error}"));
        }
        if cfg!(target_os = "linux") {
            assert_eq!(children.len(), SERVICES.len(), "{children:?}");
        }
        demo.signal(signal);
        assert_eq!(demo.wait(Duration::from_secs(10)).code(), Some(0), "{signal:?}");
        assert_nobody_listens(&addresses);
        let left: Vec<_> =
            children.iter().filter(|child| Path::new(&format!("/proc/{child}")).exists()).collect();
        assert!(left.is_empty(), "still running: {left:?}");
    }
}

/// Nothing can be done by who is killed: Linux does it.
#[test]
fn nothing_outlives_a_demo_that_is_killed() {
    let (_one, folder) = folder();
    let mut demo = demo(&folder, &[]);
    demo.wait_for_within(&["It is running; Ctrl-C stops it."], BUILD);
    let addresses = addresses(&demo);
    if !cfg!(target_os = "linux") {
        return support::not_run(
            "no system but Linux tells a process that its parent is gone",
            "KIT_REQUIRE_PROC",
        );
    }
    demo.signal(Signal::KILL);
    demo.wait(PATIENCE);
    support::process::wait_until("the services' end", PATIENCE, || {
        addresses.iter().all(|address| TcpStream::connect(address).is_err()).then_some(())
    });
    assert_nobody_listens(&addresses);
}

/// A service that dies is an error, and takes the others with it.
#[test]
fn it_ends_with_an_error_when_a_service_dies() {
    let (_one, folder) = folder();
    let mut demo = demo(&folder, &[]);
    demo.wait_for_within(&["It is running; Ctrl-C stops it."], BUILD);
    let addresses = addresses(&demo);
    let Some(child) = children(demo.pid()).into_iter().next() else {
        return support::not_run("/proc does not tell the demo's processes", "KIT_REQUIRE_PROC");
    };
    let pid = rustix::process::Pid::from_raw(child.try_into().unwrap()).unwrap();
    rustix::process::kill_process(pid, Signal::KILL).unwrap();
    assert_eq!(demo.wait(Duration::from_secs(10)).code(), Some(1));
    assert_eq!(demo.said(&["error: ", "has ended"]).len(), 1);
    assert_nobody_listens(&addresses);
}
