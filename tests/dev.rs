//! `kit dev` as its user sees it: services that run while he edits them, on a terminal and without one.

#[allow(dead_code)]
#[path = "end_to_end/etcd.rs"]
mod etcd;
mod support;

use std::{
    ffi::OsString,
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, MutexGuard},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use support::{
    Kit, generated_target, installed,
    process::{PATIENCE, Process, wait_until},
    tree, workspace,
};

/// The services are compiled meanwhile, and cargo may wait for another build.
const BUILD: Duration = Duration::from_secs(900);

/// The bug tracker with ports of its own.
struct Tracker {
    folder: PathBuf,
    bugs: u16,
    users: u16,
    _one: MutexGuard<'static, ()>,
}

impl Tracker {
    /// One at a time, in the same folder: cargo need not build it anew.
    fn new() -> Self {
        static ONE: Mutex<()> = Mutex::new(());
        let one = ONE.lock().unwrap_or_else(|error| error.into_inner());
        let folder = workspace::folder("dev");
        let [bugs, notificator, users] = free_ports();
        let mut files = tree(&support::example());
        let compose = String::from_utf8(files.remove("docker-compose.yml").unwrap()).unwrap();
        let compose = compose.replace(":8800:", &format!(":{bugs}:"));
        let compose = compose.replace(":8801:", &format!(":{notificator}:"));
        let compose = compose.replace(":8802:", &format!(":{users}:"));
        files.insert("docker-compose.yml".to_owned(), compose.into_bytes());
        workspace::sync(&folder, files);
        Self { folder, bugs, users, _one: one }
    }

    fn dev(&self, arguments: &[&str]) -> Process {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kit"));
        command.arg("dev").args(arguments);
        Process::start("kit dev", self.prepared(&mut command))
    }

    fn prepared<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let command = command.current_dir(&self.folder).env("CARGO_TARGET_DIR", generated_target());
        command.env("TERM", "xterm").env_remove("NO_COLOR")
    }

    /// A path for programs on which every build takes longer than kit's patience.
    fn with_a_slow_cargo(&self) -> OsString {
        let folder = self.folder.join("target/slow");
        fs::create_dir_all(&folder).unwrap();
        let (cargo, script) =
            (folder.join("cargo"), format!("#!/bin/sh\nsleep 1.5\nexec {} \"$@\"\n", env!("CARGO")));
        fs::write(&cargo, script).unwrap();
        fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
        let mut path = folder.into_os_string();
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        path
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{from} in {file}:\n{text}");
        fs::write(path, text.replace(from, to)).unwrap();
    }

    /// Makes a service without methods, and gives it a port.
    fn add(&self, name: &str) -> u16 {
        let [port, ..] = free_ports();
        let entry = format!("services:\n  {name}:\n    ports:\n      - \"127.0.0.1:{port}:8081\"\n");
        let made = Kit::new(&self.folder).run(&["new", "service", name]);
        assert_eq!(made.code, 0, "{}", made.stderr);
        self.edit("docker-compose.yml", "services:\n", &entry);
        port
    }

    /// Nobody is left on any port of the services.
    fn wait_until_it_is_gone(&self) {
        for port in [self.bugs, self.users, self.bugs + 1_000, self.users + 1_000] {
            wait_until(&format!("nobody on {port}"), PATIENCE, || {
                TcpStream::connect(("127.0.0.1", port)).is_err().then_some(())
            });
        }
    }
}

/// Ports that are free, as are those for metrics above them.
fn free_ports() -> [u16; 3] {
    let mut held: Vec<TcpListener> = Vec::new();
    std::array::from_fn(|_| {
        loop {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = listener.local_addr().unwrap().port();
            held.push(listener);
            let above = port.checked_add(1_000).map(|above| TcpListener::bind(("127.0.0.1", above)));
            if let Some(Ok(above)) = above {
                held.push(above);
                break port;
            }
        }
    })
}

/// The answer, head and body; none if nobody answers.
fn post(port: u16, path: &str, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}",
        body.len()
    );
    stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    (!answer.is_empty()).then_some(answer)
}

fn wait_for_answer(port: u16, path: &str, body: &str, status: &str) {
    wait_until(&format!("{status} from {path}"), PATIENCE, || {
        post(port, path, body).filter(|answer| answer.starts_with(&format!("HTTP/1.1 {status}")))
    });
}

/// The process that listens there, by its command line.
fn listener(port: u16) -> Pid {
    let flag = format!("--http-addr\0127.0.0.1:{port}\0");
    let processes =
        fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let is_it = |pid: &String| {
        fs::read(format!("/proc/{pid}/cmdline"))
            .is_ok_and(|line| String::from_utf8_lossy(&line).contains(&flag))
    };
    let found: Vec<String> = processes.filter(is_it).collect();
    assert_eq!(found.len(), 1, "{flag:?}");
    Pid::from_raw(found[0].parse().unwrap()).unwrap()
}

