//! `kit rename service`.

use super::manifests;
use crate::{
    apply::{Snapshot, entries, merge::yaml},
    cli::{
        Changed, Outcome,
        args::{Global, RenameService},
        discover, finish, generate, new, remove,
        report::Report,
        sources::{self, Sources},
        uses,
    },
    diagnostic::{Diagnostic, Diagnostics, Source},
    model::{names::ServiceName, uses::Tokens},
    plan::{
        change::{ChangeSet, Output},
        edit::{self, Edit},
    },
    refactor::{
        self, Edits,
        names::{Renamed, rename},
    },
    targets::{self, docker},
    workspace::{Dependency, Move, ServiceEntry, Workspace, layout},
};

pub(super) fn run(
    args: &RenameService,
    global: &Global,
    report: &mut Report,
) -> Result<Outcome, Diagnostics> {
    let mut workspace = discover(global, report)?;
    workspace.read_sources()?;
    let entry = generate::find(&workspace, &ServiceName::parse(&args.old)?)?.clone();
    remove::check_not_root(&entry, "rename")?;
    let old = entry.name()?;
    let new = ServiceName::parse(&args.new)?;
    let dir = new_folder(&entry, &new);
    check_new(&workspace, &entry, &new, &dir)?;
    let new = new.with_wire(&ServiceName::parse(old.wire())?);

    let mut changes = ChangeSet::default();
    let mut dependents = workspace.dependents(&entry.dir);
    let moved = (dir != entry.dir).then(|| Move { from: entry.dir.clone(), to: dir.clone() });
    let workspace = match &moved {
        Some(moved) => {
            manifests::members(&workspace, moved, &mut changes)?;
            workspace.after(moved.clone())
        }
        None => workspace,
    };
    for dependency in &mut dependents {
        if let Some(moved) = &moved {
            dependency.dir = moved.path(&dependency.dir);
            dependency.source.name = moved.path(&dependency.source.name).into();
        }
        changes.ask(&*dependency.source.name, manifests::dependency(dependency, &old, &new, moved.as_ref()));
    }

    let layout = layout::Service::new(&dir);
    let mut edits = own_sources(&workspace, &dir, &old, &new, &mut changes)?;
    edits.extend(sources_of_dependents(&workspace, &dir, &dependents, (&old, &new), &mut changes)?);
    if let Some(manifest) = workspace.text(&layout.cargo_toml())? {
        manifests::own(&manifest, &old, &new, &mut changes)?;
    }
    let mut config = entry.config.clone();
    config.wire_name = Some(ServiceName::parse(new.wire())?);
    let renamed = ServiceEntry { dir: dir.clone(), package: new.kebab().to_owned(), config };
    let mut sources = Sources::of(&workspace, &renamed)?;
    sources.edit(&edits, &layout.proto_dir());
    starters(&workspace, &renamed, &new, &mut changes);
    generate_anew(&workspace, &renamed, &sources, &mut changes, report)?;
    compose(&workspace, (&entry, &renamed), &mut changes)?;
    for (path, edits) in edits {
        changes.ask(path, edits);
    }
    Ok(finish(&workspace, &changes, Changed::Keep, global, report)?.outcome)
}

/// The folder follows the name, if it did so far.
fn new_folder(entry: &ServiceEntry, new: &ServiceName) -> String {
    let (parent, last) = entry.dir.rsplit_once('/').unwrap_or(("", &entry.dir));
    let follows = last.replace('-', "_") == entry.package.replace('-', "_");
    if follows { layout::join(parent, new.kebab()) } else { entry.dir.clone() }
}

