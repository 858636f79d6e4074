//! `kit remove service`.

use crate::{
    apply::merge::{self, toml, yaml},
    cli::{
        Changed, Outcome,
        args::{Global, RemoveService},
        discover, finish, generate,
        report::Report,
        uses,
    },
    diagnostic::{Diagnostic, Diagnostics, Source},
    model::names::ServiceName,
    plan::{
        change::{Asked, ChangeSet, Output, TomlWant, Want},
        edit,
    },
    targets::{self, docker},
    workspace::{Dependency, ServiceEntry, Workspace, layout},
};

pub(super) fn run(
    args: &RemoveService,
    global: &Global,
    report: &mut Report,
) -> Result<Outcome, Diagnostics> {
    let workspace = discover(global, report)?;
    let entry = generate::find(&workspace, &ServiceName::parse(&args.service)?)?;
    check_not_root(entry, "remove")?;
    let mut changes = ChangeSet::default();
    let dependencies = workspace.dependents(&entry.dir);
    let (of_workspace, of_members): (Vec<_>, Vec<_>) =
        dependencies.into_iter().partition(|dependency| dependency.package.is_none());
    if let Some(found) = depended_on(entry, &of_members, global.force) {
        if !global.force {
            return Err(found.into());
        }
        changes.notes.push(found);
    }
    let stays = files(&workspace, entry, &mut changes)?;
    root_manifest(&workspace, entry, &of_workspace, !stays.is_empty(), &mut changes)?;
    compose(&workspace, entry, &mut changes)?;
    let done = finish(&workspace, &changes, Changed::Keep, global, report)?;
    if done.wrote && !stays.is_empty() {
        report.line("");
        report.heading("Next");
        report.line("  These are yours and stay; move what you need:");
        stays.iter().for_each(|path| report.line(&format!("    {path}")));
        report.line(&format!("  rm -r {}", entry.dir));
    }
    Ok(done.outcome)
}

pub(in crate::cli) fn check_not_root(entry: &ServiceEntry, verb: &str) -> Result<(), Diagnostic> {
    if !entry.dir.is_empty() {
        return Ok(());
    }
    let title = format!("the service `{}` is the root package of the workspace", entry.package);
    Err(Diagnostic::error(title).help(format!("kit can only {verb} a service that has a folder of its own")))
}

/// Says which packages would not build any more.
fn depended_on(entry: &ServiceEntry, found: &[Dependency], force: bool) -> Option<Diagnostic> {
    let found: Vec<&Dependency> =
        found.iter().filter(|dependency| dependency.package.as_ref() != Some(&entry.package)).collect();
    let packages = found.iter().filter_map(|dependency| dependency.package.as_deref());
    let mut packages: Vec<String> = packages.map(|package| format!("`{package}`")).collect();
    packages.dedup();
    let verb = if packages.len() == 1 { "depends" } else { "depend" };
    let title = format!("{} {verb} on the service `{}`", packages.join(", "), entry.package);
    let places: Vec<_> =
        found.iter().map(|dependency| (dependency.source.clone(), dependency.key_span.clone())).collect();
    let note = uses::list(title, "without it this does not build", &places)?;
    Some(match force {
        true => note.help("remove these lines, and what uses them"),
        false => Diagnostic { warning: false, ..note }
            .help("remove these lines first, and what uses them; or run again with `--force`"),
    })
}

/// Decides about every file of the service's folder; returns those that stay.
fn files(
    workspace: &Workspace,
    entry: &ServiceEntry,
    changes: &mut ChangeSet,
) -> Result<Vec<String>, Diagnostics> {
    let name = entry.name()?;
    let lock = workspace.lock()?;
    let layout = layout::Service::new(&entry.dir);
    let mut new = ChangeSet::default();
    targets::skeleton(&name, &entry.dir, &mut new);
    let mut stays = Vec::new();
    for path in workspace.files_on_disk(&entry.dir)? {
        let bytes = workspace.file(&path);
        let known = lock.contains(&path);
        let untouched = bytes.is_some_and(|bytes| lock.matches(&path, bytes) || is_new(&new, &path, bytes));
        if path == layout.cargo_toml() {
            // Without its manifest the folder is no package, whatever `members` matches.
            let backup = !untouched && !is_as_written(workspace, entry, &name, &path)?;
            if backup {
                stays.push(format!("{path}.orig"));
            }
            changes.asked.insert(path, Asked::Delete { backup });
        } else if untouched {
            changes.asked.insert(path, Asked::Delete { backup: false });
        } else {
            if known {
                changes.asked.insert(path.clone(), Asked::Leave);
            }
            stays.push(path);
        }
    }
    let inside = |path: &&str| path.strip_prefix(&*entry.dir).is_some_and(|rest| rest.starts_with('/'));
    for path in lock.paths().filter(inside) {
        // One that somebody has deleted already.
        changes.asked.entry(path.to_owned()).or_insert(Asked::Leave);
    }
    Ok(stays)
}

