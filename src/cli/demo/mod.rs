//! `kit demo`: the tutorial's bug tracker, made, built, run and called, in one command.

mod request;
pub mod tutorial;

use std::{
    io,
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    sync::{
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use clap::{Args, Parser};

use self::tutorial::{BUG_TRACKER, Step};
use super::{
    Outcome,
    args::{Cli, Global},
    cargo::{Build, Built},
    dispatch, folder,
    processes::{self, Errors, Line, Process},
    report::{Report, Speaker},
};
use crate::{
    apply::{FileChange, Kind, write},
    diagnostic::{Diagnostic, Diagnostics},
    workspace::{Workspace, text},
};

const SERVICES: [&str; 3] = ["notificator", "bugs", "users"];
const BODY: &str = r#"{"email": "test"}"#;
/// How long the services' lines about the request may take to arrive.
const LINES_ARRIVE: Duration = Duration::from_secs(2);
const TICK: Duration = Duration::from_millis(20);
const ABOVE: &str = "what the services say stands above; `kit doctor` says what this machine lacks";

#[derive(Args, Debug)]
pub struct Demo {
    /// Folder to make the bug tracker in [default: ./bugtracker]
    pub dir: Option<PathBuf>,

    /// Stop after the first answer, for scripts; the exit code says whether it was the right one
    #[arg(long)]
    pub once: bool,
}

pub(super) fn run(args: &Demo, global: &Global, report: &mut Report) -> Result<Outcome, Diagnostics> {
    let dir = folder(global)?.join(args.dir.as_deref().unwrap_or(Path::new("bugtracker")));
    report.heading(&format!("1. Making the bug tracker in {}", dir.display()));
    scaffold(&dir, global, report)?;
    report.heading("\n2. Building it: cargo build");
    let interrupted = processes::interrupted()?;
    let built = build(&dir, global, &interrupted, report)?;
    serve((&dir, &built), args.once, &interrupted, report)?;
    Ok(Outcome::Done)
}

/// Plays the tutorial; a folder that the demo made before is used as it is.
fn scaffold(dir: &Path, global: &Global, report: &mut Report) -> Result<(), Diagnostics> {
    write::folder(dir)?;
    let workspace = Workspace::discover(dir, write::recover)?;
    workspace.notes().iter().for_each(|note| report.diagnostic(note));
    if dir.canonicalize().is_ok_and(|dir| dir != workspace.root()) {
        let title = format!("{} lies in the workspace {}", dir.display(), workspace.root().display());
        return Err(Diagnostic::error(title).help("name a folder outside of it: kit demo DIR").into());
    }
    if !workspace.services().is_empty() {
        report.line("   It is there already and stays as it is.");
        return Ok(());
    }
    drop(workspace);
    let quiet =
        Global { folder: Some(dir.to_owned()), quiet: true, dry_run: false, check: false, ..global.clone() };
    for step in BUG_TRACKER {
        match step {
            Step::Kit(line) => {
                report.line(&format!("   $ kit {}", line.join(" ")));
                kit(line, &quiet)?;
            }
            Step::Edit { file, from, to } => {
                report.line(&format!("     edit {file}"));
                edit(dir, file, from, to)?;
            }
            Step::Write { file, text } => {
                report.line(&format!("     write {file}"));
                let change = FileChange::new(file, Kind::Create, None, text.as_bytes());
                write::write(&Workspace::discover(dir, write::recover)?, &[change])?;
            }
        }
    }
    Ok(())
}

/// What the user does in his editor.
fn edit(dir: &Path, file: &str, from: &str, to: &str) -> Result<(), Diagnostics> {
    let workspace = Workspace::discover(dir, write::recover)?;
    let old = workspace.file(file).cloned().unwrap_or_default();
    let text = text(file, &old)?.text;
    if text.matches(from).count() != 1 {
        return Err(Diagnostic::unexpected(format!("the demo does not find its place in {file}")).into());
    }
    let change = FileChange::new(file, Kind::Update, Some(old), text.replacen(from, to, 1));
    Ok(write::write(&workspace, &[change])?)
}

/// Runs a command line of kit's in this process.
fn kit(line: &[&str], global: &Global) -> Result<(), Diagnostics> {
    let cli = Cli::try_parse_from(std::iter::once(&"kit").chain(line));
    let cli =
        cli.map_err(|error| Diagnostic::unexpected(format!("the demo's own command failed: {error}")))?;
    let cli = Cli { global: global.clone(), ..cli };
    dispatch(&cli, &mut Report::new(global)).map(drop)
}

/// Builds all, and shows what cargo says of it.
fn build(
    dir: &Path,
    global: &Global,
    interrupted: &AtomicBool,
    report: &mut Report,
) -> Result<Built, Diagnostic> {
    let quiet = global.quiet || report.is_json();
    let errors = if quiet { Errors::AreLines } else { Errors::AreShown };
    let mut build = Build::start(dir, &[], errors)?;
    loop {
        if interrupted.load(Relaxed) {
            build.process().stop();
        }
        let ended = build.ended();
        build.said().iter().for_each(|text| report.line(text));
        match ended {
            Some(status) if status.success() => return Ok(build.built()),
            Some(status) => {
                let error = Diagnostic::error(format!("cargo build failed: {status}"));
                return Err(error.help("cargo says why above; `kit doctor` says what this machine lacks"));
            }
            None => thread::sleep(TICK),
        }
    }
}

fn serve(
    bugtracker: (&Path, &Built),
    once: bool,
    interrupted: &AtomicBool,
    report: &mut Report,
) -> Result<(), Diagnostics> {
    report.heading("\n3. Running it, without etcd or Docker");
    let (sender, lines) = mpsc::channel();
    let mut services: Vec<(&str, Process)> = Vec::new();
    let outcome = start(bugtracker, &mut services, &sender, report)
        .and_then(|users| call(users, &lines, report))
        .and_then(|()| if once { Ok(()) } else { watch(&mut services, &lines, interrupted, report) });
    report.heading("\nStopping");
    services.iter_mut().for_each(|(_, process)| process.stop());
    while services.iter_mut().any(|(_, process)| process.ended().is_none()) {
        show(&lines, report);
    }
    show(&lines, report);
    outcome.map_err(Diagnostics::from)
}

/// Starts the three services and gives the address of users.
fn start(
    (dir, built): (&Path, &Built),
    services: &mut Vec<(&'static str, Process)>,
    sender: &Sender<Line>,
    report: &mut Report,
) -> Result<SocketAddr, Diagnostic> {
    let mut notificator = SocketAddr::from(([127, 0, 0, 1], 0));
    let mut last = notificator;
    for (name, flag) in [("notificator", "--grpc-addr"), ("bugs", "--http-addr"), ("users", "--http-addr")] {
        let [address, debug] = free_ports().map_err(failed)?;
        let mut args =
            vec![flag.to_owned(), address.to_string(), "--debug-addr".to_owned(), debug.to_string()];
        args.extend(["--drain-delay".to_owned(), "0s".to_owned()]);
        if name == "users" {
            args.extend(["--discovery".to_owned(), format!("static:notificator={notificator}")]);
        }
        report.line(&format!("   $ {name} {}", args.join(" ")));
        let binary = built.executable(&dir.join(name), name);
        let binary = binary.ok_or_else(|| Diagnostic::unexpected(format!("cargo has not built {name}")))?;
        let mut command = Command::new(binary);
        let mut process =
            Process::start(name, command.args(&args).env_remove("RUST_LOG"), Errors::AreLines, sender)?;
        let open = wait_until_open(name, &mut process, address);
        services.push((name, process));
        open?;
        if name == "notificator" {
            notificator = address;
        }
        last = address;
    }
    Ok(last)
}

/// Ports of 127.0.0.1 that nobody listens on, each another.
fn free_ports<const N: usize>() -> io::Result<[SocketAddr; N]> {
    let mut ports = [SocketAddr::from(([127, 0, 0, 1], 0)); N];
    // All are held until all are found.
    let mut held = Vec::new();
    for port in &mut ports {
        let listener = TcpListener::bind(*port)?;
        *port = listener.local_addr()?;
        held.push(listener);
    }
    Ok(ports)
}

/// Waits until something listens there, or the service has ended.
fn wait_until_open(name: &str, process: &mut Process, address: SocketAddr) -> Result<(), Diagnostic> {
    let until = Instant::now() + Duration::from_secs(15);
    while TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_err() {
        if let Some(status) = process.ended() {
            return Err(Diagnostic::error(format!("{name} ended at once: {status}")).help(ABOVE));
        }
        if Instant::now() > until {
            let error = Diagnostic::error(format!("{name} does not listen on {address} after 15 s"));
            return Err(error.help(ABOVE));
        }
        thread::sleep(TICK);
    }
    Ok(())
}

/// Sends the tutorial's request and shows the answer, and what each service logged of it.
fn call(users: SocketAddr, lines: &Receiver<Line>, report: &mut Report) -> Result<(), Diagnostic> {
    show(lines, report);
    report.heading("\n4. Calling it");
    report.line(&format!("   $ curl -XPOST http://{users}/create -d '{BODY}'"));
    let answer = request::post(users, "/create", BODY).map_err(failed)?;
    report.line(&format!("   {} {}", answer.status, answer.body));
    let until = Instant::now() + LINES_ARRIVE;
    let mut greeted = false;
    while let Ok(line) = lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
        show_line(&line, report);
        greeted |= line.text.contains("email sent");
        // The last word of the call is that of users' logging middleware.
        if greeted && line.from == "users" && line.text.contains("method=create") {
            break;
        }
    }
    match answer.status.starts_with("200") && greeted {
        true => Ok(()),
        false => Err(Diagnostic::error("the bug tracker did not answer as it should").help(ABOVE)),
    }
}

/// Shows the services' lines until Ctrl-C, or until one of them ends.
fn watch(
    services: &mut [(&str, Process)],
    lines: &Receiver<Line>,
    interrupted: &AtomicBool,
    report: &mut Report,
) -> Result<(), Diagnostic> {
    report.heading("\nIt is running; Ctrl-C stops it.");
    while !interrupted.load(Relaxed) {
        if let Ok(line) = lines.recv_timeout(Duration::from_millis(100)) {
            show_line(&line, report);
        }
        let ended = services.iter_mut().find_map(|(name, process)| process.ended().map(|_| *name));
        if let Some(name) = ended {
            return Err(Diagnostic::error(format!("{name} has ended")).help(ABOVE));
        }
    }
    Ok(())
}

fn show(lines: &Receiver<Line>, report: &mut Report) {
    while let Ok(line) = lines.recv_timeout(Duration::from_millis(50)) {
        show_line(&line, report);
    }
}

fn show_line(line: &Line, report: &mut Report) {
    let number = SERVICES.iter().position(|name| *name == line.from);
    report.said(Speaker { name: &line.from, width: SERVICES[0].len(), number }, &line.text);
}

fn failed(error: std::io::Error) -> Diagnostic {
    let error = Diagnostic::error(format!("the demo cannot go on: {error}"));
    error.help("see whether programs may listen on and connect to 127.0.0.1 here, and run it again")
}
