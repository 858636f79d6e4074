//! The workspace: whether kit and cargo can read it, and whether it is as this kit would write it.

use semver::Version;

use super::{
    Check, Status,
    machine::failed,
    program::{Silence, ask},
};
use crate::{
    apply::{self, Rules},
    cli::{args::GenerateService, generate, report::Report},
    diagnostic::{Diagnostic, Diagnostics},
    workspace::{ServiceEntry, Workspace, layout, lock::Lock},
};

/// How many files that are not up to date are named.
const SHOWN: usize = 3;

pub(super) fn checks(workspace: &Workspace, report: &mut Report) -> Vec<Check> {
    if !workspace.has_workspace() {
        let check = Check::new("workspace", Status::Missing, "there is none here");
        return vec![check.advice("to make one: kit new service NAME").optional()];
    }
    let mut checks = vec![Check::ok("workspace", workspace.root().display().to_string())];
    checks.extend(interrupted(workspace));
    checks.push(report.stage("asking cargo", || members(workspace)));
    checks.extend(lock_version(workspace));
    checks.extend(compose(workspace));
    let generated: Vec<&ServiceEntry> =
        workspace.services().iter().filter(|entry| !entry.config.transports.is_empty()).collect();
    if !generated.is_empty() {
        checks.extend(drift(workspace, generated, report));
    }
    checks.extend(report.stage("asking git", || committed(workspace)));
    checks
}

/// A workspace that kit cannot read.
pub(super) fn unreadable(found: &Diagnostic) -> Check {
    let check = Check::new("workspace", Status::Wrong, told(found));
    check.advice(found.help.first().map_or("repair the file", |help| help.as_str()))
}

/// The title of an error, with its place.
fn told(error: &Diagnostic) -> String {
    let Some(label) = &error.label else { return error.title.clone() };
    let (line, column) = label.source.position(label.span.start);
    let place = format!("{}:{line}:{column}", label.source.name);
    // Some titles begin with the file that they are about.
    match error.title.strip_prefix(&*label.source.name) {
        Some(rest) => format!("{place}{rest}"),
        None => format!("{place}: {}", error.title),
    }
}

fn interrupted(workspace: &Workspace) -> Option<Check> {
    let left = workspace.exists_on_disk(layout::JOURNAL);
    let check = || Check::new("last run", Status::Wrong, "kit was interrupted, or is running now");
    left.then(|| check().advice("finish it: kit generate --check"))
}

/// What cargo thinks of the manifests, without the network.
fn members(workspace: &Workspace) -> Check {
    let args = ["metadata", "--no-deps", "--offline", "--format-version", "1"];
    match ask("cargo", &args, workspace.root()) {
        Ok(_) => Check::ok("members", format!("{} packages", workspace.packages().len())),
        Err(silence @ Silence::Absent) => failed("members", silence),
        Err(silence) => failed("members", silence).advice("cargo metadata --no-deps says all of it"),
    }
}

fn lock_version(workspace: &Workspace) -> Option<Check> {
    let text = String::from_utf8_lossy(workspace.file(layout::LOCK)?);
    let own = env!("CARGO_PKG_VERSION");
    let Some(writer) = Lock::writer(&text) else {
        let check = Check::new(layout::LOCK, Status::Wrong, "does not say which kit wrote it");
        return Some(check.advice("restore it from version control: git checkout kit.lock"));
    };
    let newer = |a: &str, b: &str| Some(Version::parse(a).ok()? > Version::parse(b).ok()?);
    let found = format!("written by kit {writer}, this is kit {own}");
    Some(match writer {
        writer if writer == own => Check::ok(layout::LOCK, format!("written by kit {writer}")),
        writer if newer(writer, own) == Some(true) => Check::new("kit", Status::Old, found)
            .advice(format!("install kit {writer} or later: what it wrote, this one would take back")),
        _ => Check::new(layout::LOCK, Status::Old, found).advice("kit generate"),
    })
}

/// A compose file that kit cannot read: `list` shows no ports then, and `dev` and `generate docker` refuse.
fn compose(workspace: &Workspace) -> Option<Check> {
    let name = layout::COMPOSE.into_iter().find(|name| workspace.file(name).is_some())?;
    let read =
        workspace.text(name).and_then(|source| source.as_ref().map(apply::merge::yaml::read).transpose());
    let error = read.err()?;
    let check = Check::new(name, Status::Wrong, told(&error));
    Some(check.advice("correct it there: kit generate docker --check says whether it is right"))
}

/// What `kit generate --check` would find, service by service where that fails.
fn drift(workspace: &Workspace, services: Vec<&ServiceEntry>, report: &mut Report) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut sound = Vec::new();
    for entry in services {
        match generate::plan(workspace, vec![entry], &GenerateService::default(), report) {
            Ok(_) => sound.push(entry),
            Err(found) => {
                let error = found.0.iter().find(|found| !found.warning);
                let check = Check::new(&entry.package, Status::Wrong, error.map(told).unwrap_or_default());
                checks.push(check.advice(format!("kit generate service {} says all of it", entry.package)));
            }
        }
    }
    if !sound.is_empty() {
        checks.push(outdated(workspace, sound, report).unwrap_or_else(|found| {
            let told = found.0.first().map(told).unwrap_or_default();
            Check::new("generated code", Status::Wrong, told).advice("kit generate --check says all of it")
        }));
    }
    checks
}

fn outdated(
    workspace: &Workspace,
    services: Vec<&ServiceEntry>,
    report: &mut Report,
) -> Result<Check, Diagnostics> {
    let (changes, _) = generate::plan(workspace, services, &GenerateService::default(), report)?;
    let resolution = apply::resolve(&changes, workspace, &workspace.lock()?, Rules::default())?;
    let files: Vec<&str> =
        resolution.files.iter().filter(|file| file.writes()).map(|file| &*file.path).collect();
    if files.is_empty() {
        return Ok(Check::ok("generated code", "up to date"));
    }
    let more = if files.len() > SHOWN { format!(" and {} more", files.len() - SHOWN) } else { String::new() };
    let shown = files[..files.len().min(SHOWN)].join(", ");
    let found = format!("not up to date: {shown}{more}");
    Ok(Check::new("generated code", Status::Old, found).advice("kit generate"))
}

/// Whether version control has kit.lock as it is: who checks out the rest needs it.
fn committed(workspace: &Workspace) -> Option<Check> {
    workspace.file(layout::LOCK)?;
    let said = ask("git", &["status", "--porcelain", "--", layout::LOCK], workspace.root()).ok()?;
    let name = format!("{} in git", layout::LOCK);
    Some(match said.is_empty() {
        true => Check::ok(name, "committed"),
        false => Check::new(name, Status::Old, "not committed")
            .advice("commit it together with what kit wrote")
            .optional(),
    })
}
