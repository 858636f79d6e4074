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
mod report;
mod upgrade;

use std::{env, path::PathBuf, process::ExitCode};

use clap::Parser;
use semver::Version;

use self::{
    args::{Cli, Command, Generate, GenerateService, Global, New},
    report::Report,
};
use crate::{
    apply::{self, FileChange, Kind, Resolution, Rules, diff, write},
    diagnostic::{Diagnostic, Diagnostics, Source},
    plan::change::ChangeSet,
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

/// What is done about starters that the user has changed, and that kit writes differently by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Changed {
    Keep,
    Merge,
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

/// Exit codes: 0 done, 1 what kit was given is wrong or a merge has conflicts, 2 drift; clap's own 2 is
/// for wrong usage.
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
        Command::Upgrade(args) => upgrade::run(args, global, report),
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

struct Finished {
    outcome: Outcome,
    wrote: bool,
    resolution: Resolution,
}

/// The end of every writing command: resolve, write, report.
fn finish(
    workspace: &Workspace,
    changes: &ChangeSet,
    changed: Changed,
    global: &Global,
    report: &mut Report,
) -> Result<Finished, Diagnostics> {
    report.debug(|| format!("{} files are wanted", changes.outputs.len()));
    let rules = Rules { force: global.force, merge: changed == Changed::Merge };
    let lock = workspace.lock()?;
    let resolution =
        report.stage("comparing with what is there", || apply::resolve(changes, workspace, &lock, rules))?;
    let writes = !global.dry_run && !global.check;
    if writes {
        report.stage("writing", || write::write(workspace, &resolution.files))?;
    }
    tell(&resolution.files, global, report);
    for note in &resolution.notes {
        report.diagnostic(note);
    }
    let conflicts: Vec<_> = resolution.files.iter().flat_map(FileChange::conflicts).collect();
    conflicts.iter().for_each(|(_, conflict)| report.diagnostic(conflict));
    if global.dry_run {
        report.line("dry run: nothing was written");
    }
    let drift = global.check && !resolution.is_clean();
    if drift {
        report
            .line("\nThe files above are not up to date: run the same command without --check, and commit.");
    }
    let outcome = match (drift, conflicts.is_empty()) {
        (true, _) => Outcome::Drift,
        (false, false) => Outcome::Faulty,
        (false, true) => Outcome::Done,
    };
    Ok(Finished { outcome, wrote: writes && !resolution.is_clean(), resolution })
}

/// What a run does to its files, with the differences if they were asked for.
fn tell(files: &[FileChange], global: &Global, report: &mut Report) {
    // The lock says in hashes, and bases say again, what the other files say.
    let shown = |file: &FileChange| global.diff && file.writes() && !file.is_bookkeeping();
    let difference = |file: &FileChange| diff::unified(&file.path, file.old.as_deref(), file.after());
    if report.is_json() {
        for file in files.iter().filter(|file| file.kind != Kind::Unchanged) {
            report.file_object(file, shown(file).then(|| difference(file)));
        }
        return;
    }
    tell_people(files, report);
    for file in files.iter().filter(|file| shown(file)) {
        report.line(&difference(file));
    }
}

/// Folders whose files nobody reads, and many change at once.
const COUNTED: [&str; 2] = [".kit/", "platform/"];

/// One line a file, or one an insertion. What stays as it is, and files that nobody reads, are told by
/// their number.
fn tell_people(files: &[FileChange], report: &mut Report) {
    let verbs = [(Kind::Create, "create"), (Kind::Update, "update")];
    for folder in COUNTED {
        for (kind, verb) in verbs {
            let counted = |file: &&FileChange| file.kind == kind && file.path.starts_with(folder);
            match files.iter().filter(counted).count() {
                0 => {}
                1 => report.file(verb, folder, "(1 file)"),
                count => report.file(verb, folder, &format!("({count} files)")),
            }
        }
    }
    let counted = |file: &FileChange| {
        let kind = matches!(file.kind, Kind::Create | Kind::Update);
        kind && COUNTED.iter().any(|folder| file.path.starts_with(folder))
    };
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
    let (replaced, inserted) = (file.replaced(), file.inserted());
    match file.kind {
        Kind::Create => report.file("create", &file.path, ""),
        Kind::Update if replaced.is_empty() && inserted.is_empty() => report.file("update", &file.path, ""),
        Kind::Update => {
            for (line, text) in replaced {
                report.file("update", &format!("{}:{line}", file.path), &format!("~ {text}"));
            }
            for (line, text) in inserted {
                report.file("update", &format!("{}:{line}", file.path), &format!("+ {text}"));
            }
        }
        Kind::Merge => {
            report.file("merge", &file.path, "");
            for (line, _) in file.conflicts() {
                report.file("conflict", &format!("{}:{line}", file.path), "");
            }
        }
        Kind::Backup => report.file("backup", &file.path, ""),
        Kind::Delete => report.file("delete", &file.path, ""),
        Kind::Unchanged => {}
        Kind::Kept => report.file("kept", &file.path, "yours"),
    }
}
