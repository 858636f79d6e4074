//! `kit generate …`.

use std::collections::BTreeSet;

use super::{
    Changed, Outcome,
    args::{GenerateService, Global},
    curl, discover, finish, middleware, parts,
    report::Report,
    sources::{self, Sources},
};
use crate::{
    apply::{FileChange, How, Resolution, entries, merge::yaml},
    diagnostic::{Diagnostic, Diagnostics, Source},
    model::{
        self, Transport,
        names::{self, ServiceName},
        places,
    },
    plan::change::ChangeSet,
    refactor::{self, Edits},
    targets::{self, Manifest, docker},
    workspace::{ServiceEntry, Workspace, layout},
};

pub(super) fn service(
    args: &GenerateService,
    global: &Global,
    report: &mut Report,
) -> Result<Outcome, Diagnostics> {
    let workspace = discover(global, report)?;
    let wanted = match &args.name {
        Some(name) => vec![find(&workspace, &ServiceName::parse(name)?)?],
        None => all(&workspace)?,
    };
    let (changes, models) = plan(&workspace, wanted, args, report)?;
    let done = finish(&workspace, &changes, Changed::Keep, global, report)?;
    if done.wrote {
        report.line("");
        report.heading("Next");
        for (entry, service) in &models {
            next_steps((&entry.package, &entry.dir), service, &done.resolution, report);
        }
    }
    Ok(done.outcome)
}

/// Services with what their traits say.
pub(super) type Models<'w> = Vec<(&'w ServiceEntry, model::Service)>;

/// What a run wants of services, and what their traits say.
pub(super) fn plan<'w>(
    workspace: &'w Workspace,
    wanted: Vec<&'w ServiceEntry>,
    args: &GenerateService,
    report: &mut Report,
) -> Result<(ChangeSet, Models<'w>), Diagnostics> {
    let mut changes = ChangeSet::default();
    let mut found = Diagnostics::default();
    let mut models = Vec::new();
    for entry in wanted {
        match one(workspace, entry, args, &mut changes, report) {
            Ok(service) => models.push((entry, service)),
            Err(more) => found.0.extend(more.0),
        }
    }
    if found.has_errors() {
        return Err(found);
    }
    targets::of_workspace(&manifest(workspace)?, &mut changes)?;
    Ok((changes, models))
}

pub(super) fn docker(global: &Global, report: &mut Report) -> Result<Outcome, Diagnostics> {
    let workspace = discover(global, report)?;
    let mut services = Vec::new();
    for entry in all(&workspace)? {
        if entry.config.transports.is_empty() {
            let title = format!("the service `{}` has no transport yet", entry.package);
            let help = format!("write its trait, then run `kit generate service {}`", entry.package);
            return Err(Diagnostic::error(title).help(help).into());
        }
        services.push(container(entry));
    }
    let input = docker::DockerInput { services, compose: compose(&workspace)?, add: true };
    let mut changes = ChangeSet::default();
    docker::outputs(&input, &mut changes);
    Ok(finish(&workspace, &changes, Changed::Keep, global, report)?.outcome)
}

pub(super) fn container(entry: &ServiceEntry) -> docker::DockerService {
    docker::DockerService {
        dir: entry.dir.clone(),
        name: entry.package.clone(),
        transports: entry.config.transports.clone(),
    }
}

/// Whether the compose file has a service's entry as this kit writes it, or as kit put it there.
pub(super) fn is_kits(
    workspace: &Workspace,
    compose: &Source,
    entry: &ServiceEntry,
    text: &str,
) -> Result<bool, Diagnostic> {
    let follows = entries::is_untouched(compose, docker::SERVICES, &entry.package, &workspace.lock()?);
    Ok(follows || docker::is_as_written(&container(entry), text))
}

/// The compose file, under whichever of its names it goes. The target sees only one that can be read.
pub(super) fn compose(workspace: &Workspace) -> Result<Option<Source>, Diagnostic> {
    let found = layout::COMPOSE.iter().find(|name| workspace.file(name).is_some());
    let source = found.map_or(Ok(None), |name| workspace.text(name))?;
    source.iter().try_for_each(|source| yaml::read(source).map(drop))?;
    Ok(source)
}

