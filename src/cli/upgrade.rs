//! `kit upgrade`: what kit writes, as this kit writes it. What the user changed in it is kept.

use super::{
    Changed, Finished, Outcome,
    args::{GenerateService, Global, Upgrade},
    discover, finish,
    generate::{self, all, compose, container, find},
    report::Report,
};
use crate::{
    apply::{FileChange, Kind},
    diagnostic::Diagnostics,
    model::names::ServiceName,
    plan::change::ChangeSet,
    targets::{self, docker},
    workspace::{
        ServiceEntry, Workspace, layout,
        lock::{self, VERSION},
    },
};

pub(super) fn run(args: &Upgrade, global: &Global, report: &mut Report) -> Result<Outcome, Diagnostics> {
    let workspace = discover(global, report)?;
    let wanted = match &args.name {
        Some(name) => vec![find(&workspace, &ServiceName::parse(name)?)?],
        None => all(&workspace)?,
    };
    let (new, written) = wanted.into_iter().partition(|entry| entry.config.transports.is_empty());
    let changes = plan(&workspace, new, written, report)?;
    let done = finish(&workspace, &changes, Changed::Merge, global, report)?;
    summary(&workspace, &done, report)?;
    Ok(done.outcome)
}

/// `new` are services whose trait was empty so far.
fn plan(
    workspace: &Workspace,
    new: Vec<&ServiceEntry>,
    written: Vec<&ServiceEntry>,
    report: &mut Report,
) -> Result<ChangeSet, Diagnostics> {
    let args = GenerateService::default();
    let (mut changes, models) = generate::plan(workspace, written, &args, report)?;
    for (entry, service) in &models {
        if workspace.file(&layout::Service::new(&entry.dir).lib_rs()).is_some() {
            targets::library(&service.name, &entry.dir, &entry.config.middleware, &mut changes);
        }
    }
    for entry in new {
        targets::skeleton(&entry.name()?, &entry.dir, &mut changes);
    }
    targets::ignored(workspace.text(layout::GITIGNORE)?.as_ref(), false, &mut changes);
    containers(workspace, models.iter().map(|(entry, _)| *entry), &mut changes)?;
    Ok(changes)
}

/// Of the files for Docker those that kit wrote and that are still there.
fn containers<'w>(
    workspace: &Workspace,
    services: impl Iterator<Item = &'w ServiceEntry>,
    changes: &mut ChangeSet,
) -> Result<(), Diagnostics> {
    let lock = workspace.lock()?;
    let written = |entry: &&ServiceEntry| {
        let dockerfile = layout::Service::new(&entry.dir).dockerfile();
        lock.contains(&dockerfile) && workspace.file(&dockerfile).is_some()
    };
    let services: Vec<_> = services.filter(written).map(container).collect();
    if !services.is_empty() {
        let input = docker::DockerInput { services, compose: compose(workspace)?, add: false };
        docker::outputs(&input, changes);
    }
    Ok(())
}

fn summary(workspace: &Workspace, done: &Finished, report: &mut Report) -> Result<(), Diagnostics> {
    report.line("");
    if done.resolution.is_clean() {
        report.line(&format!("This workspace is up to date with kit {VERSION}."));
        return Ok(());
    }
    let before = workspace.text(layout::LOCK)?.as_ref().and_then(lock::written_by);
    let from = before.map(|(version, _)| version.to_string()).filter(|version| version != VERSION);
    let from = from.map(|version| format!("from kit {version} ")).unwrap_or_default();
    let files: Vec<_> = done.resolution.files.iter().filter(|file| !file.is_bookkeeping()).collect();
    let said = counts(&files);
    let said = if said.is_empty() { "none changed".to_owned() } else { said.join(", ") };
    report.line(&format!("Upgrade {from}to kit {VERSION}. Files: {said}."));
    if done.wrote {
        report.line("");
        report.heading("Next");
        for file in files {
            for (line, _) in file.conflicts() {
                report.line(&format!("  Resolve the conflict at {}:{line}", file.path));
            }
        }
        report.line("  cargo check --workspace --all-targets");
        report.line("  Read what changed and commit it, kit.lock and .kit/ with it");
    }
    Ok(())
}

fn counts(files: &[&FileChange]) -> Vec<String> {
    let kinds = [
        (Kind::Create, "created"),
        (Kind::Update, "updated"),
        (Kind::Delete, "deleted"),
        (Kind::Merge, "merged"),
        (Kind::Kept, "kept as you have them"),
    ];
    let of_kind = |kind| files.iter().filter(|file| file.kind == kind).count();
    let mut counts = kinds.map(|(kind, what)| (of_kind(kind), what)).to_vec();
    let conflicts = files.iter().map(|file| file.conflicts.len()).sum();
    counts.push((conflicts, if conflicts == 1 { "conflict" } else { "conflicts" }));
    counts.retain(|(count, _)| *count > 0);
    counts.into_iter().map(|(count, what)| format!("{count} {what}")).collect()
}
