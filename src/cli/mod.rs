//! Composes the stages of a run: read the workspace, make the model, let targets fill the change
//! set, resolve it against what is there, report, write.

pub mod args;
pub mod completions;
mod curl;
pub mod demo;
mod doctor;
mod generate;
mod help;
mod list;
mod man;
mod new;
mod remove;
mod rename;
mod report;
mod sources;
mod uses;

use std::{env, path::PathBuf, process::ExitCode};

use clap::Parser;

use self::{
    args::{Cli, Command, Generate, GenerateService, Global, New},
    report::Report,
};
use crate::{
    apply::{self, Edited, FileChange, Kind, Resolution, diff, write},
    diagnostic::{Diagnostic, Diagnostics},
    plan::change::ChangeSet,
    workspace::{Move, Workspace, layout},
};

/// How a run ended that met no error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// What was asked for is shown, and says what is wrong.
    Faulty,
    /// The command line is wrong in a way that clap cannot see, and that is said: the exit code.
    Usage(u8),
    /// `--check` found that something would change.
    Drift,
}

/// The program: answers a shell that completes a line, or does what the command line says.
pub fn main() -> ExitCode {
    if let Some(code) = completions::answer() {
        return code;
    }
    match Cli::try_parse() {
        Ok(cli) => run(&cli),
        Err(error) => {
            let json = asks_for_json() && error.use_stderr();
            let code = report::usage(&error, json);
            if json {
                report::finished(code);
            }
            ExitCode::from(code)
        }
    }
}

/// Whether a command line that clap refuses wanted to have it in JSON.
fn asks_for_json() -> bool {
    let words: Vec<String> = env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    words.iter().any(|word| word == "--message-format=json")
        || words.windows(2).any(|pair| pair == ["--message-format", "json"])
}

/// Exit codes: 0 done, 1 what kit was given is wrong, 2 drift; clap's own 2 is for wrong usage.
fn run(cli: &Cli) -> ExitCode {
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
    ExitCode::from(code)
}

fn dispatch(cli: &Cli, report: &mut Report) -> Result<Outcome, Diagnostics> {
    let global = &cli.global;
    match &cli.command {
        Command::New(New::Service(args)) => new::service(args, global, report),
        Command::Generate { what: None } => generate::service(&GenerateService::default(), global, report),
        Command::Generate { what: Some(Generate::Service(args)) } => generate::service(args, global, report),
        Command::Generate { what: Some(Generate::Docker) } => generate::docker(global, report),
        Command::Remove(what) => remove::run(what, global, report),
        Command::Rename(what) => rename::run(what, global, report),
        Command::Demo(args) => demo::run(args, global, report),
        Command::List(args) => list::run(args, global, report),
        Command::Doctor(args) => doctor::run(args, global, report),
        Command::Completions(args) => completions::script(args, report),
        Command::Man(args) => man::run(args, global, report),
        Command::Help(args) => help::run(args, report),
    }
}

/// The folder that the run works in.
fn folder(global: &Global) -> Result<PathBuf, Diagnostic> {
    let current =
        || env::current_dir().map_err(|error| Diagnostic::error(format!("no current folder: {error}")));
    global.folder.clone().map_or_else(current, Ok)
}

fn discover(global: &Global, report: &mut Report) -> Result<Workspace, Diagnostics> {
    let folder = folder(global)?;
    let reading = "waiting for the workspace and reading it";
    let workspace = report.stage(reading, || Workspace::discover(&folder, write::recover))?;
    workspace.notes().iter().for_each(|note| report.diagnostic(note));
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

struct Finished {
    outcome: Outcome,
    wrote: bool,
    resolution: Resolution,
}

/// The end of every writing command: resolve, write, report.
fn finish(
    workspace: &Workspace,
    changes: &ChangeSet,
    global: &Global,
    report: &mut Report,
) -> Result<Finished, Diagnostics> {
    report.debug(|| format!("{} files are wanted", changes.outputs.len()));
    let lock = workspace.lock()?;
    let resolution = report
        .stage("comparing with what is there", || apply::resolve(changes, workspace, &lock, global.force))?;
    let writes = !global.dry_run && !global.check;
    if writes {
        report.stage("writing", || write::write(workspace, &resolution.files))?;
    }
    tell(workspace, &resolution.files, global, report);
    for note in &resolution.notes {
        report.diagnostic(note);
    }
    if global.dry_run {
        report.line("dry run: nothing was written");
    }
    let drift = global.check && !resolution.is_clean();
    if drift {
        report
            .line("\nThe files above are not up to date: run the same command without --check, and commit.");
    }
    let outcome = if drift { Outcome::Drift } else { Outcome::Done };
    Ok(Finished { outcome, wrote: writes && !resolution.is_clean(), resolution })
}

/// What a run does to its files, with the differences if they were asked for.
fn tell(workspace: &Workspace, files: &[FileChange], global: &Global, report: &mut Report) {
    // The lock says in hashes what the other files say in words.
    let shown = |file: &FileChange| global.diff && file.writes() && file.path != layout::LOCK;
    let difference = |file: &FileChange| diff::unified(&file.path, file.old.as_deref(), file.after());
    if report.is_json() {
        if let Some(Move { from, to }) = workspace.moved() {
            report.object(&serde_json::json!({ "reason": "move", "from": from, "to": to }));
        }
        for file in files.iter().filter(|file| file.kind != Kind::Unchanged) {
            report.file_object(file, shown(file).then(|| difference(file)));
        }
        return;
    }
    if let Some(Move { from, to }) = workspace.moved() {
        report.file("move", &format!("{from}/"), &format!("to {to}/"));
    }
    tell_people(files, report);
    for file in files.iter().filter(|file| shown(file)) {
        report.line(&difference(file));
    }
}

/// One line a file, or one an edit. What stays as it is, and the many files of `platform`, are
/// told by their number: nobody reads them.
fn tell_people(files: &[FileChange], report: &mut Report) {
    let in_platform = |file: &FileChange| file.path.starts_with("platform/");
    for (kind, verb) in [(Kind::Create, "create"), (Kind::Update, "update")] {
        match files.iter().filter(|file| file.kind == kind && in_platform(file)).count() {
            0 => {}
            count => report.file(verb, "platform/", &format!("({count} files)")),
        }
    }
    let counted = |file: &FileChange| in_platform(file) && matches!(file.kind, Kind::Create | Kind::Update);
    for file in files.iter().filter(|file| !counted(file)) {
        tell_one(file, report);
    }
    match files.iter().filter(|file| file.kind == Kind::Unchanged).count() {
        0 => {}
        count => report.file("unchanged", &format!("{count} files"), ""),
    }
    for file in files {
        report.debug(|| format!("{:?} {}", file.kind, file.path));
    }
}

fn tell_one(file: &FileChange, report: &mut Report) {
    let mut edited = file.edited();
    match file.kind {
        Kind::Create => report.file("create", &file.path, ""),
        Kind::Update if edited.is_empty() => report.file("update", &file.path, ""),
        Kind::Update => {
            // Of a line with two replacements one is told.
            edited.dedup_by_key(|edited| (edited.how, edited.line, edited.says.clone()));
            for Edited { how, line, says, .. } in edited {
                report.file("update", &format!("{}:{line}", file.path), &format!("{} {says}", how.sign()));
            }
        }
        Kind::Backup => report.file("backup", &file.path, ""),
        Kind::Delete => report.file("delete", &file.path, ""),
        Kind::Unchanged => {}
        Kind::Kept => report.file("kept", &file.path, "yours"),
    }
}