/// Whether a file is as `kit new service` made it.
fn is_new(new: &ChangeSet, path: &str, bytes: &[u8]) -> bool {
    match new.outputs.get(path) {
        Some(Output::Amended { initial, .. }) => initial.as_bytes() == bytes,
        _ => false,
    }
}

/// Whether the manifest says what kit wrote into it and nothing else, whatever kit remembers there.
fn is_as_written(
    workspace: &Workspace,
    entry: &ServiceEntry,
    name: &ServiceName,
    path: &str,
) -> Result<bool, Diagnostic> {
    let Some(source) = workspace.text(path)? else { return Ok(true) };
    let (initial, wants) = targets::cargo_toml(name, entry.config.transports.iter().copied());
    let written = merge::Text::for_wants(Source::new(path, initial), &wants)?;
    let insertions = merge::insertions(&written, &wants)?;
    let written = Source::new(path, edit::insert(&written.source().text, &insertions));
    Ok(toml::says::same_but(&["package", "metadata", "kit"], &source, &written))
}

/// Takes the service out of the workspace's Cargo.toml.
fn root_manifest(
    workspace: &Workspace,
    entry: &ServiceEntry,
    of_workspace: &[Dependency],
    stays: bool,
    changes: &mut ChangeSet,
) -> Result<(), Diagnostic> {
    let Some(source) = workspace.text(layout::CARGO_TOML)? else { return Ok(()) };
    let table = vec!["workspace".to_owned()];
    for key in ["members", "default-members"] {
        let listed = workspace.listed(key, &entry.dir);
        changes.ask(layout::CARGO_TOML, toml::remove::without_elements(&source, &table, key, &listed)?);
    }
    for dependency in of_workspace {
        let edits = toml::remove::without_key(&source, &dependency.table, &dependency.key)?;
        changes.ask(layout::CARGO_TOML, edits);
    }
    // Cargo wants a package in every folder that a pattern of `members` matches.
    let no_packages = stays.then_some(&*entry.dir).into_iter().chain([layout::HIDDEN]);
    for dir in no_packages.filter(|dir| workspace.has_pattern_for(dir)) {
        let (table, key) = (table.clone(), "exclude".to_owned());
        let want = TomlWant::Element { table, key, element: dir.to_owned() };
        changes.amend(layout::CARGO_TOML, String::new, vec![Want::Toml(want)]);
    }
    Ok(())
}

/// Takes the service out of the compose file, if its entry there is as kit wrote it.
fn compose(workspace: &Workspace, entry: &ServiceEntry, changes: &mut ChangeSet) -> Result<(), Diagnostic> {
    let Some(source) = generate::compose(workspace)? else { return Ok(()) };
    let Some(found) = yaml::remove::entry(&source, "services", &entry.package) else { return Ok(()) };
    let note = |why: &str| {
        let title = format!("{} still has the service `{}`", source.name, entry.package);
        let end =
            found.span.start + source.text[found.span.clone()].find(['\n', '\r']).unwrap_or(found.span.len());
        Diagnostic::warning(title).at(&source, found.span.start..end, why).help("remove it there")
    };
    let waiting = docker::waiting_for(&source, &entry.package);
    if !waiting.is_empty() {
        changes.notes.push(note(&format!("{} depends on it", waiting.join(", "))));
    } else if !generate::is_kits(workspace, &source, entry, &found.text)? {
        changes.notes.push(note("not as kit wrote it"));
    } else {
        let edit = yaml::remove::without(&source, "services", &entry.package, &found)?;
        changes.ask(&*source.name, vec![edit]);
    }
    Ok(())
}
