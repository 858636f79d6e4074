//! Composes the stages of a run: read the workspace, make the model, let targets fill the change
//! set, resolve it against what is there, report, write.

pub mod args;
pub mod demo;
mod generate;
mod new;
mod report;
mod sources;

use std::{env, path::PathBuf, process::ExitCode};

use self::{
    args::{Cli, Command, Generate, GenerateService, Global, New},
    report::Report,
};
use crate::{
    apply::{self, FileChange, Kind, Resolution, diff, write},
    diagnostic::{Diagnostic, Diagnostics},
    plan::change::ChangeSet,
    workspace::{Workspace, layout},
};

/// How a run ended that met no error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// `--check` found that something would change.
    Drift,
}

/// Exit codes: 0 done, 1 what kit was given is wrong, 2 drift; clap's own 2 is for wrong usage.
pub fn run(cli: &Cli) -> ExitCode {
    let mut report = Report::new(&cli.global);
    match dispatch(cli, &mut report) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Drift) => ExitCode::from(2),
        Err(found) => {
            report.diagnostics(&found);
            ExitCode::FAILURE
        }
    }
}

fn dispatch(cli: &Cli, report: &mut Report) -> Result<Outcome, Diagnostics> {
    let global = &cli.global;
    match &cli.command {
        Command::New(New::Service(args)) => new::service(args, global, report),
        Command::Generate { what: None } => generate::service(&GenerateService::default(), global, report),
        Command::Generate { what: Some(Generate::Service(args)) } => generate::service(args, global, report),
        Command::Generate { what: Some(Generate::Docker) } => generate::docker(global, report),
        Command::Demo(args) => demo::run(args, global, report),
    }
}

/// The folder that the run works in.
fn folder(global: &Global) -> Result<PathBuf, Diagnostic> {
    let current =
        || env::current_dir().map_err(|error| Diagnostic::error(format!("no current folder: {error}")));
    global.folder.clone().map_or_else(current, Ok)
}

fn discover(global: &Global, report: &mut Report) -> Result<Workspace, Diagnostics> {
    let workspace = Workspace::discover(&folder(global)?, write::recover)?;
    workspace.notes().iter().for_each(|note| report.diagnostic(note));
    report.debug(|| {
        let services: Vec<&str> = workspace.services().iter().map(|service| &*service.dir).collect();
        let services = if services.is_empty() { "none".to_owned() } else { services.join(", ") };
        format!("workspace {}, services: {services}", workspace.root().display())
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
    let resolution = apply::resolve(changes, workspace, &workspace.lock()?, global.force)?;
    let writes = !global.dry_run && !global.check;
    if writes {
        write::write(workspace, &resolution.files)?;
    }
    tell(&resolution.files, report);
    if global.diff {
        // The lock says in hashes what the other files say in words.
        let shown = |file: &&FileChange| file.writes() && file.path != layout::LOCK;
        for file in resolution.files.iter().filter(shown) {
            report.line(&diff::unified(&file.path, file.old.as_deref(), file.after()));
        }
    }
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

/// One line a file, or one an insertion. What stays as it is, and the many files of `platform`, are
/// told by their number: nobody reads them.
fn tell(files: &[FileChange], report: &mut Report) {
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
    let inserted = file.inserted();
    match file.kind {
        Kind::Create => report.file("create", &file.path, ""),
        Kind::Update if inserted.is_empty() => report.file("update", &file.path, ""),
        Kind::Update => {
            for (line, text) in inserted {
                report.file("update", &format!("{}:{line}", file.path), &format!("+ {text}"));
            }
        }
        Kind::Backup => report.file("backup", &file.path, ""),
        Kind::Delete => report.file("delete", &file.path, ""),
        Kind::Unchanged => {}
        Kind::Kept => report.file("kept", &file.path, "yours"),
    }
}
