//! An entry that leaves a block mapping of a user's YAML file, with its lines.

use std::ops::Range;

use yaml_serde::{Mapping, Value};

use super::{read, tree, without_bom};
use crate::{
    diagnostic::{Diagnostic, Source},
    plan::{
        edit::{self, Edit},
        lines,
    },
};

/// An entry as it is written: its lines, from the key's on.
pub struct Written {
    pub span: Range<usize>,
    /// Without the indentation of the key, with LF.
    pub text: String,
    /// What the mapping holds, as [`lines::item`] takes it.
    block: Range<usize>,
    last: bool,
}

/// Finds `key` in the block mapping `mapping` of the root.
pub fn entry(source: &Source, mapping: &str, key: &str) -> Option<Written> {
    let (text, bom) = without_bom(&source.text);
    let (root, end) = tree::parse(text);
    let entries = root.entries();
    let home = entries.iter().position(|entry| entry.key == mapping)?;
    let siblings = entries[home].value.entries();
    let index = siblings.iter().position(|entry| entry.key == key)?;
    let found = &siblings[index];
    let start = text[..found.key_span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let content = text.get(start..found.end)?.replace("\r\n", "\n");
    let dedented = content.lines().map(|line| line.get(found.column..).unwrap_or(line.trim_start()));
    // Up to the next key of the root, or to the end of the file.
    let limit = entries.get(home + 1).map_or(text.len(), |next| next.key_span.start);
    let block_end =
        if limit == text.len() { limit } else { text[..limit].rfind('\n').map_or(end, |at| at + 1) };
    Some(Written {
        text: dedented.collect::<Vec<_>>().join("\n"),
        span: found.key_span.start + bom..found.end + bom,
        block: entries[home].key_span.end + bom..block_end + bom,
        last: index + 1 == siblings.len(),
    })
}

/// Takes an entry that was found out of the file.
pub fn without(source: &Source, mapping: &str, key: &str, found: &Written) -> Result<Edit, Diagnostic> {
    let text = &*source.text;
    let mut item = found.span.clone();
    // What is said at the end of its last line is about it.
    let rest = text[item.end..].split('\n').next().unwrap_or_default();
    if rest.trim_start().starts_with('#') {
        item.end += rest.trim_end_matches('\r').len();
    }
    let range = lines::item(text, item, found.block.clone(), found.last);
    // The lines of the mapping, if it is left empty, stay as they are.
    let range = if range == found.block {
        found.block.start.max(line_start(text, found.span.start))..range.end
    } else {
        range
    };
    let edit = Edit::delete(range);
    let mut wanted = read(source)?;
    if let Some(Value::Mapping(entries)) = wanted.get_mut(mapping) {
        entries.remove(key);
    }
    let after = Source::new(source.name.clone(), edit::apply(text, std::slice::from_ref(&edit)));
    if read(&after).is_ok_and(|after| without_null(after, mapping) == wanted) {
        return Ok(edit);
    }
    let title = format!("{} has a shape that kit cannot remove from", source.name);
    Err(Diagnostic::error(title)
        .at(source, found.span.clone(), "taking this out would change what the file says")
        .help(format!("remove `{key}` from `{mapping}` by hand and run kit again")))
}

/// A mapping without entries is written as nothing.
fn without_null(mut document: Value, mapping: &str) -> Value {
    if let Some(value) = document.get_mut(mapping).filter(|value| value.is_null()) {
        *value = Value::Mapping(Mapping::new());
    }
    document
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str) {
        for (before, after) in [
            (before.to_owned(), after.to_owned()),
            (before.replace('\n', "\r\n"), after.replace('\n', "\r\n")),
        ] {
            let source = Source::new("docker-compose.yml", &*before);
            let found = entry(&source, "services", "users").unwrap();
            assert!(found.text.starts_with("users:"), "{}", found.text);
            let edit = without(&source, "services", "users", &found).unwrap();
            assert_eq!(edit::apply(&before, &[edit]), after);
        }
    }

    #[test]
    fn an_entry_goes_with_its_lines() {
        check(
            "services:\n  a:\n    x: 1\n\n  users:\n    x: 2\n\n  b:\n    x: 3\n",
            "services:\n  a:\n    x: 1\n\n  b:\n    x: 3\n",
        );
        check("services:\n  users:\n    x: 2 # two\n  b:\n    x: 3\n", "services:\n  b:\n    x: 3\n");
        check(
            "services:\n  a:\n    x: 1\n  # ours\n  users:\n    x:\n      - 2\n",
            "services:\n  a:\n    x: 1\n  # ours\n",
        );
        check(
            "services:\n  a: 1\n\n  users:\n    x: 2\n\nvolumes:\n  v:\n",
            "services:\n  a: 1\n\nvolumes:\n  v:\n",
        );
        check("services:\n    users:\n        x: 2\nvolumes:\n  v:\n", "services:\nvolumes:\n  v:\n");
        check("services:\n  users:\n    x: 2\n", "services:\n");
    }

    #[test]
    fn what_would_change_something_else_is_refused() {
        let source = Source::new("compose.yml", "services:\n  users: &u\n    x: 2\n  b: *u\n");
        let found = entry(&source, "services", "users").unwrap();
        let wrong = without(&source, "services", "users", &found).unwrap_err();
        assert_eq!(wrong.title, "compose.yml has a shape that kit cannot remove from");
        assert!(entry(&source, "services", "nothing").is_none());
        assert!(entry(&Source::new("a", "services: {users: {}}\n"), "services", "users").is_none());
    }
}
