//! Which packages of the workspace depend on another one, and where their manifests say so.

use std::ops::Range;

use toml_edit::{Item, TableLike};

use super::{Workspace, layout, members::normal};
use crate::diagnostic::Source;

/// An entry of a table of dependencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The manifest that it is in.
    pub source: Source,
    /// The package of the manifest; `None` for an entry of `[workspace.dependencies]`.
    pub package: Option<String>,
    /// The folder of the manifest.
    pub dir: String,
    /// The path of keys to the table.
    pub table: Vec<String>,
    pub key: String,
    pub key_span: Range<usize>,
    /// Of the string behind `path`, quotes included, if it has one.
    pub path_span: Option<Range<usize>>,
    /// Of the string behind `package`, quotes included: then the key is only what the crate calls it.
    pub package_span: Option<Range<usize>>,
}

const TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

impl Workspace {
    /// The strings of a list of `[workspace]`, such as `members`, that name a folder, as they are written.
    pub fn listed(&self, key: &str, dir: &str) -> Vec<String> {
        let Some(manifest) = self.manifest(layout::CARGO_TOML) else { return Vec::new() };
        let list = manifest.workspace().and_then(|table| table.get(key)?.as_array());
        let strings = list.into_iter().flatten().filter_map(|value| value.as_str());
        strings.filter(|string| normal(string) == dir).map(str::to_owned).collect()
    }

    /// The entries that name the package in the folder `dir`: that of the workspace first, then those
    /// of each member.
    pub fn dependents(&self, dir: &str) -> Vec<Dependency> {
        let mut found = Vec::new();
        if let Some(manifest) = self.manifest(layout::CARGO_TOML) {
            let table = manifest.root().get("workspace").and_then(|item| item.get("dependencies"));
            let place =
                Place { source: &manifest.source, package: None, dir: "", target: dir, inherited: &[] };
            place.search(table, &["workspace", "dependencies"], &mut found);
        }
        let inherited: Vec<String> = found.iter().map(|entry| entry.key.clone()).collect();
        for (package, member) in self.packages() {
            let Some(manifest) = self.manifest(&layout::join(member, layout::CARGO_TOML)) else { continue };
            let root = manifest.root();
            let place = Place {
                source: &manifest.source,
                package: Some(package),
                dir: member,
                target: dir,
                inherited: &inherited,
            };
            for table in TABLES {
                place.search(root.get(table), &[table], &mut found);
            }
            let targets = root.get("target").and_then(Item::as_table_like);
            for (target, tables) in targets.into_iter().flat_map(|targets| targets.iter()) {
                for table in TABLES {
                    place.search(tables.get(table), &["target", target, table], &mut found);
                }
            }
        }
        found
    }
}

/// A manifest that is searched, and for what.
struct Place<'a> {
    source: &'a Source,
    package: Option<&'a str>,
    dir: &'a str,
    target: &'a str,
    /// The keys of `[workspace.dependencies]` that mean the package.
    inherited: &'a [String],
}

impl Place<'_> {
    fn search(&self, table: Option<&Item>, path: &[&str], found: &mut Vec<Dependency>) {
        let Some(table) = table.and_then(Item::as_table_like) else { return };
        for (key, item) in table.iter().filter(|(key, item)| self.means_it(key, item)) {
            let span = |key| item.get(key).and_then(Item::span);
            found.push(Dependency {
                source: self.source.clone(),
                package: self.package.map(str::to_owned),
                dir: self.dir.to_owned(),
                table: path.iter().map(|part| (*part).to_owned()).collect(),
                key: key.to_owned(),
                key_span: key_span(table, key).or(item.span()).unwrap_or(0..0),
                path_span: span("path"),
                package_span: span("package"),
            });
        }
    }

    fn means_it(&self, key: &str, item: &Item) -> bool {
        let is_inherited = item.get("workspace").and_then(Item::as_bool) == Some(true);
        let path = item.get("path").and_then(Item::as_str);
        let leads_there = path.is_some_and(|path| normal(&layout::join(self.dir, path)) == self.target);
        leads_there || (is_inherited && self.inherited.iter().any(|inherited| inherited == key))
    }
}

fn key_span(table: &dyn TableLike, key: &str) -> Option<Range<usize>> {
    table.get_key_value(key).and_then(|(key, _)| key.span())
}
