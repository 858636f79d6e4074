//! `[dependencies]` of a service's Cargo.toml, with what the workspace's says of them.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{Item, TableLike};

use super::{
    ServiceEntry, layout,
    manifest::Manifest,
    members::{Member, normal},
    read::Reader,
};
use crate::diagnostic::Diagnostic;

/// A crate that a service depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependency {
    pub features: BTreeSet<String>,
    /// The folder that it is in, relative to the root.
    pub dir: Option<String>,
}

/// The dependencies of the package in the folder `dir`, by the names that code has for them.
pub fn read(dir: &str, manifest: &Manifest, root: Option<&Manifest>) -> BTreeMap<String, Dependency> {
    let shared = root.and_then(|root| table(root.root().get("workspace")?.get("dependencies")));
    let own = table(manifest.root().get("dependencies"));
    let mut all = BTreeMap::new();
    for (name, item) in own.into_iter().flat_map(|table| table.iter()) {
        let mut found = one(item, dir);
        let is_shared = get(item, "workspace").and_then(Item::as_bool) == Some(true);
        if let Some(item) = shared.and_then(|shared| shared.get(name)).filter(|_| is_shared) {
            let more = one(item, "");
            found.features.extend(more.features);
            found.dir = more.dir;
        }
        all.insert(name.replace('-', "_"), found);
    }
    all
}

/// Adds the sources of the members that a service depends on: its types may be there.
pub(super) fn add_sources(
    reader: &mut Reader,
    entry: &ServiceEntry,
    members: &[Member],
    root: Option<&Manifest>,
) -> Result<(), Diagnostic> {
    let Some(own) = members.iter().find(|member| member.dir == entry.dir) else { return Ok(()) };
    for dir in read(&entry.dir, &own.manifest, root).into_values().filter_map(|found| found.dir) {
        if members.iter().any(|member| member.dir == dir) && !dir.starts_with("..") {
            reader.tree(&layout::Service::new(&dir).src(), |path| path.ends_with(".rs"))?;
        }
    }
    Ok(())
}

fn one(item: &Item, from: &str) -> Dependency {
    let features = get(item, "features").and_then(Item::as_array).into_iter().flatten();
    let path = get(item, "path").and_then(Item::as_str);
    Dependency {
        features: features.filter_map(|feature| feature.as_str()).map(str::to_owned).collect(),
        dir: path.map(|path| normal(&layout::join(from, path))),
    }
}

fn table(item: Option<&Item>) -> Option<&dyn TableLike> {
    item?.as_table_like()
}

fn get<'a>(item: &'a Item, key: &str) -> Option<&'a Item> {
    item.as_table_like()?.get(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;

    #[test]
    fn a_dependency_has_the_features_of_both_manifests() {
        let own = "[dependencies]\nuuid = { version = \"1\", features = [\"v4\"] }\nurl = \"2\"\n\
            my-types = { path = \"../types\" }\nchrono = { workspace = true, features = [\"clock\"] }\n\
            shared.workspace = true\n";
        let root = "[workspace.dependencies]\nchrono = { version = \"0.4\", features = [\"serde\"] }\n\
            shared = { path = \"libs/shared\" }\nuuid = { version = \"1\", features = [\"serde\"] }\n";
        let manifest = |name: &str, text: &str| Manifest::parse(Source::new(name, text)).unwrap();
        let all = read("a/b", &manifest("a/b/Cargo.toml", own), Some(&manifest("Cargo.toml", root)));
        let features = |name: &str| all[name].features.iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!(features("uuid"), ["v4"]);
        assert_eq!(features("chrono"), ["clock", "serde"]);
        assert_eq!(all["url"], Dependency::default());
        assert_eq!(all["my_types"].dir.as_deref(), Some("a/types"));
        assert_eq!(all["shared"].dir.as_deref(), Some("libs/shared"));
    }
}
