//! Entries that kit put into files of the user's: dependencies, containers. One that nobody changed
//! since follows kit, as generated files do: they need each other. kit.lock tells which these are.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    Run, Snapshot,
    merge::{Text, has_crlf, toml, yaml},
};
use crate::{
    diagnostic::{Diagnostic, Source},
    plan::{
        change::{TomlWant, Want, YamlWant},
        edit::Edit,
    },
    workspace::{lock::Lock, manifest::Manifest, text},
};

/// Something wanted, as one entry of a file.
struct Entry<'a> {
    /// The keys down to it: `workspace.dependencies.axum`.
    id: String,
    /// What kit wants, in the form that is compared.
    wanted: String,
    want: &'a Want,
}

/// What is in the place of an entry.
pub struct Found {
    /// In the form that is compared.
    pub content: String,
    pub span: Range<usize>,
    /// By how much the lines but the first are indented.
    pub column: usize,
}

impl<S: Snapshot> Run<'_, S> {
    /// The edits that replace entries which kit put there and wants otherwise by now, sorted. `old` is
    /// the text before the user's wish was done to it, `source` the one after.
    pub(super) fn renew(
        &mut self,
        old: &Text,
        text: &Text,
        wants: &[Want],
        new: bool,
    ) -> Result<Vec<Edit>, Diagnostic> {
        let source = text.source();
        let file = &*source.name;
        let entries = wants.iter().filter_map(entry).map(|entry| (find(text, entry.want), entry));
        let entries: Vec<(Option<Found>, Entry)> = entries.collect();
        // What is as kit writes it counts as kit's where the lock cannot tell: it is an older kit's, or
        // gone. In a workspace that kit begins with, something is missing.
        let begun = !self.before.is_empty() || entries.iter().all(|(found, _)| found.is_some());
        let adopt = new || (begun && !self.before.has_entries(file));
        let mut stale = Vec::new();
        for (found, entry) in entries {
            match found {
                // One that was not there before got its name by `kit rename`.
                Some(found) if found.content == entry.wanted && !adopt && find(old, entry.want).is_some() => {
                    continue;
                }
                Some(found) if found.content == entry.wanted => {}
                Some(found) if self.before.is_entry(file, &entry.id, &found.content) => {
                    let new = written(entry.want, found.column);
                    let new = if has_crlf(&source.text) { new.replace('\n', "\r\n") } else { new };
                    stale.push(Edit::replace(found.span, new));
                }
                Some(found) => {
                    if !self.before.knows_entry(file, &entry.id) {
                        continue;
                    }
                    // Said once: the lock remembers what the user was told of.
                    if !self.before.is_entry(file, &entry.id, &entry.wanted) {
                        self.notes.push(offer(source, &entry, found.span));
                    }
                }
                None => {}
            }
            self.lock.record_entry(file, &entry.id, &entry.wanted);
        }
        stale.sort_by_key(|edit| edit.order());
        Ok(stale)
    }

    /// Drops from the lock the entries of files that are gone, and those that the user had taken out.
    pub(super) fn forget_entries(&mut self) {
        let mut known = BTreeMap::<String, Vec<String>>::new();
        for (file, keys) in self.lock.entries() {
            known.entry(file.to_owned()).or_default().push(keys.to_owned());
        }
        for (file, keys) in known {
            let change = self.changes.iter().find(|change| change.path == file);
            let there = match change {
                Some(change) => change.after().cloned(),
                None => self.files.file(&file),
            };
            let there = there.and_then(|bytes| text(&file, &bytes).ok());
            let asked = self.asked.contains_key(&file);
            let stays = |keys: &str| there.as_ref().is_some_and(|source| !asked || has(source, keys));
            for keys in keys.iter().filter(|keys| !stays(keys)) {
                self.lock.forget_entry(&file, keys);
            }
        }
    }
}

/// Whether the keys lead to something; none that kit writes has a dot in it.
fn has(source: &Source, keys: &str) -> bool {
    let keys: Vec<String> = keys.split('.').map(str::to_owned).collect();
    let Some((key, path)) = keys.split_last() else { return false };
    if !source.name.ends_with(".toml") {
        return yaml::find_entry(source, path, key).is_some();
    }
    Manifest::parse(source.clone()).is_ok_and(|manifest| toml::entry(&manifest, path, key).is_some())
}

/// Whether an entry of a compose file is as kit put it there.
pub fn is_untouched(compose: &Source, mapping: &str, key: &str, lock: &Lock) -> bool {
    let path = [mapping.to_owned()];
    let found = yaml::find_entry(compose, &path, key);
    found.is_some_and(|found| lock.is_entry(&compose.name, &id(&path, key), &found.content))
}

/// The keys of a table whose entries are as kit put them there.
pub fn untouched(manifest: &Manifest, table: &[&str], lock: &Lock) -> BTreeSet<String> {
    let table: Vec<String> = table.iter().map(|part| (*part).to_owned()).collect();
    let file = &manifest.source.name;
    let is_kits = |(key, found): &(&str, Found)| lock.is_entry(file, &id(&table, key), &found.content);
    toml::entries(manifest, &table).filter(is_kits).map(|(key, _)| key.to_owned()).collect()
}

fn entry(want: &Want) -> Option<Entry<'_>> {
    let (id, wanted) = match want {
        Want::Toml(TomlWant::Key { table, key, value }) => (id(table, key), toml::canonical(value)?),
        Want::Yaml(YamlWant::Entry { path, key, text }) => (id(path, key), text.trim_end().to_owned()),
        _ => return None,
    };
    Some(Entry { id, wanted, want })
}

fn id(path: &[String], key: &str) -> String {
    format!("{}.{key}", path.join("."))
}

fn find(text: &Text, want: &Want) -> Option<Found> {
    match (text, want) {
        (Text::Toml(manifest), Want::Toml(TomlWant::Key { table, key, .. })) => {
            toml::entry(manifest, table, key)
        }
        (Text::Other(source), Want::Yaml(YamlWant::Entry { path, key, .. })) => {
            yaml::find_entry(source, path, key)
        }
        _ => None,
    }
}

fn offer(source: &Source, entry: &Entry, span: Range<usize>) -> Diagnostic {
    let file = &source.name;
    let title = format!("an entry of {file} is yours and stays as it is: kit would now write it differently");
    let first_line = source.text[span.clone()].lines().next().map_or(0, str::len);
    Diagnostic::warning(title)
        .at(source, span.start..span.start + first_line, "you changed this")
        .help(format!("take over what you need. This is shown only once:\n{}", written(entry.want, 0)))
}

/// The text that goes in the place of an entry.
fn written(want: &Want, column: usize) -> String {
    match want {
        Want::Toml(TomlWant::Key { value, .. }) => value.clone(),
        Want::Yaml(YamlWant::Entry { text, .. }) => {
            text.trim_end().replace('\n', &format!("\n{}", " ".repeat(column)))
        }
        _ => String::new(),
    }
}
