//! `kit demo`: the tutorial's bug tracker, made, built, run and called, in one command.

mod processes;
mod request;
pub mod tutorial;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command as Process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc::{self, Receiver},
    },
    time::{Duration, Instant},
};

use clap::Parser;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use self::{
    processes::{Line, Service, free_ports},
    tutorial::{BUG_TRACKER, Step},
};
use super::{
    Outcome,
    args::{Cli, Demo, Global, MessageFormat},
    dispatch, folder,
    report::Report,
};
use crate::{
    apply::{FileChange, Kind, write},
    diagnostic::{Diagnostic, Diagnostics},
    workspace::Workspace,
};

const BODY: &str = r#"{"email": "test"}"#;
/// How long the services' lines about the request may take to arrive.
const LINES_ARRIVE: Duration = Duration::from_secs(2);

pub(super) fn run(args: &Demo, global: &Global, report: &mut Report) -> Result<Outcome, Diagnostics> {
    let dir = folder(global)?.join(args.dir.as_deref().unwrap_or(Path::new("bugtracker")));
    report.heading(&format!("1. Making the bug tracker in {}", dir.display()));
    scaffold(&dir, global, report)?;
    report.heading("\n2. Building it: cargo build");
    build(&dir, global)?;
    serve(&dir, args.once, report)?;
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
    let source = workspace.text(file)?;
    let old = source.as_ref().map_or("", |source| &*source.text);
    if old.matches(from).count() != 1 {
        return Err(Diagnostic::error(format!("the demo does not find its place in {file}")).into());
    }
    let new = old.replacen(from, to, 1);
    let change = FileChange::new(file, Kind::Update, Some(old.as_bytes()), new.as_bytes());
    Ok(write::write(&workspace, &[change])?)
}

/// Runs a command line of kit's in this process.
fn kit(line: &[&str], global: &Global) -> Result<(), Diagnostics> {
    let cli = Cli::try_parse_from(std::iter::once(&"kit").chain(line));
    let cli = cli.map_err(|error| Diagnostic::error(format!("the demo's own command failed: {error}")))?;
    let cli = Cli { global: global.clone(), ..cli };
    dispatch(&cli, &mut Report::new(global)).map(drop)
}

fn build(dir: &Path, global: &Global) -> Result<(), Diagnostic> {
    let mut cargo = Process::new("cargo");
    cargo.arg("build").current_dir(dir);
    if global.quiet || global.message_format == MessageFormat::Json {
        cargo.arg("--quiet");
    }
    let status = cargo.status().map_err(|error| {
        Diagnostic::error(format!("cannot run cargo: {error}")).help("install Rust: https://rustup.rs")
    })?;
    if status.success() { Ok(()) } else { Err(Diagnostic::error(format!("cargo build failed: {status}"))) }
}

/// Where cargo put the binaries.
fn binaries(dir: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| dir.join("target"), |target| dir.join(target))
        .join("debug")
}

fn serve(dir: &Path, once: bool, report: &mut Report) -> Result<(), Diagnostics> {
    report.heading("\n3. Running it, without etcd or Docker");
    let interrupted = Arc::new(AtomicBool::new(false));
    // The last is that of a terminal which is closed.
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, interrupted.clone()).map_err(failed)?;
    }
    let (sender, lines) = mpsc::channel();
    let mut services: Vec<Service> = Vec::new();
    let outcome = start(dir, &mut services, &sender, report)
        .and_then(|users| call(users, &lines, report))
        .and_then(|()| if once { Ok(()) } else { watch(&mut services, &lines, &interrupted, report) });
    drop(sender);
    report.heading("\nStopping");
    services.iter().for_each(Service::stop);
    services.into_iter().try_for_each(Service::join).map_err(failed)?;
    show(&lines, report);
    outcome.map_err(Diagnostics::from)
}

/// Starts the three services and gives the address of users.
fn start(
    dir: &Path,
    services: &mut Vec<Service>,
    sender: &mpsc::Sender<Line>,
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
        let service = Service::start(name, &binaries(dir).join(name), &args, sender).map_err(failed)?;
        services.push(service);
        services
            .last_mut()
            .map_or(Ok(()), |service| service.wait_until_open(address))
            .map_err(Diagnostic::error)?;
        if name == "notificator" {
            notificator = address;
        }
        last = address;
    }
    Ok(last)
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
        if greeted && line.service == "users" && line.text.contains("method=create") {
            break;
        }
    }
    match answer.status.starts_with("200") && greeted {
        true => Ok(()),
        false => Err(Diagnostic::error("the bug tracker did not answer as it should")),
    }
}

/// Shows the services' lines until Ctrl-C, or until one of them ends.
fn watch(
    services: &mut [Service],
    lines: &Receiver<Line>,
    interrupted: &AtomicBool,
    report: &mut Report,
) -> Result<(), Diagnostic> {
    report.heading("\nIt is running; Ctrl-C stops it.");
    while !interrupted.load(Relaxed) {
        if let Ok(line) = lines.recv_timeout(Duration::from_millis(100)) {
            show_line(&line, report);
        }
        if let Some(ended) = services.iter_mut().find_map(|service| service.has_ended().then_some(&*service))
        {
            return Err(Diagnostic::error(format!("{} has ended", ended.name())));
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
    report.line(&format!("   {:>11} | {}", line.service, line.text));
}

fn failed(error: std::io::Error) -> Diagnostic {
    Diagnostic::error(format!("the demo cannot go on: {error}"))
}