fn check_new(
    workspace: &Workspace,
    entry: &ServiceEntry,
    new: &ServiceName,
    dir: &str,
) -> Result<(), Diagnostics> {
    if new.kebab() == entry.package {
        return Err(Diagnostic::error(format!("the service `{}` has this name already", entry.package))
            .help("give it another one")
            .into());
    }
    new::check_package(workspace, new)?;
    if dir != entry.dir && workspace.exists_on_disk(dir) {
        return Err(new::folder_taken(dir).into());
    }
    let old = entry.name()?;
    let names = [(old.trait_name(), new.trait_name()), (old.basic_name(), new.basic_name())];
    for source in uses::own_sources(workspace, &entry.dir)? {
        let Ok(tokens) = Tokens::of(&source) else { continue };
        let taken = names.iter().find(|(old, new)| old != new && tokens.defines(new));
        if let Some((_, name)) = taken {
            let place = tokens.word(name).into_iter().next().unwrap_or(0..0);
            let error = Diagnostic::error(format!("the service has a `{name}` already"));
            let error = error.at(&source, place, "renamed, the service would have a second one");
            return Err(error.help("rename this one, or choose another name for the service").into());
        }
    }
    Ok(())
}

/// Files of a service's crate that are no part of its library: they call it by its name.
fn is_outside(path: &str) -> bool {
    let own = path.rsplit_once("/src/").map(|(_, own)| own);
    own.is_none_or(|own| own == "main.rs" || own.starts_with("bin/"))
}

fn own_sources(
    workspace: &Workspace,
    dir: &str,
    old: &ServiceName,
    new: &ServiceName,
    changes: &mut ChangeSet,
) -> Result<Edits, Diagnostic> {
    let files = uses::own_sources(workspace, dir)?;
    let sources = refactor::names::Sources { files: &files, outside: is_outside };
    let mut renamed = rename(&sources, old, new, true);
    // An upgrade then sees the rename on both sides.
    let bases = bases(workspace, &files)?;
    let sources = refactor::names::Sources { files: &bases, outside: is_outside };
    let of_bases = rename(&sources, old, new, true);
    tell(&files, &renamed, changes);
    let still: Vec<_> = files
        .iter()
        .map(|source| uses::after(source.clone(), &renamed.edits))
        .flat_map(|source| {
            let found: Vec<usize> = source.text.match_indices(&old.trait_name()).map(|(at, _)| at).collect();
            found.into_iter().map(move |at| (source.clone(), at..at + old.trait_name().len()))
        })
        .collect();
    if old.trait_name() != new.trait_name() && !new.trait_name().contains(&old.trait_name()) {
        let title = format!("`{}` is still named in comments or strings", old.trait_name());
        changes.notes.extend(uses::list(title, "kit changes code only", &still));
    }
    renamed.edits.extend(of_bases.edits);
    Ok(renamed.edits)
}

