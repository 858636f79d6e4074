//! Which services a service depends on: the crates whose trait it calls.

use toml_edit::{Item, TableLike};

use super::{ServiceEntry, Workspace, layout, members::normal};

impl Workspace {
    /// The services that one has as path dependencies, of its own or of the workspace's; what only its
    /// tests use does not count. Sorted by folder.
    pub fn dependencies(&self, entry: &ServiceEntry) -> Vec<&ServiceEntry> {
        let dirs = self.dependency_dirs(entry);
        let services = self.services().iter();
        services.filter(|other| other.dir != entry.dir && dirs.contains(&other.dir)).collect()
    }

    fn dependency_dirs(&self, entry: &ServiceEntry) -> Vec<String> {
        let path = layout::Service::new(&entry.dir).cargo_toml();
        let Some(manifest) = self.manifest(&path).and_then(|found| found.root().as_table()) else {
            return Vec::new();
        };
        let shared = self
            .manifest(layout::CARGO_TOML)
            .and_then(|root| root.workspace()?.get("dependencies")?.as_table_like());
        let found = tables(manifest).flat_map(TableLike::iter);
        found.filter_map(|(name, item)| dir_of(name, item, shared, &entry.dir)).collect()
    }
}

/// `[dependencies]`, also those of single targets.
fn tables(root: &dyn TableLike) -> impl Iterator<Item = &dyn TableLike> {
    let targets = root.get("target").and_then(Item::as_table_like);
    let targets = targets.into_iter().flat_map(TableLike::iter).filter_map(|(_, item)| item.as_table_like());
    targets.chain([root]).filter_map(|place| place.get("dependencies")?.as_table_like())
}

/// The folder of a path dependency, relative to the root.
fn dir_of(name: &str, item: &Item, shared: Option<&dyn TableLike>, dir: &str) -> Option<String> {
    let table = item.as_table_like()?;
    if let Some(path) = table.get("path").and_then(Item::as_str) {
        return Some(normal(&layout::join(dir, path)));
    }
    table.get("workspace")?.as_bool().filter(|inherits| *inherits)?;
    Some(normal(shared?.get(name)?.as_table_like()?.get("path")?.as_str()?))
}