/// Brings one service up to date.
fn one(
    workspace: &Workspace,
    entry: &ServiceEntry,
    args: &GenerateService,
    changes: &mut ChangeSet,
    report: &mut Report,
) -> Result<model::Service, Diagnostics> {
    let mut transports: BTreeSet<Transport> = args.transport.iter().map(|arg| (*arg).into()).collect();
    if transports.is_empty() {
        transports = self::transports(entry);
    }
    transports.extend(entry.config.transports.iter().copied());
    let entry = with_package(entry, args.package.as_deref())?;
    if let Some(package) = &args.package {
        let path = layout::Service::new(&entry.dir).cargo_toml();
        changes.amend(path, String::new, vec![targets::package(package)?]);
    }
    let (changed, wires) = middleware::with_defaults(workspace, &entry, args.defaults, changes)?;
    let mut sources = Sources::of(workspace, &entry)?;
    let edits = served(&sources, &entry, &transports, &args.methods)?;
    sources.edit(&edits, &layout::Service::new(&entry.dir).proto_dir());
    for (path, edits) in edits {
        changes.ask(path, edits);
    }
    let service = sources::fill(workspace, &changed, &sources, &transports, changes, report)?;
    middleware::wire_into(workspace, &changed, &wires, changes)?;
    sources::bring_back_library(workspace, &changed, changes)?;
    Ok(service)
}

/// What the trait must say so that transports serve the methods that were named, and no others.
fn served(
    sources: &Sources,
    entry: &ServiceEntry,
    transports: &BTreeSet<Transport>,
    wanted: &[String],
) -> Result<Edits, Diagnostics> {
    if wanted.is_empty() {
        return Ok(Edits::new());
    }
    let name = entry.name()?;
    let service = model::parse(&sources.krate, &name, transports)?;
    let all = wanted.iter().any(|wanted| wanted == "*");
    let chosen = if all { Vec::new() } else { middleware::methods(&service, wanted)? };
    let chosen: Vec<String> = chosen.iter().map(|name| names::field_name(name).to_owned()).collect();
    Ok(refactor::local::serve_only(&places::may_be_local(&service.source, &name)?, &chosen))
}

/// A service is told its package once.
fn with_package(entry: &ServiceEntry, package: Option<&str>) -> Result<ServiceEntry, Diagnostic> {
    let mut entry = entry.clone();
    let Some(package) = package else { return Ok(entry) };
    if let Some(known) = entry.config.package.replace(package.to_owned()).filter(|known| known != package) {
        let title = format!("the package of `{}` is `{known}` already, not `{package}`", entry.package);
        let place = layout::Service::new(&entry.dir).cargo_toml();
        return Err(Diagnostic::error(title).help(format!(
            "clients know the service by it. If there are none yet, change `package` in {place} and the line in \
             the `.proto`"
        )));
    }
    Ok(entry)
}

/// The transports of a service; HTTP as long as nothing was said.
pub(super) fn transports(entry: &ServiceEntry) -> BTreeSet<Transport> {
    let chosen = &entry.config.transports;
    if chosen.is_empty() { BTreeSet::from([Transport::Http]) } else { chosen.clone() }
}

pub(super) fn manifest(workspace: &Workspace) -> Result<Manifest, Diagnostic> {
    let platform = layout::PLATFORM.to_owned();
    let members = if workspace.has_member(&platform) { Vec::new() } else { vec![platform] };
    let cargo_toml = workspace.text(layout::CARGO_TOML)?;
    let table = ["workspace", "dependencies"];
    let lock = workspace.lock()?;
    let kits = workspace.manifest(layout::CARGO_TOML).map(|found| entries::untouched(found, &table, &lock));
    let exclude_hidden = workspace.has_pattern_for(layout::HIDDEN);
    let (kits, parts) = (kits.unwrap_or_default(), parts::used(workspace));
    Ok(Manifest { cargo_toml, kits, exclude_hidden, members, parts })
}

