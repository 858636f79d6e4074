//! Keys and array elements that leave a user's TOML file, with the rest of their lines. Comments above
//! them stay.

use std::ops::Range;

use toml_edit::{Item, TableLike, Value};

use super::{
    descend, dotted,
    says::{Plain, at, drop_empty, plain, remove},
};
use crate::{
    diagnostic::{Diagnostic, Source},
    plan::edit::{self, Edit},
    workspace::manifest::parse,
};

/// Takes `key` out of `[table]`; nothing if it is not there.
pub fn without_key(source: &Source, table: &[String], key: &str) -> Result<Vec<Edit>, Diagnostic> {
    let document = parse(source)?;
    let Some(item) = descend(document.as_item(), table) else { return Ok(Vec::new()) };
    let Some(home) = item.as_table_like() else { return Ok(Vec::new()) };
    let Some(found) = home.get(key) else { return Ok(Vec::new()) };
    let text = &*source.text;
    let edits = match found {
        // `[dependencies.users]`, up to the next header or the end.
        Item::Table(table) if !table.is_dotted() && !table.is_implicit() => {
            table.span().map(|span| Edit::delete(section(text, &span))).into_iter().collect()
        }
        _ if item.is_inline_table() => within_braces(home, key),
        _ => lines(text, home, key),
    };
    let mut wanted = plain(document.as_item());
    remove(&mut wanted, table, key);
    verify(source, edits, &wanted, &format!("`{key}` in `[{}]`", dotted(table)))
}

/// Takes the elements that are one of `strings` out of the array `key` of `[table]`.
pub fn without_elements(
    source: &Source,
    table: &[String],
    key: &str,
    strings: &[String],
) -> Result<Vec<Edit>, Diagnostic> {
    let document = parse(source)?;
    let home = descend(document.as_item(), table);
    let Some(array) = home.and_then(|table| table.get(key)?.as_array()) else { return Ok(Vec::new()) };
    let goes =
        |value: &Value| value.as_str().is_some_and(|value| strings.iter().any(|string| string == value));
    let spans: Vec<(Range<usize>, bool)> =
        array.iter().filter_map(|value| Some((value.span()?, goes(value)))).collect();
    let close = array.span().map_or(0, |span| span.end.saturating_sub(1));
    let mut edits: Vec<Edit> = Vec::new();
    for (index, (span, _)) in spans.iter().enumerate().filter(|(_, (_, goes))| *goes) {
        let next = spans.get(index + 1).map(|(next, _)| next.start);
        // The comma before the last elements goes with them.
        let stays = spans[..index].iter().rposition(|(_, goes)| !goes).map(|before| spans[before].0.end);
        let before = stays.filter(|_| spans[index..].iter().all(|(_, goes)| *goes));
        edits.push(Edit::delete(element(&source.text, span, before, next.unwrap_or(close))));
    }
    edits.dedup_by(|later, first| {
        let meet = later.range.start <= first.range.end;
        if meet {
            first.range = first.range.start.min(later.range.start)..first.range.end.max(later.range.end);
        }
        meet
    });
    let mut wanted = plain(document.as_item());
    if let Plain::List(list) = at(&mut wanted, table, key) {
        list.retain(|value| !strings.iter().any(|string| *value == Plain::Value(format!("{string:?}"))));
    }
    verify(source, edits, &wanted, &format!("an element of `{key}` in `[{}]`", dotted(table)))
}

/// One element with its comma; its whole line if it has one.
fn element(text: &str, span: &Range<usize>, before: Option<usize>, next: usize) -> Range<usize> {
    let line = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let own_line = text[line..span.start].trim().is_empty();
    let comma =
        text[span.end..next].find(',').filter(|comma| !text[span.end..span.end + comma].contains('#'));
    let after = comma.map_or(span.end, |comma| span.end + comma + 1);
    let rest = text[after..].split('\n').next().unwrap_or_default();
    let ends_line =
        text[after..].contains('\n') && (rest.trim().is_empty() || rest.trim_start().starts_with('#'));
    match before {
        _ if own_line && ends_line && after + rest.len() < text.len() => line..after + rest.len() + 1,
        Some(before) if !text[before..span.start].contains(['\n', '#']) => before..after.max(span.end),
        _ => {
            let blanks = text[after..].len() - text[after..].trim_start_matches([' ', '\t']).len();
            span.start..after + blanks
        }
    }
}

/// The lines of a key, several if it is dotted.
fn lines(text: &str, home: &dyn TableLike, key: &str) -> Vec<Edit> {
    let values = home.get_values();
    let own = values.iter().filter(|(keys, _)| keys.first().is_some_and(|first| first.get() == key));
    let line = |span: Range<usize>| {
        let start = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
        let mark = text[start..].len() - text[start..].trim_start_matches('\u{feff}').len();
        let rest = text[span.end..].split('\n').next().unwrap_or_default();
        Edit::delete(start + mark..(span.end + rest.len() + 1).min(text.len()))
    };
    let mut edits: Vec<Edit> = own.filter_map(|(_, value)| value.span()).map(line).collect();
    edits.sort_by_key(|edit| edit.order());
    edits
}

