//! `kit new …`.

use std::path::Path;

use super::{
    Changed, Outcome,
    args::{Global, NewService},
    discover, finish, folder,
    generate::{manifest, next_steps},
    imports,
    report::Report,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Source},
    model::names::ServiceName,
    plan::change::ChangeSet,
    targets::{self, Manifest},
    workspace::{self, Workspace, layout},
};

pub(super) fn service(
    args: &NewService,
    global: &Global,
    report: &mut Report,
) -> Result<Outcome, Diagnostics> {
    let name = ServiceName::parse(&args.name)?;
    let workspace = discover(global, report)?;
    let dir = layout::join(&parent(&workspace, global)?, name.kebab());
    let package = args.package.as_deref().map(targets::package).transpose()?;
    check_free(&workspace, &name, &dir)?;

    let mut changes = ChangeSet::default();
    let mut members = vec![layout::PLATFORM.to_owned(), dir.clone()];
    members.retain(|member| !workspace.has_member(member));
    let manifest = Manifest { members, ..manifest(&workspace)? };
    let gitignore = workspace.text(layout::GITIGNORE)?;
    targets::ignored(gitignore.as_ref(), !workspace.has_workspace(), &mut changes);
    let from_proto = match &args.proto {
        Some(file) => {
            let here = folder(global)?;
            let text = workspace::read_file(&here.join(file))?.text;
            let file = Source::new(file.display().to_string(), text);
            let imports = imports::read(&file, &here, &name)?;
            Some(targets::of_proto(&file, &imports, &name, &dir, &mut changes)?)
        }
        None => {
            targets::skeleton(&name, &dir, &mut changes);
            None
        }
    };
    changes.amend(layout::Service::new(&*dir).cargo_toml(), String::new, package.into_iter().collect());
    targets::of_workspace(&manifest, &mut changes)?;
    let done = finish(&workspace, &changes, Changed::Keep, global, report)?;
    if !done.wrote {
        return Ok(done.outcome);
    }

    let kebab = name.kebab();
    report.line("");
    report.heading("Next");
    if let Some(service) = from_proto {
        next_steps((kebab, &dir), &service, &done.resolution, report);
        return Ok(done.outcome);
    }
    report.line(&format!("  1. Write the methods of `{}` in {dir}/src/service.rs", name.trait_name()));
    report.line(&format!("  2. kit generate service {kebab}"));
    Ok(done.outcome)
}

/// The folder for a new service, relative to the root: the current one; within a package the one beside
/// it.
fn parent(workspace: &Workspace, global: &Global) -> Result<String, Diagnostic> {
    let here = folder(global)?;
    let here = here.canonicalize().unwrap_or(here);
    let relative = here.strip_prefix(workspace.root()).unwrap_or(Path::new(""));
    let is_package = |path: &Path| {
        let dirs = workspace.packages().values();
        dirs.into_iter().any(|dir| !dir.is_empty() && path == Path::new(dir))
    };
    let package = relative.ancestors().filter(|path| is_package(path)).last();
    let parent = package.map_or(relative, |package| package.parent().unwrap_or(Path::new("")));
    Ok(parent.to_str().unwrap_or_default().to_owned())
}

fn check_free(workspace: &Workspace, name: &ServiceName, dir: &str) -> Result<(), Diagnostic> {
    check_package(workspace, name)?;
    check_platform(workspace)?;
    if workspace.exists_on_disk(dir) { Err(folder_taken(dir)) } else { Ok(()) }
}

/// A workspace has each name once.
pub(super) fn check_package(workspace: &Workspace, name: &ServiceName) -> Result<(), Diagnostic> {
    let same = |package: &str| package.replace('-', "_") == name.snake();
    match workspace.packages().iter().find(|(package, _)| same(package)) {
        Some((package, place)) => Err(taken(workspace, name, package, place)),
        None => Ok(()),
    }
}

pub(super) fn folder_taken(dir: &str) -> Diagnostic {
    let title = format!("`{dir}` exists already, and is not an empty folder");
    Diagnostic::error(title).help("choose another name, or move what is there")
}

fn taken(workspace: &Workspace, name: &ServiceName, package: &str, place: &str) -> Diagnostic {
    let place = if place.is_empty() { "the root".to_owned() } else { format!("{place}/") };
    if workspace.services().iter().any(|service| service.package == *package) {
        return Diagnostic::error(format!("the service `{package}` exists already, in {place}"))
            .help(format!("to bring it up to date: kit generate service {}", name.kebab()));
    }
    Diagnostic::error(format!("there is a package `{package}` already, in {place}"))
        .help("a cargo workspace has each package name once: choose another")
}

/// The crate that services share must be kit's own.
fn check_platform(workspace: &Workspace) -> Result<(), Diagnostic> {
    let help = "kit needs the name for the crate that services share: rename yours";
    match workspace.packages().get(layout::PLATFORM) {
        Some(place) if place != layout::PLATFORM => {
            let title = format!("there is a package `{}` already, in {place}/", layout::PLATFORM);
            return Err(Diagnostic::error(title).help(help));
        }
        _ => {}
    }
    let manifest = layout::platform(layout::CARGO_TOML);
    let ours = workspace.lock()?.contains(&manifest)
        || workspace.text(&manifest)?.is_some_and(|source| targets::is_generated(&source.text));
    if workspace.exists_on_disk(layout::PLATFORM) && !ours {
        let title = format!("there is a folder `{}` that kit did not make", layout::PLATFORM);
        return Err(Diagnostic::error(title).help(help));
    }
    Ok(())
}