#[test]
fn on_a_terminal_it_follows_every_change() {
    if !installed("script", "--version", "KIT_REQUIRE_SCRIPT") {
        return;
    }
    let tracker = Tracker::new();
    let mut script = Command::new("script");
    // Nothing between the terminal and kit: `timeout` would hand on the Ctrl-C that both got, and a second
    // one stops at once. If the test ends early, so does kit, with its terminal.
    script.args(["-qec", concat!("exec ", env!("CARGO_BIN_EXE_kit"), " dev"), "/dev/null"]);
    script.env("PATH", tracker.with_a_slow_cargo()).env_remove("CI");
    let mut dev = Process::start_waiting("kit dev", tracker.prepared(&mut script));
    let anew = |dev: &Process, service: &str| dev.said(&[&format!("{service} is started anew")]).len();

    // It runs, on the ports of docker-compose.yml, and services find each other.
    dev.wait_for_within(&["users is started: http on", &format!("127.0.0.1:{}", tracker.users)], BUILD);
    wait_for_answer(tracker.users, "/create", r#"{"email": "test"}"#, "200");
    dev.wait_for(&["notificator |\u{1b}[0m ", "method=send_email"]);
    let (notificator, users) = (dev.wait_for(&["notificator |"]), dev.wait_for(&["users |"]));
    let color = |line: &str| line.split('m').next().unwrap().to_owned();
    assert!(color(&users).contains("\u{1b}[3") && color(&users) != color(&notificator), "{users:?}");

    // What changes is built and started anew, and nothing else.
    tracker.edit("bugs/src/service.rs", "bug created", "bug made");
    dev.wait_for_within(&["changed: bugs/src/service.rs"], PATIENCE);
    dev.wait_for_within(&["bugs is started anew"], BUILD);
    assert!(!dev.said(&["\r\u{1b}[K", "building (1 s)"]).is_empty(), "it takes long and says nothing");
    wait_for_answer(tracker.bugs, "/create", r#"{"bug": "b"}"#, "200");
    dev.wait_for(&["bugs |", "bug made"]);

    // What does not compile is shown, and goes on as it was.
    tracker.edit("bugs/src/service.rs", "Ok(())", "Ok(7)");
    dev.wait_for_within(&["mismatched types"], BUILD);
    dev.wait_for_within(&["error", "the build failed"], BUILD);
    wait_for_answer(tracker.bugs, "/create", r#"{"bug": "b"}"#, "200");
    // What kit cannot generate, too.
    let signature = "async fn create(&self, bug: String) -> Result<(), Error>;";
    let with = |more: &str| format!("{signature}\n    {more}");
    let wrong = "async fn close(&self, id: Box<dyn Fn()>) -> Result<(), Error>;";
    tracker.edit("bugs/src/service.rs", signature, &with(wrong));
    dev.wait_for(&["error", "cannot be sent"]);
    dev.wait_for(&["bugs is not built until that is right"]);
    wait_for_answer(tracker.bugs, "/create", r#"{"bug": "b"}"#, "200");

    // A method is generated, built and served.
    assert_eq!(anew(&dev, "bugs"), 1);
    tracker.edit("bugs/src/service.rs", "id: Box<dyn Fn()>", "id: u64");
    tracker.edit("bugs/src/service.rs", "Ok(7)", "Ok(())");
    dev.wait_for(&["update", "bugs/src/generated/http.rs"]);
    wait_until("bugs being started anew", BUILD, || (anew(&dev, "bugs") == 2).then_some(()));
    wait_for_answer(tracker.bugs, "/close", r#"{"id": 7}"#, "501");
    assert_eq!((anew(&dev, "users"), anew(&dev, "notificator")), (0, 0));

    // Who depends on what changed is new as well.
    tracker.edit("notificator/src/service.rs", "Uuid::new_v4().to_string()", "Uuid::nil().to_string()");
    dev.wait_for_within(&["notificator is started anew"], BUILD);
    dev.wait_for_within(&["users is started anew"], BUILD);
    wait_for_answer(tracker.users, "/create", r#"{"email": "test"}"#, "200");
    dev.wait_for(&["email sent", "00000000-0000"]);
    assert_eq!(anew(&dev, "bugs"), 2);

    // A folder may go and come back, as with git.
    let (source, away) = (tracker.folder.join("bugs/src"), tracker.folder.join("bugs-src"));
    fs::rename(&source, &away).unwrap();
    dev.wait_for(&["changed: bugs/src"]);
    fs::rename(&away, &source).unwrap();
    tracker.edit("bugs/src/service.rs", "bug made", "bug is back");
    wait_until("bugs being started anew", BUILD, || (anew(&dev, "bugs") == 3).then_some(()));

    // One that crashes is told, and comes back with the next change.
    kill_process(listener(tracker.bugs), Signal::KILL).unwrap();
    dev.wait_for(&["bugs has ended: signal: 9"]);
    wait_for_answer(tracker.users, "/create", r#"{"email": "test"}"#, "200");
    let first = dev.said(&["bugs is started:"]).len();
    tracker.edit("bugs/src/service.rs", "bug is back", "bug again");
    wait_until("bugs being started", BUILD, || (dev.said(&["bugs is started:"]).len() > first).then_some(()));
    wait_for_answer(tracker.bugs, "/create", r#"{"bug": "b"}"#, "200");

    // A service that nobody calls yet comes in, and the others do not notice. Nor does its port that is taken.
    let before = ["bugs", "notificator", "users"].map(|name| anew(&dev, name));
    let extra = tracker.add("extra");
    dev.wait_for(&["extra does not run: it has no methods"]);
    let taken = TcpListener::bind(("127.0.0.1", extra)).unwrap();
    tracker.edit("extra/src/service.rs", "    // async fn create", "    async fn create");
    dev.wait_for_within(&["error", "cannot serve http of extra"], BUILD);
    dev.wait_for(&["help", "it is started again with the next change"]);
    drop(taken);
    tracker.edit("extra/src/service.rs", "is not implemented yet", "is not there yet");
    dev.wait_for_within(&["extra is started: http on", &extra.to_string()], BUILD);
    wait_for_answer(extra, "/create", r#"{"email": "test"}"#, "501");
    assert_eq!(["bugs", "notificator", "users"].map(|name| anew(&dev, name)), before);

    // What is wrong with what all share is said once.
    tracker.edit(
        "platform/src/lib.rs",
        "pub use tower::{Layer, Service};\n",
        "pub use tower::{Layer, Service};\n// x\n",
    );
    dev.wait_for(&["users is not built until that is right"]);
    assert_eq!(dev.said(&["error", "platform/src/lib.rs"]).len(), 1);

    dev.type_in(b"\x03");
    assert_eq!(dev.wait(Duration::from_secs(30)).code(), Some(0));
    assert_eq!(dev.said(&["users is stopped"]).len(), 1);
    tracker.wait_until_it_is_gone();
}

/// Those that are named, in a log without colours; not even SIGKILL leaves one behind.
#[test]
fn without_a_terminal_and_killed() {
    let tracker = Tracker::new();
    let mut dev = tracker.dev(&["users", "notificator"]);
    dev.wait_for_within(&["users is started: http on"], BUILD);
    wait_for_answer(tracker.users, "/create", r#"{"email": "test"}"#, "200");
    dev.wait_for(&["notificator | ", "method=send_email"]);
    assert_eq!(dev.said(&["\u{1b}"]), Vec::<String>::new());
    assert_eq!(dev.said(&["bugs"]), Vec::<String>::new());
    assert!(post(tracker.bugs, "/create", "{}").is_none(), "nobody asked for bugs");
    dev.signal(Signal::KILL);
    dev.wait(PATIENCE);
    if cfg!(target_os = "linux") {
        tracker.wait_until_it_is_gone();
    } else {
        kill_process(listener(tracker.users), Signal::KILL).unwrap();
    }
}

#[test]
fn an_etcd_that_is_given_is_used() {
    if !etcd::installed() {
        return;
    }
    let (etcd, tracker) = (etcd::Etcd::start(), Tracker::new());
    let mut dev = tracker.dev(&["--discovery", &etcd.discovery()]);
    dev.wait_for_within(&["users is started: http on"], BUILD);
    let key = format!("/services/users/127.0.0.1:{}", tracker.users);
    wait_until(&key, PATIENCE, || etcd.has(&key).then_some(()));
    wait_for_answer(tracker.users, "/create", r#"{"email": "test"}"#, "200");
    dev.signal(Signal::TERM);
    assert_eq!(dev.wait(Duration::from_secs(30)).code(), Some(0));
    assert_eq!(etcd.entries("/services"), []);
}

#[test]
fn a_port_in_use_is_refused_before_anything_is_built() {
    let tracker = Tracker::new();
    let _bugs = TcpListener::bind(("127.0.0.1", tracker.bugs)).unwrap();
    let _metrics = TcpListener::bind(("127.0.0.1", tracker.users + 1_000)).unwrap();
    let said = Kit::new(Path::new(&tracker.folder)).run(&["dev"]);
    assert_eq!((said.code, &*said.stdout), (1, ""));
    let first =
        format!("error: cannot serve http of bugs on 127.0.0.1:{}: Address already in use", tracker.bugs);
    let second = format!("error: cannot serve metrics of users on 127.0.0.1:{}", tracker.users + 1_000);
    for expected in [&*first, &*second, "docker-compose down"] {
        assert!(said.stderr.contains(expected), "{expected}\n{}", said.stderr);
    }
}