/// A key of an inline table, with the comma that set it apart.
fn within_braces(home: &dyn TableLike, key: &str) -> Vec<Edit> {
    let mut spans: Vec<(Range<usize>, &str)> = home
        .iter()
        .filter_map(|(name, item)| Some((home.key(name)?.span()?.start..item.span()?.end, name)))
        .collect();
    spans.sort_by_key(|(span, _)| span.start);
    let Some(index) = spans.iter().position(|(_, name)| *name == key) else { return Vec::new() };
    let span = spans[index].0.clone();
    let before = index.checked_sub(1).map(|before| spans[before].0.end);
    vec![Edit::delete(match (spans.get(index + 1), before) {
        (Some((next, _)), _) => span.start..next.start,
        (None, Some(before)) => before..span.end,
        (None, None) => span,
    })]
}

/// A header with what is below it, up to the next one and without the comments that belong to that.
fn section(text: &str, span: &Range<usize>) -> Range<usize> {
    let rest = &text[span.end..];
    let next = rest.find("\n[").map_or(rest.len(), |newline| newline + 1);
    let own: usize = {
        let lines: Vec<&str> = rest[..next].split_inclusive('\n').collect();
        let foreign = lines.iter().rev().take_while(|line| line.trim().is_empty() || line.starts_with('#'));
        let foreign = if next == rest.len() { 0 } else { foreign.map(|line| line.len()).sum() };
        next - foreign
    };
    let blank = rest[own..next].split_inclusive('\n').take_while(|line| line.trim().is_empty());
    span.start..span.end + own + blank.map(str::len).sum::<usize>()
}

/// Reads the result: whatever odd shape the text has, nothing else goes.
fn verify(source: &Source, edits: Vec<Edit>, wanted: &Plain, what: &str) -> Result<Vec<Edit>, Diagnostic> {
    let result = Source::new(source.name.clone(), edit::apply(&source.text, &edits));
    if parse(&result)
        .is_ok_and(|document| drop_empty(plain(document.as_item())) == drop_empty(wanted.clone()))
    {
        return Ok(edits);
    }
    let title = format!("{} has a shape that kit cannot remove from", source.name);
    let place = edits.first().map_or(0..0, |edit| edit.range.clone());
    Err(Diagnostic::error(title)
        .at(source, place, "taking this out would change what the file says")
        .help(format!("remove {what} by hand and run kit again")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(path: &str) -> Vec<String> {
        path.split('.').map(str::to_owned).collect()
    }

    #[track_caller]
    fn key(before: &str, after: &str) {
        let source = Source::new("Cargo.toml", before);
        let edits = without_key(&source, &table("workspace.dependencies"), "users").unwrap();
        assert_eq!(edit::apply(before, &edits), after);
    }

    #[track_caller]
    fn elements(before: &str, after: &str) {
        for (before, after) in [
            (before.to_owned(), after.to_owned()),
            (before.replace('\n', "\r\n"), after.replace('\n', "\r\n")),
        ] {
            let source = Source::new("Cargo.toml", &*before);
            let gone = ["users".to_owned(), "./users".to_owned()];
            let edits = without_elements(&source, &table("workspace"), "members", &gone).unwrap();
            assert_eq!(edit::apply(&before, &edits), after);
        }
    }

    #[test]
    fn a_key_goes_in_whichever_way_it_is_written() {
        let head = "[workspace.dependencies]\n";
        for entry in [
            "users = { path = 'users' } # ours\n",
            "users.path = 'users'\nusers.version = '1'\n",
            "  'users' = '1'\n",
        ] {
            key(
                &format!("{head}# a\na = '1'\n{entry}# b\nb = '1'\n"),
                &format!("{head}# a\na = '1'\n# b\nb = '1'\n"),
            );
        }
        key("\u{feff}workspace.dependencies.users = '1'\n[a]\n", "\u{feff}[a]\n");
        key(
            "[workspace]\ndependencies = { a = '1', users = '2', b = '3' }\n",
            "[workspace]\ndependencies = { a = '1', b = '3' }\n",
        );
        key(
            "[workspace]\ndependencies = { a = '1', users = '2' }\n",
            "[workspace]\ndependencies = { a = '1' }\n",
        );
        key("[workspace.dependencies.users]\npath = 'users'\n\n# c\n[a]\n", "# c\n[a]\n");
        key("[workspace.dependencies.users]\npath = 'users'\n", "");
        key(&format!("{head}a = '1'\r\nusers = '1'"), &format!("{head}a = '1'\r\n"));
        key("[workspace.dependencies]\na = '1'\n", "[workspace.dependencies]\na = '1'\n");
    }

    #[test]
    fn an_element_goes_with_its_comma() {
        let list = |list: &str| format!("[workspace]\nmembers = {list} # all\nresolver = '3'\n");
        for (before, after) in [
            ("['users']", "[]"),
            ("['users', 'a']", "['a']"),
            ("['a', 'users']", "['a']"),
            ("['a', 'users', ]", "['a' ]"),
            ("['a', 'users', 'b']", "['a', 'b']"),
            ("['a', 'users', './users']", "['a']"),
            ("[\n  'a', # a\n  'users', # u\n  'b'\n]", "[\n  'a', # a\n  'b'\n]"),
            ("[\n  'a',\n  'users'\n]", "[\n  'a',\n]"),
            ("['b']", "['b']"),
        ] {
            elements(&list(before), &list(after));
        }
    }

    #[test]
    fn what_would_change_something_else_is_refused() {
        let source = Source::new("Cargo.toml", "[workspace]\nmembers = [\n  'users' # ,\n  , 'b'\n]\n");
        let wrong =
            without_elements(&source, &table("workspace"), "members", &["users".to_owned()]).unwrap_err();
        assert_eq!(wrong.title, "Cargo.toml has a shape that kit cannot remove from");
    }
}
