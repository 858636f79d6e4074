//! What a TOML document says, however it is written: to compare two of them.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::Item;

use crate::{diagnostic::Source, workspace::manifest::parse};

/// What a document says, however it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Plain {
    Table(BTreeMap<String, Plain>),
    List(Vec<Plain>),
    Value(String),
}

/// Whether two documents say the same, with the same comments, but for what is at `path`.
pub fn same_but(path: &[&str], one: &Source, other: &Source) -> bool {
    let read = |source: &Source| {
        let mut plain = plain(parse(source).ok()?.as_item());
        forget(&mut plain, path);
        Some(plain)
    };
    let comments = |source: &Source| {
        let lines = source.text.lines().filter(|line| line.contains('#')).map(|line| line.trim().to_owned());
        lines.collect::<BTreeSet<String>>()
    };
    comments(one) == comments(other) && read(one).is_some() && read(one) == read(other)
}

pub(super) fn plain(item: &Item) -> Plain {
    if let Some(table) = item.as_table_like() {
        return Plain::Table(table.iter().map(|(key, item)| (key.to_owned(), plain(item))).collect());
    }
    if let Some(tables) = item.as_array_of_tables() {
        return Plain::List(tables.iter().map(|table| plain(&Item::Table(table.clone()))).collect());
    }
    if let Some(array) = item.as_array() {
        return Plain::List(array.iter().map(|value| plain(&Item::Value(value.clone()))).collect());
    }
    match item.as_str() {
        Some(string) => Plain::Value(format!("{string:?}")),
        None => Plain::Value(item.to_string().trim().to_owned()),
    }
}

fn forget(plain: &mut Plain, path: &[&str]) {
    let (Plain::Table(table), Some((first, rest))) = (plain, path.split_first()) else { return };
    if rest.is_empty() {
        table.remove(*first);
    } else if let Some(inner) = table.get_mut(*first) {
        forget(inner, rest);
    }
}

pub(super) fn at<'p>(plain: &'p mut Plain, table: &[String], key: &str) -> &'p mut Plain {
    table.iter().map(String::as_str).chain([key]).fold(plain, |plain, part| match plain {
        Plain::Table(table) => table.get_mut(part).expect("what was found once is there"),
        other => other,
    })
}

pub(super) fn remove(plain: &mut Plain, table: &[String], key: &str) {
    let home = table.iter().fold(plain, |plain, part| at(plain, &[], part));
    if let Plain::Table(table) = home {
        table.remove(key);
    }
}

/// A table that only existed for what is gone need not be there.
pub(super) fn drop_empty(plain: Plain) -> Plain {
    let Plain::Table(table) = plain else { return plain };
    let kept = table.into_iter().map(|(key, item)| (key, drop_empty(item)));
    Plain::Table(kept.filter(|(_, item)| *item != Plain::Table(BTreeMap::new())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_may_be_written_differently_and_commented_alike() {
        let source = |text: &str| Source::new("Cargo.toml", text);
        let one = source("[a]\n# why\nb = { c = 1 }\n");
        assert!(same_but(&["x", "y"], &one, &source("[a.b]\nc = 1\n\n # why\r\n")));
        for other in ["[a]\nb = { c = 1 }\n", "[a]\n# why\nb = { c = 2 }\n", "[a]\n# why\nb = {\n"] {
            assert!(!same_but(&["x", "y"], &one, &source(other)), "{other}");
        }
        assert!(same_but(&["a", "b"], &one, &source("[a]\n# why\nb = { c = 2 }\n")));
    }
}
