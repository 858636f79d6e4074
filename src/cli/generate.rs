//! `kit generate …`.

use std::collections::BTreeSet;

use super::{
    Changed, Outcome,
    args::{GenerateService, Global},
    curl, discover, finish,
    report::Report,
};
use crate::{
    apply::{FileChange, Resolution, entries, merge::yaml},
    diagnostic::{Diagnostic, Diagnostics, Source},
    model::{
        self, Crate, Module, Transport,
        names::{self, ServiceName},
        schema::Schema,
    },
    plan::change::ChangeSet,
    targets::{self, Input, Manifest, docker},
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
            next_steps(entry, service, &done.resolution, report);
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

/// The compose file, under whichever of its names it goes. The target sees only one that can be read.
pub(super) fn compose(workspace: &Workspace) -> Result<Option<Source>, Diagnostic> {
    let found = layout::COMPOSE.iter().find(|name| workspace.file(name).is_some());
    let source = found.map_or(Ok(None), |name| workspace.text(name))?;
    source.iter().try_for_each(|source| yaml::read(source).map(drop))?;
    Ok(source)
}

/// Fills the change set for one service.
fn one(
    workspace: &Workspace,
    entry: &ServiceEntry,
    args: &GenerateService,
    changes: &mut ChangeSet,
    report: &mut Report,
) -> Result<model::Service, Diagnostics> {
    let name = ServiceName::parse(&entry.package)?;
    let mut transports: BTreeSet<Transport> = args.transport.iter().map(|arg| (*arg).into()).collect();
    transports.extend(entry.config.transports.iter().copied());
    if transports.is_empty() {
        transports.insert(Transport::Http);
    }
    let modules = modules(workspace, entry)?;
    report.verbose(|| {
        let names: Vec<&str> = modules.modules.iter().map(|module| &*module.source.name).collect();
        format!("{} is made of {}", entry.package, names.join(", "))
    });
    let reading = format!("reading the trait of {}", entry.package);
    let service = report.stage(&reading, || model::parse(&modules, &name, &transports))?;
    let layout = layout::Service::new(&entry.dir);
    let schema = workspace.text(&layout.proto(&name))?.map(|source| Schema::parse(&source)).transpose()?;
    let protos = protos(workspace, &layout)?;
    let compiled = workspace.file(&layout.generated("descriptors.bin"));
    let manifest = workspace.text(&layout.cargo_toml())?;
    let root_manifest = workspace.text(layout::CARGO_TOML)?;
    let input = Input {
        service: &service,
        dir: &entry.dir,
        manifest: manifest.as_ref(),
        root_manifest: root_manifest.as_ref(),
        schema: schema.as_ref(),
        compiled,
        protos: &protos,
    };
    let rendering = format!("rendering {}", entry.package);
    report.stage(&rendering, || targets::of_service(&input, changes))?;
    changes.notes.extend(service.notes.iter().cloned());
    Ok(service)
}

/// The modules of the service's crate, by their files; generated ones are not the user's.
pub(super) fn modules(workspace: &Workspace, entry: &ServiceEntry) -> Result<Crate, Diagnostic> {
    let layout = layout::Service::new(&entry.dir);
    let prefix = format!("{}/", layout.src());
    let generated = format!("{}/", layout.generated_dir());
    let mut modules = Vec::new();
    for file in workspace
        .files_in(&layout.src())
        .filter(|file| file.ends_with(".rs") && !file.starts_with(&generated))
    {
        let stem = file.strip_prefix(&prefix).and_then(|file| file.strip_suffix(".rs")).unwrap_or(file);
        let stem = stem.strip_suffix("/mod").unwrap_or(stem);
        if stem == "main" || stem.starts_with("bin/") {
            continue;
        }
        let path = if stem == "lib" { Vec::new() } else { stem.split('/').map(str::to_owned).collect() };
        modules.extend(workspace.text(file)?.map(|source| Module { path, source }));
    }
    Ok(Crate { modules })
}

/// Every `.proto` of the service, named as an import would.
fn protos(workspace: &Workspace, layout: &layout::Service) -> Result<Vec<Source>, Diagnostic> {
    let dir = layout.proto_dir();
    let mut found = Vec::new();
    for file in workspace.files_in(&dir) {
        if let Some(source) = workspace.text(file)? {
            found.push(Source::new(&file[dir.len() + 1..], source.text));
        }
    }
    Ok(found)
}

pub(super) fn manifest(workspace: &Workspace) -> Result<Manifest, Diagnostic> {
    let platform = layout::PLATFORM.to_owned();
    let members = if workspace.has_member(&platform) { Vec::new() } else { vec![platform] };
    let cargo_toml = workspace.text(layout::CARGO_TOML)?;
    let table = ["workspace", "dependencies"];
    let lock = workspace.lock()?;
    let kits = cargo_toml.as_ref().map(|source| entries::untouched(source, &table, &lock)).transpose()?;
    Ok(Manifest { cargo_toml, kits: kits.unwrap_or_default(), members })
}

pub(super) fn all(workspace: &Workspace) -> Result<Vec<&ServiceEntry>, Diagnostic> {
    match workspace.services() {
        [] => Err(Diagnostic::error("there is no service here").help("make one: kit new service NAME")),
        services => Ok(services.iter().collect()),
    }
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
        (None, []) => diagnostic,
        (None, known) => diagnostic.help(format!("the services of this workspace: {}", known.join(", "))),
    };
    Err(diagnostic.help(format!("to make it: kit new service {}", name.kebab())))
}

/// How many stubs to point at.
const SHOWN: usize = 10;

fn next_steps(entry: &ServiceEntry, service: &model::Service, done: &Resolution, report: &mut Report) {
    let (package, layout) = (&entry.package, layout::Service::new(&entry.dir));
    let path =
        service.implementation.as_ref().map_or_else(|| layout.service_rs(), |source| source.name.to_string());
    let change = done.files.iter().find(|file| file.path == path);
    let stubs = change.map(FileChange::inserted).unwrap_or_default();
    for (line, _) in stubs.iter().take(SHOWN) {
        report.line(&format!("  Fill in the stub at {path}:{line}"));
    }
    if stubs.len() > SHOWN {
        report.line(&format!("  … and {} more", stubs.len() - SHOWN));
    }
    report.line(&format!("  cargo run -p {package}"));
    let first = &service.methods[0];
    if service.transports.contains(&Transport::Http) {
        report.line(&format!("  {}", curl::line(first)));
    }
    if service.transports.contains(&Transport::Grpc) {
        report.line("  grpcurl -plaintext localhost:8082 describe");
    }
}
