//! What the model and the targets read of a service, as sources of the snapshot.

use crate::{
    diagnostic::{Diagnostic, Source},
    model::{Crate, Dependencies, Dependency, Module},
    workspace::{ServiceEntry, Workspace, dependencies, layout},
};

/// The service's crate, and those of the workspace that it depends on.
pub(super) fn of_crate(workspace: &Workspace, entry: &ServiceEntry) -> Result<Crate, Diagnostic> {
    let layout = layout::Service::new(&entry.dir);
    let mut all = Dependencies::default();
    if let Some(manifest) = workspace.text(&layout.cargo_toml())? {
        let root = workspace.text(layout::CARGO_TOML)?;
        for (name, found) in dependencies::read(&entry.dir, &manifest, root.as_ref())? {
            let modules = match found.dir.filter(|dir| dir != layout::PLATFORM) {
                Some(dir) => modules(workspace, &dir)?,
                None => Vec::new(),
            };
            all.0.insert(name, Dependency { features: found.features, modules });
        }
    }
    Ok(Crate { modules: modules(workspace, &entry.dir)?, dependencies: all })
}

/// The modules of a crate, by their files; generated ones are not the user's.
fn modules(workspace: &Workspace, dir: &str) -> Result<Vec<Module>, Diagnostic> {
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
