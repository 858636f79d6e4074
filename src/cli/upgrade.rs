//! `kit upgrade`: what kit writes, as this kit writes it. What the user changed in it is kept.

use super::{
    Changed, Finished, Outcome,
    args::{GenerateService, Global, Upgrade},
    discover, finish,
    generate::{all, compose, container, find, manifest, one},
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
    let mut changes = ChangeSet::default();
    let mut found = Diagnostics::default();
    for entry in &wanted {
        if let Err(more) = service(&workspace, entry, &mut changes) {
            found.0.extend(more.0);
        }
    }
    if found.has_errors() {
        return Err(found);
    }
    targets::of_workspace(&manifest(&workspace, true)?, &mut changes)?;
    containers(&workspace, &wanted, &mut changes)?;
    let done = finish(&workspace, &changes, Changed::Merge, global, report)?;
    summary(&workspace, &done, report)?;
    Ok(done.outcome)
}

fn service(workspace: &Workspace, entry: &ServiceEntry, changes: &mut ChangeSet) -> Result<(), Diagnostics> {
    let name = ServiceName::parse(&entry.package)?;
    if entry.config.transports.is_empty() {
        // Its trait is still empty.
        targets::skeleton(&name, &entry.dir, changes);
        return Ok(());
    }
    one(workspace, entry, &GenerateService::default(), changes)?;
    if workspace.file(&layout::Service::new(&entry.dir).lib_rs()).is_some() {
        targets::library(&name, &entry.dir, changes);
    }
    Ok(())
}

/// Of the files for Docker those that kit wrote and that are still there.
fn containers(
    workspace: &Workspace,
    wanted: &[&ServiceEntry],
    changes: &mut ChangeSet,
) -> Result<(), Diagnostics> {
    let lock = workspace.lock()?;
    let written = |entry: &&&ServiceEntry| {
        let dockerfile = layout::Service::new(&entry.dir).dockerfile();
        lock.contains(&dockerfile) && workspace.file(&dockerfile).is_some()
    };
    let services: Vec<_> = wanted.iter().filter(written).map(|entry| container(entry)).collect();
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
