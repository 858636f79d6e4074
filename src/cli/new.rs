//! `kit new …`.

use super::{
    Outcome,
    args::{Global, NewService},
    discover, finish, folder,
    report::Report,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::names::ServiceName,
    plan::change::ChangeSet,
    targets::{self, Manifest},
    workspace::{Workspace, layout},
};

pub(super) fn service(
    args: &NewService,
    global: &Global,
    report: &mut Report,
) -> Result<Outcome, Diagnostics> {
    let name = ServiceName::parse(&args.name)?;
    let workspace = discover(global, report)?;
    let dir = layout::join(&parent(&workspace, global)?, name.kebab());
    check_free(&workspace, &name, &dir)?;

    let mut changes = ChangeSet::default();
    let mut members = vec![layout::PLATFORM.to_owned(), dir.clone()];
    members.retain(|member| !workspace.has_member(member));
    let gitignore = workspace.text(layout::GITIGNORE)?;
    targets::of_workspace(&Manifest { new: !workspace.has_workspace(), gitignore, members }, &mut changes);
    targets::skeleton(&name, &dir, &mut changes);
    let done = finish(&workspace, &changes, global, report)?;
    if !done.wrote {
        return Ok(done.outcome);
    }

    let kebab = name.kebab();
    report.line("");
    report.heading("Next");
    report.line(&format!("  1. Write the methods of `{}` in {dir}/src/service.rs", name.trait_name()));
    report.line(&format!("  2. kit generate service {kebab}"));
    Ok(done.outcome)
}

/// The folder for a new service, relative to the root: the current one, unless that is a package.
fn parent(workspace: &Workspace, global: &Global) -> Result<String, Diagnostic> {
    let here = folder(global)?;
    let here = here.canonicalize().unwrap_or(here);
    let relative =
        here.strip_prefix(workspace.root()).ok().and_then(|path| path.to_str()).unwrap_or_default();
    let in_package = workspace
        .packages()
        .values()
        .any(|dir| !dir.is_empty() && here.starts_with(workspace.root().join(dir)));
    Ok(if in_package { String::new() } else { relative.to_owned() })
}

fn check_free(workspace: &Workspace, name: &ServiceName, dir: &str) -> Result<(), Diagnostic> {
    let same = |package: &str| package.replace('-', "_") == name.snake();
    if let Some((package, taken)) = workspace.packages().iter().find(|(package, _)| same(package)) {
        let service = workspace.services().iter().any(|service| service.package == *package);
        let help = if service {
            format!("it is a service already; `kit generate service {}` brings it up to date", name.kebab())
        } else {
            "a cargo workspace has each package name once: choose another".to_owned()
        };
        let place = if taken.is_empty() { "the workspace's root" } else { taken };
        return Err(
            Diagnostic::error(format!("there is a package `{package}` in {place} already")).help(help)
        );
    }
    if workspace.exists_on_disk(dir) {
        let title = format!("the folder {dir} is not empty");
        return Err(Diagnostic::error(title).help("choose another name, or move what is there"));
    }
    Ok(())
}
