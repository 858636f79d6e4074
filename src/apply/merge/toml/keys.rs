//! Where a new key goes, in whichever of TOML's ways its table is written.

use toml_edit::{InlineTable, Item, Key, Table, Value};

use super::dotted;

/// Offset and text of the insertion of `key = value` into the table at a path.
pub(super) fn add(text: &str, root: &Item, path: &[String], key: &str, value: &str) -> (usize, String) {
    let (home, depth) = home(root, path);
    let rest = &path[depth..];
    let entry = match rest {
        [] => format!("{key} = {value}"),
        _ => format!("{}.{key} = {value}", dotted(rest)),
    };
    match home {
        Home::Inline(table) => in_braces(text, table, &entry),
        // A header of its own, unless the table is written as dotted keys of this one.
        Home::Headed(table) => match rest.first() {
            Some(part) if !is_dotted(table.get(part)) => at_the_end(text, path, &format!("{key} = {value}")),
            part => in_lines(text, table, part.map(String::as_str), sort_key(path, key), &entry),
        },
    }
}

/// The innermost table on a path with a header or braces of its own.
enum Home<'a> {
    Headed(&'a Table),
    Inline(&'a InlineTable),
}

fn home<'a>(root: &'a Item, path: &[String]) -> (Home<'a>, usize) {
    let mut item = root;
    let mut found = (Home::Headed(root.as_table().expect("the root is a table")), 0);
    for (depth, part) in path.iter().enumerate() {
        let Some(inner) = item.get(part.as_str()) else { break };
        match inner {
            Item::Table(table) if !table.is_implicit() && !table.is_dotted() => {
                found = (Home::Headed(table), depth + 1);
            }
            Item::Value(Value::InlineTable(table)) if !table.is_dotted() => {
                found = (Home::Inline(table), depth + 1);
            }
            _ => {}
        }
        item = inner;
    }
    found
}

fn is_dotted(item: Option<&Item>) -> bool {
    item.and_then(Item::as_table).is_some_and(Table::is_dotted)
}

/// Tables of dependencies are kept sorted, if they are.
fn sort_key<'a>(path: &[String], key: &'a str) -> Option<&'a str> {
    path.last().filter(|table| table.ends_with("dependencies")).map(|_| key)
}

/// An entry of a table: its first key, where its value starts and ends.
struct Entry<'a> {
    key: &'a str,
    start: usize,
    end: usize,
}

fn entries<'a>(values: Vec<(Vec<&'a Key>, &'a Value)>) -> Vec<Entry<'a>> {
    let entry = |(keys, value): (Vec<&'a Key>, &Value)| {
        let span = value.span()?;
        Some(Entry { key: keys.first()?.get(), start: span.start, end: span.end })
    };
    let mut entries: Vec<Entry> = values.into_iter().filter_map(entry).collect();
    entries.sort_by_key(|entry| entry.start);
    entries
}

/// A new line among those of a table with a header; after the entries of `group`, if given.
fn in_lines(
    text: &str,
    table: &Table,
    group: Option<&str>,
    sort_key: Option<&str>,
    entry: &str,
) -> (usize, String) {
    let entries = entries(table.get_values());
    let before = match (group, sort_key) {
        (Some(group), _) => entries.iter().rfind(|entry| entry.key == group),
        (None, Some(key)) if entries.is_sorted_by_key(|entry| entry.key) => {
            entries.iter().rfind(|entry| entry.key < key)
        }
        _ => entries.last(),
    };
    let header = table.span().filter(|span| !span.is_empty() && text[span.clone()].starts_with('['));
    match before.map(|entry| entry.end).or(header.map(|header| header.end)) {
        Some(end) => (line_end(text, end), format!("\n{}{entry}", indent(text, entries.first()))),
        None => {
            let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
            (start, format!("{entry}\n"))
        }
    }
}

/// A new header with its first key.
fn at_the_end(text: &str, path: &[String], entry: &str) -> (usize, String) {
    let content = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let gap = match &*content {
        "" => "",
        content if content.ends_with("\n\n") || content == "\n" => "",
        content if content.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    (text.len(), format!("{gap}[{}]\n{entry}\n", dotted(path)))
}

/// After the last entry of an inline table.
fn in_braces(text: &str, table: &InlineTable, entry: &str) -> (usize, String) {
    if let Some(last) = entries(table.get_values()).last() {
        return (last.end, format!(", {entry}"));
    }
    let open = table.span().expect("what was parsed has a span").start + 1;
    let space = if text[open..].starts_with('}') { " " } else { "" };
    (open, format!(" {entry}{space}"))
}

/// The end of the line of `at`, before its line end; what is between are comments.
fn line_end(text: &str, at: usize) -> usize {
    let length = text[at..].find('\n').unwrap_or(text.len() - at);
    at + text[at..at + length].trim_end_matches('\r').len()
}

/// How the first entry of a table is indented.
fn indent<'a>(text: &'a str, first: Option<&Entry>) -> &'a str {
    let Some(first) = first else { return "" };
    let line = &text[text[..first.start].rfind('\n').map_or(0, |newline| newline + 1)..first.start];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}