pub(super) fn all(workspace: &Workspace) -> Result<Vec<&ServiceEntry>, Diagnostic> {
    match workspace.services() {
        [] => Err(Diagnostic::error("there is no service here")
            .help(looked_in(workspace))
            .help("make one: kit new service NAME")),
        services => Ok(services.iter().collect()),
    }
}

/// The services that are named, each once, or all.
pub(super) fn chosen<'w>(
    workspace: &'w Workspace,
    names: &[String],
) -> Result<Vec<&'w ServiceEntry>, Diagnostics> {
    let mut unknown = Diagnostics::default();
    let mut dirs = BTreeSet::new();
    for name in names {
        let name = unknown.take(ServiceName::parse(name));
        let entry = name.and_then(|name| unknown.take(find(workspace, &name)));
        dirs.extend(entry.map(|entry| &entry.dir));
    }
    if unknown.has_errors() {
        return Err(unknown);
    }
    let all = all(workspace)?.into_iter();
    Ok(all.filter(|entry| names.is_empty() || dirs.contains(&entry.dir)).collect())
}

/// Who stands in the wrong folder sees it by its name.
fn looked_in(workspace: &Workspace) -> String {
    format!("kit looked in {}; in another folder: kit --folder DIR", workspace.root().display())
}

pub(super) fn find<'a>(workspace: &'a Workspace, name: &ServiceName) -> Result<&'a ServiceEntry, Diagnostic> {
    let same = |package: &str| package.replace('-', "_") == name.snake();
    if let Some(entry) = workspace.services().iter().find(|entry| same(&entry.package)) {
        return Ok(entry);
    }
    let diagnostic = Diagnostic::error(format!("there is no service `{}` here", name.kebab()));
    if let Some((package, dir)) = workspace.packages().iter().find(|(package, _)| same(package)) {
        let title = format!("the package `{package}` is not a service of kit's");
        let why = format!("{} has no `[package.metadata.kit]`", layout::join(dir, layout::CARGO_TOML));
        return Err(Diagnostic::error(title).help(why));
    }
    let known: Vec<&str> = workspace.services().iter().map(|entry| &*entry.package).collect();
    let similar = names::similar(name.kebab(), known.iter().map(|name| (*name).to_owned()));
    let diagnostic = match (similar, &known[..]) {
        (Some(similar), _) => diagnostic.help(format!("did you mean `{similar}`?")),
        (None, []) => diagnostic.help(looked_in(workspace)),
        (None, known) => diagnostic.help(format!("the services of this workspace: {}", known.join(", "))),
    };
    Err(diagnostic.help(format!("to make it: kit new service {}", name.kebab())))
}

/// How many stubs to point at.
const SHOWN: usize = 10;

/// Of a service, by its name and its folder.
pub(super) fn next_steps(
    (package, dir): (&str, &str),
    service: &model::Service,
    done: &Resolution,
    report: &mut Report,
) {
    let layout = layout::Service::new(dir);
    let path = service
        .implementation
        .as_ref()
        .map_or_else(|| layout.service_rs(), |found| found.source.name.to_string());
    let change = done.files.iter().find(|file| file.path == path);
    let mut stubs = change.map(FileChange::edited).unwrap_or_default();
    // An attribute may have come in as well.
    stubs.retain(|edited| edited.how == How::Inserted && edited.text.contains("fn "));
    for stub in stubs.iter().take(SHOWN) {
        report.line(&format!("  Fill in the stub at {path}:{}", stub.line));
    }
    if stubs.len() > SHOWN {
        report.line(&format!("  … and {} more", stubs.len() - SHOWN));
    }
    report.line(&format!("  cargo run -p {package}"));
    let first = service.served().next().expect("a service serves something");
    if service.transports.contains(&Transport::Http) {
        report.line(&format!("  {}", curl::line(first)));
    }
    if service.transports.contains(&Transport::Grpc) {
        report.line("  grpcurl -plaintext localhost:8082 describe");
    }
}
