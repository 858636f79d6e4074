//! What a service is generated from, and what that gives.

use std::collections::BTreeSet;

use super::{report::Report, uses};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Source},
    model::{self, Crate, Dependencies, Dependency, Module, Transport, schema::Schema},
    plan::change::ChangeSet,
    refactor::{self, Edits},
    targets::{self, Input},
    threads,
    workspace::{ServiceEntry, Workspace, crates, layout},
};

/// A shorter file is read before a thread for it has begun.
const LONG: usize = 16 << 10;

/// Fills the change set for one service.
pub(super) fn fill(
    workspace: &Workspace,
    entry: &ServiceEntry,
    sources: &Sources,
    transports: &BTreeSet<Transport>,
    changes: &mut ChangeSet,
    report: &mut Report,
) -> Result<model::Service, Diagnostics> {
    let name = entry.name()?;
    report.verbose(|| {
        let names: Vec<&str> = sources.krate.modules.iter().map(|module| &*module.source.name).collect();
        format!("{} is made of {}", entry.package, names.join(", "))
    });
    let reading = format!("reading the trait of {}", entry.package);
    let service = || model::parse(&sources.krate, &name, transports);
    let schema = || sources.proto.as_ref().map(|proto| Schema::with_imports(proto, &sources.protos));
    let long = sources.proto.as_ref().is_some_and(|proto| proto.text.len() > LONG);
    let (service, schema) = report.stage(&reading, || threads::both(long, service, schema));
    let (service, schema) = (service?, schema.transpose()?);
    let layout = layout::Service::new(&entry.dir);
    let compiled = workspace.file(&layout.generated("descriptors.bin"));
    let manifest = workspace.text(&layout.cargo_toml())?;
    let root_manifest = workspace.text(layout::CARGO_TOML)?;
    layers_fit(&service, entry, manifest.as_ref())?;
    let input = Input {
        service: &service,
        middleware: &entry.config.middleware,
        dir: &entry.dir,
        manifest: manifest.as_ref(),
        root_manifest: root_manifest.as_ref(),
        schema: schema.as_ref(),
        compiled: compiled.map(|bytes| &**bytes),
        package: entry.config.package.as_deref(),
        protos: &sources.protos,
        openapi: entry.config.openapi,
    };
    let rendering = format!("rendering {}", entry.package);
    report.stage(&rendering, || targets::of_service(&input, changes))?;
    changes.notes.extend(service.notes.iter().cloned());
    Ok(service)
}

/// A layer that is meant for a method must not be lost with the method's name.
pub(super) fn layers_fit(
    service: &model::Service,
    entry: &ServiceEntry,
    manifest: Option<&Source>,
) -> Result<(), Diagnostics> {
    let mut wrong = Diagnostics::default();
    for layer in &entry.config.middleware.layers {
        let known = |name: &str| service.methods.iter().any(|method| method.name == name);
        for method in layer.methods.iter().filter(|method| !known(method)) {
            let title =
                format!("the layer `{}` is for a method that the trait does not have", layer.to_text());
            let error = Diagnostic::error(title);
            let place = manifest.and_then(|manifest| {
                let at = manifest.text.find(&layer.to_text())?;
                let at = at + layer.to_text().rfind(&**method)?;
                Some((manifest, at..at + method.len()))
            });
            let error = match place {
                Some((manifest, at)) => error.at(manifest, at, "no such method"),
                None => error,
            };
            wrong.push(error.help("change it there, and in main.rs if you have changed that file"));
        }
    }
    if wrong.has_errors() { Err(wrong) } else { Ok(()) }
}

/// main.rs and the clients of a service need its library: without src/lib.rs, or another file that
/// Cargo.toml names, there is none.
pub(super) fn bring_back_library(
    workspace: &Workspace,
    entry: &ServiceEntry,
    changes: &mut ChangeSet,
) -> Result<(), Diagnostic> {
    let layout = layout::Service::new(&entry.dir);
    let path = layout.lib_rs();
    if workspace.exists_on_disk(&path) || changes.outputs.contains_key(&path) {
        return Ok(());
    }
    let manifest = workspace.manifest(&layout.cargo_toml());
    let is_elsewhere = manifest.is_some_and(|manifest| {
        manifest.root().get("lib").is_some_and(|library| library.get("path").is_some())
    });
    if !is_elsewhere {
        targets::library(&entry.name()?, &entry.dir, &entry.config.middleware, changes);
    }
    Ok(())
}

/// What a service is generated from.
pub(super) struct Sources {
    pub krate: Crate,
    /// The `.proto` of the service, if it has one.
    pub proto: Option<Source>,
    /// Every `.proto` of the service, named as an import would.
    pub protos: Vec<Source>,
}

impl Sources {
    pub fn of(workspace: &Workspace, entry: &ServiceEntry) -> Result<Self, Diagnostics> {
        let name = entry.name()?;
        let layout = layout::Service::new(&entry.dir);
        Ok(Self {
            krate: modules(workspace, entry)?,
            proto: workspace.text(&layout.proto(&name))?,
            protos: protos(workspace, &layout)?,
        })
    }

    /// Makes edits, as if the files had been so; `protos` is the folder that imports start from.
    pub fn edit(&mut self, edits: &Edits, protos: &str) {
        self.krate = refactor::edited(&self.krate, edits);
        self.proto = self.proto.take().map(|source| uses::after(source, edits));
        for source in &mut self.protos {
            let path = layout::join(protos, &source.name);
            let edited = uses::after(Source::new(path, source.text.clone()), edits);
            source.text = edited.text;
        }
    }
}

/// The service's crate, and those of the workspace that it depends on.
pub(super) fn modules(workspace: &Workspace, entry: &ServiceEntry) -> Result<Crate, Diagnostic> {
    let mut all = Dependencies::default();
    if let Some(manifest) = workspace.manifest(&layout::Service::new(&entry.dir).cargo_toml()) {
        let root = workspace.manifest(layout::CARGO_TOML);
        for (name, found) in crates::read(&entry.dir, manifest, root) {
            let modules = match found.dir.filter(|dir| dir != layout::PLATFORM) {
                Some(dir) => files(workspace, &dir)?,
                None => Vec::new(),
            };
            all.0.insert(name, Dependency { features: found.features, modules });
        }
    }
    Ok(Crate { modules: files(workspace, &entry.dir)?, dependencies: all })
}

/// The modules of a crate, by their files; generated ones are not the user's.
fn files(workspace: &Workspace, dir: &str) -> Result<Vec<Module>, Diagnostic> {
    let layout = layout::Service::new(dir);
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
    Ok(modules)
}

/// Every `.proto` of the service, named as an import would.
pub(super) fn protos(workspace: &Workspace, layout: &layout::Service) -> Result<Vec<Source>, Diagnostic> {
    let dir = layout.proto_dir();
    let mut found = Vec::new();
    for file in workspace.files_in(&dir) {
        if let Some(source) = workspace.text(file)? {
            found.push(Source::new(&file[dir.len() + 1..], source.text));
        }
    }
    Ok(found)
}
