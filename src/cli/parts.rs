//! Which parts of `platform` a workspace has a use for.

use crate::{
    targets,
    workspace::{Workspace, layout},
};

/// Those that some Cargo.toml names, whoever wrote that there, and those that are there: somebody may
/// use them whom kit does not know.
pub(super) fn used(workspace: &Workspace) -> Vec<&'static str> {
    let packages = workspace.packages().values().filter(|dir| *dir != layout::PLATFORM);
    let dirs: Vec<&str> = packages.map(String::as_str).chain([""]).collect();
    let manifest = |dir: &&str| workspace.manifest(&layout::join(dir, layout::CARGO_TOML));
    let manifests: Vec<_> = dirs.iter().filter_map(manifest).collect();
    let parts = targets::PARTS.iter().filter(|part| {
        part.is_there(|file| workspace.file(file).is_some())
            || manifests.iter().any(|manifest| part.is_named(&manifest.source.text))
    });
    parts.map(|part| part.name).collect()
}
