//! Keys and array elements, inserted into a user's TOML file. A key goes to the end of its table,
//! in a sorted table of dependencies to its place there; nothing else of the file changes.

mod array;
mod keys;
pub mod remove;
pub mod says;
#[cfg(test)]
mod tests;

use std::ops::Range;

use toml_edit::{Item, Key, Value};

use crate::{
    apply::entries::Found,
    diagnostic::{Diagnostic, Source},
    plan::{
        change::TomlWant,
        edit::{Insertion, Patch},
    },
    workspace::manifest::Manifest,
};

pub fn insertions(manifest: &Manifest, wants: &[TomlWant]) -> Result<Vec<Insertion>, Diagnostic> {
    let mut patch = Patch::new(&manifest.source.text);
    let mut current = manifest.clone();
    for want in wants {
        if has(current.root(), want) {
            continue;
        }
        let mut edits = edits(&current.source, current.root(), want)?;
        edits.sort_by_key(|(at, _)| *at);
        // From the end, so that the offsets before stay right.
        for (at, text) in edits.iter().rev() {
            patch.insert(*at, text);
        }
        match Manifest::parse(Source::new(current.source.name.clone(), patch.text.as_str())) {
            Ok(merged) if has(merged.root(), want) => current = merged,
            _ => return Err(refused(&current.source, None, want, "kit found no place for it")),
        }
    }
    Ok(patch.into_edits().into_iter().map(|edit| Insertion::new(edit.range.start, edit.text)).collect())
}

/// The entries of a table that are written as `key = value`.
pub fn entries<'m>(manifest: &'m Manifest, table: &[String]) -> impl Iterator<Item = (&'m str, Found)> {
    let table = descend(manifest.root(), table).and_then(Item::as_table_like);
    let entries = table.into_iter().flat_map(|table| table.iter());
    entries.filter_map(|(key, item)| Some((key, found(item)?)))
}

/// One of them.
pub fn entry(manifest: &Manifest, table: &[String], key: &str) -> Option<Found> {
    found(descend(manifest.root(), table)?.as_table_like()?.get(key)?)
}

fn found(item: &Item) -> Option<Found> {
    let value = item.as_value()?;
    Some(Found { content: plain(value), span: value.span()?, column: 0 })
}

/// A value, written as TOML, in the form in which values are compared.
pub fn canonical(value: &str) -> Option<String> {
    value.parse().ok().map(|value: Value| plain(&value))
}

/// Without regard to white space, quotes, comments, and the order of keys.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{:?}", text.value()),
        Value::Array(array) => {
            format!("[{}]", array.iter().map(plain).collect::<Vec<_>>().join(", "))
        }
        Value::InlineTable(table) => {
            let mut entries: Vec<String> =
                table.iter().map(|(key, value)| format!("{key} = {}", plain(value))).collect();
            entries.sort();
            format!("{{ {} }}", entries.join(", "))
        }
        other => other.to_string().trim().to_owned(),
    }
}

/// Insertions at offsets of `source`.
fn edits(source: &Source, root: &Item, want: &TomlWant) -> Result<Vec<(usize, String)>, Diagnostic> {
    let (table, key, value) = match want {
        TomlWant::Key { table, key, value } => (table, key, value.clone()),
        TomlWant::Element { table, key, element } => {
            let element = Value::from(element.as_str()).to_string();
            if let Some(item) = descend(root, table).and_then(|table| table.get(key.as_str())) {
                let array = item.as_array();
                let array =
                    array.ok_or_else(|| refused(source, item.span(), want, "this is not an array"))?;
                return Ok(array::append(&source.text, array, &element));
            }
            (table, key, format!("[{element}]"))
        }
    };
    let mut item = root;
    for part in table {
        match item.get(part.as_str()) {
            Some(inner) if inner.is_table_like() => item = inner,
            Some(other) => return Err(refused(source, other.span(), want, "this is not a table")),
            None => break,
        }
    }
    Ok(vec![keys::add(&source.text, root, table, key, &value)])
}

/// Whether the document has what is wanted; of a dotted key its first part is enough.
fn has(root: &Item, want: &TomlWant) -> bool {
    match want {
        TomlWant::Key { table, key, .. } => {
            descend(root, table).is_some_and(|table| table.get(first_part(key).as_str()).is_some())
        }
        TomlWant::Element { table, key, element } => {
            let list = descend(root, table).and_then(|table| table.get(key.as_str())?.as_array());
            list.is_some_and(|list| list.iter().any(|value| value.as_str() == Some(element)))
        }
    }
}

fn descend<'a>(root: &'a Item, table: &[String]) -> Option<&'a Item> {
    table.iter().try_fold(root, |item, part| item.get(part.as_str()))
}

fn first_part(key: &str) -> String {
    let parts = Key::parse(key).expect("a wanted key is a TOML key");
    parts[0].get().to_owned()
}

/// A path of keys as TOML writes it.
fn dotted(path: &[String]) -> String {
    path.iter().map(|part| Key::new(part).display_repr().into_owned()).collect::<Vec<_>>().join(".")
}

fn refused(source: &Source, at: Option<Range<usize>>, want: &TomlWant, why: &str) -> Diagnostic {
    let (table, entry) = match want {
        TomlWant::Key { table, key, value } => (table, format!("{key} = {value}")),
        TomlWant::Element { table, key, element } => {
            (table, format!("{key} = [{}]", Value::from(element.as_str())))
        }
    };
    let entry = if table.is_empty() { entry } else { format!("[{}]\n{entry}", dotted(table)) };
    let (name, help) = (&source.name, format!("it needs this:\n\n{entry}"));
    match at {
        Some(at) => Diagnostic::error(format!("cannot amend {name}")).at(source, at, why).help(help),
        None => Diagnostic::error(format!("cannot amend {name}: {why}")).help(help),
    }
}