/// The bases of those files that are starters.
fn bases(workspace: &Workspace, files: &[Source]) -> Result<Vec<Source>, Diagnostic> {
    let found = files.iter().map(|source| workspace.text(&workspace.base(&source.name)));
    Ok(found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

fn sources_of_dependents(
    workspace: &Workspace,
    dir: &str,
    dependents: &[Dependency],
    (old, new): (&ServiceName, &ServiceName),
    changes: &mut ChangeSet,
) -> Result<Edits, Diagnostic> {
    let mut edits = Edits::new();
    let mut dirs: Vec<&Dependency> = dependents.iter().filter(|found| found.package.is_some()).collect();
    dirs.sort_by(|a, b| a.dir.cmp(&b.dir));
    dirs.dedup_by(|a, b| a.dir == b.dir);
    for found in dirs.into_iter().filter(|found| found.dir != dir) {
        let files = uses::own_sources(workspace, &found.dir)?;
        // One that calls the crate something else goes on doing so.
        let outside = if manifests::is_by_name(found, old) { |_: &str| true } else { |_: &str| false };
        let renamed = rename(&refactor::names::Sources { files: &files, outside }, old, new, false);
        tell(&files, &renamed, changes);
        edits.extend(renamed.edits);
    }
    Ok(edits)
}

/// Says what was not renamed.
fn tell(files: &[Source], renamed: &Renamed, changes: &mut ChangeSet) {
    for name in &renamed.ambiguous {
        let places: Vec<_> = files
            .iter()
            .map(|source| uses::after(source.clone(), &renamed.edits))
            .filter_map(|source| {
                let spans = Tokens::of(&source).ok()?.word(name);
                Some(spans.into_iter().map(move |span| (source.clone(), span)).collect::<Vec<_>>())
            })
            .flatten()
            .collect();
        let title = format!("`{name}` has a meaning of its own here, and was not renamed");
        changes.notes.extend(uses::list(title, "if this is the service's, change it", &places));
    }
    changes.notes.extend(renamed.broken.iter().cloned().map(uses::unread));
}

/// lib.rs and the Dockerfile, where nobody edited them.
fn starters(workspace: &Workspace, entry: &ServiceEntry, name: &ServiceName, changes: &mut ChangeSet) {
    let layout = layout::Service::new(&entry.dir);
    if workspace.file(&layout.lib_rs()).is_some() {
        targets::library(name, &entry.dir, &entry.config.middleware, changes);
    }
    if workspace.file(&layout.dockerfile()).is_some() {
        changes.insert(layout.dockerfile(), Output::Starter(docker::dockerfile(&generate::container(entry))));
    }
}

/// A service whose trait is still empty has nothing to generate but its root.
fn generate_anew(
    workspace: &Workspace,
    entry: &ServiceEntry,
    sources: &Sources,
    changes: &mut ChangeSet,
    report: &mut Report,
) -> Result<(), Diagnostics> {
    if entry.config.transports.is_empty() {
        let mut new = ChangeSet::default();
        targets::skeleton(&entry.name()?, &entry.dir, &mut new);
        let root = layout::Service::new(&entry.dir).generated("mod.rs");
        changes.outputs.extend(new.outputs.remove_entry(&root));
        return Ok(());
    }
    sources::fill(workspace, entry, sources, &entry.config.transports, changes, report)?;
    targets::of_workspace(&generate::manifest(workspace)?, changes)
}

/// The entry of the compose file gets the new name, if it is as kit wrote it.
fn compose(
    workspace: &Workspace,
    (old, new): (&ServiceEntry, &ServiceEntry),
    changes: &mut ChangeSet,
) -> Result<(), Diagnostic> {
    let Some(source) = generate::compose(workspace)? else { return Ok(()) };
    let Some(found) = yaml::remove::entry(&source, "services", &old.package) else { return Ok(()) };
    let waiting = docker::waiting_for(&source, &old.package);
    let (from, to) = (generate::container(old), generate::container(new));
    let is_kits = generate::is_kits(workspace, &source, old, &found.text)?;
    if !waiting.is_empty() || !is_kits {
        let why = if waiting.is_empty() {
            "not as kit wrote it".to_owned()
        } else {
            format!("{} depends on it", waiting.join(", "))
        };
        let key = found.span.start..found.span.start + old.package.len();
        let title = format!("{} still has the service `{}`", source.name, old.package);
        let note = Diagnostic::warning(title).at(&source, key, why);
        changes.notes.push(note.help("rename it there, and what names its image and its address"));
        return Ok(());
    }
    let text = &source.text[found.span.clone()];
    let mut edits = vec![Edit::replace(
        found.span.start..found.span.start + text.find(':').unwrap_or(0),
        docker::key(&to),
    )];
    for (before, after) in docker::named_in_entry(&from).into_iter().zip(docker::named_in_entry(&to)) {
        edits.extend(text.match_indices(&before).map(|(at, _)| {
            let at = found.span.start + at;
            Edit::replace(at..at + before.len(), after.clone())
        }));
    }
    let edited = Source::new(source.name.clone(), edit::apply(&source.text, &edits));
    if entries::is_untouched(&source, docker::SERVICES, &old.package, &workspace.lock()?) {
        // It goes on following kit.
        let renamed = yaml::remove::entry(&edited, docker::SERVICES, &new.package);
        let want = renamed.map(|found| docker::entry_of_service(&new.package, found.text));
        changes.amend(&*source.name, String::new, want.into_iter().collect());
    }
    changes.ask(&*source.name, edits);
    Ok(())
}
