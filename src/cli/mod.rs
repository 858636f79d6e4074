//! Composes the stages of a run: read the workspace, make the model, let targets fill the change
//! set, resolve it against what is there, report, write.

pub mod args;
mod cargo;
mod check;
mod client;
pub mod completions;
mod curl;
pub mod demo;
mod dev;
mod doctor;
mod finish;
mod generate;
mod help;
mod imports;
mod list;
mod man;
mod middleware;
mod new;
mod openapi;
mod parts;
mod processes;
mod remove;
mod rename;
mod report;
mod sources;
mod upgrade;
mod usage;
mod uses;

use std::{env, io, path::PathBuf};

use clap::Parser;
use semver::Version;

use self::{
    args::{Cli, Command, Generate, GenerateService, Global, New},
    finish::{Changed, Finished, finish},
    report::Report,
};
use crate::{
    apply::write,
    diagnostic::{Diagnostic, Diagnostics, Source},
    workspace::{
        Workspace, layout,
        lock::{self, VERSION},
    },
};

/// How a run ended that met no error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// What was asked for is shown or done, and says what is wrong.
    Faulty,
    /// The command line is wrong in a way that clap cannot see, and that is said: the exit code.
    Usage(u8),
    /// `--check` found that something would change.
    Drift,
}

/// The program: answers a shell that completes a line, or does what the command line says. What it
/// returns is the exit code.
pub fn main() -> u8 {
    if let Some(code) = completions::answer() {
        return code;
    }
    match Cli::try_parse() {
        Ok(cli) => run(&cli),
        Err(error) => {
            let json = asks_for_json() && error.use_stderr();
            let code = report::usage(&usage::better(error, &words()), json);
            if json {
                report::finished(code);
            }
            code
        }
    }
}

/// The command line behind `kit`.
fn words() -> Vec<String> {
    env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect()
}

/// Whether a command line that clap refuses wanted to have it in JSON.
fn asks_for_json() -> bool {
    let words = words();
    words.iter().any(|word| word == "--message-format=json")
        || words.windows(2).any(|pair| pair == ["--message-format", "json"])
}

/// Exit codes: 0 done, 1 what kit was given is wrong or a merge has conflicts, 2 drift; clap's own 2 is
/// for wrong usage.
fn run(cli: &Cli) -> u8 {
    let mut report = Report::new(&cli.global);
    let code = match dispatch(cli, &mut report) {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::Faulty) => 1,
        Ok(Outcome::Drift) => 2,
        Ok(Outcome::Usage(code)) => code,
        Err(found) => {
            report.diagnostics(&found);
            1
        }
    };
    report.finished(code);
    let Some(error) = report.lost() else { return code };
    let lost = Diagnostic::error(format!("cannot write what kit says to its standard output: {error}"));
    report
        .diagnostic(&lost.help("part of it is missing there; the files of the workspace are not concerned"));
    code.max(1)
}

fn dispatch(cli: &Cli, report: &mut Report) -> Result<Outcome, Diagnostics> {
    let global = &cli.global;
    match &cli.command {
        Command::New(New::Service(args)) => new::service(args, global, report),
        Command::Generate { what: None } => generate::service(&GenerateService::default(), global, report),
        Command::Generate { what: Some(Generate::Service(args)) } => generate::service(args, global, report),
        Command::Generate { what: Some(Generate::Client(args)) } => client::run(args, global, report),
        Command::Generate { what: Some(Generate::Middleware(args)) } => middleware::run(args, global, report),
        Command::Generate { what: Some(Generate::Docker) } => generate::docker(global, report),
        Command::Generate { what: Some(Generate::Openapi(args)) } => openapi::run(args, global, report),
        Command::Check(args) => check::run(args, global, report),
        Command::Upgrade(args) => upgrade::run(args, global, report),
        Command::Remove(what) => remove::run(what, global, report),
        Command::Rename(what) => rename::run(what, global, report),
        Command::Demo(args) => demo::run(args, global, report),
        Command::Dev(args) => dev::run(args, global, report),
        Command::List(args) => list::run(args, global, report),
        Command::Doctor(args) => doctor::run(args, global, report),
        Command::Completions(args) => completions::script(args, report),
        Command::Man(args) => man::run(args, global, report),
        Command::Help(args) => help::run(args, report),
    }
}

/// The folder that the run works in.
fn folder(global: &Global) -> Result<PathBuf, Diagnostic> {
    let current = || env::current_dir().map_err(no_current_folder);
    global.folder.clone().map_or_else(current, Ok)
}

fn no_current_folder(error: io::Error) -> Diagnostic {
    let error = Diagnostic::error(format!("cannot find the current folder: {error}"));
    error.help("it may be gone: change into one that is there, or name one with `--folder`")
}

fn discover(global: &Global, report: &mut Report) -> Result<Workspace, Diagnostics> {
    let folder = folder(global)?;
    let reading = "waiting for the workspace and reading it";
    let workspace = report.stage(reading, || Workspace::discover(&folder, write::recover))?;
    workspace.notes().iter().for_each(|note| report.diagnostic(note));
    if !global.force
        && let Some(source) = workspace.text(layout::LOCK)?
    {
        not_newer(&source)?;
    }
    report.debug(|| {
        let services: Vec<&str> = workspace.services().iter().map(|service| &*service.dir).collect();
        let services = if services.is_empty() { "none".to_owned() } else { services.join(", ") };
        format!("workspace {}, services: {services}", workspace.root().display())
    });
    report.verbose(|| {
        let (files, bytes) = workspace.size();
        format!("read {files} files, {bytes} bytes, in {}", workspace.root().display())
    });
    Ok(workspace)
}

/// An older kit would take back what a newer one wrote.
fn not_newer(lock: &Source) -> Result<(), Diagnostic> {
    let Some((version, at)) = lock::written_by(lock) else { return Ok(()) };
    if Version::parse(VERSION).is_ok_and(|own| version <= own) {
        return Ok(());
    }
    let title = format!("this workspace was written by kit {version}, and this is kit {VERSION}");
    Err(Diagnostic::error(title)
        .at(lock, at, "a newer kit")
        .help(format!("install kit {version} or a later one"))
        .help(format!(
            "or run again with `--force`: what kit {version} wrote becomes what kit {VERSION} writes"
        )))
}
