//! Inserts entries into the block mappings of a YAML text. A parser finds the places, the text
//! around them is never reprinted, and the result is read again: if it says anything but the old
//! document plus the new entries, nothing is inserted.

mod read;
pub mod remove;
mod tree;

use std::{cmp::Reverse, ops::Range};

use yaml_serde::{Mapping, Value};

pub use self::read::read;
use self::{
    read::without_bom,
    tree::{Entry, Node},
};
use crate::{
    apply::entries::Found,
    diagnostic::{Diagnostic, Source},
    plan::{
        change::YamlWant,
        edit::{self, Insertion},
    },
};

/// The insertions that make `source` contain all of `wants`; none if it does.
pub fn insertions(source: &Source, wants: &[YamlWant]) -> Result<Vec<Insertion>, Diagnostic> {
    let before = read(source)?;
    let additions = additions(&before, wants);
    if additions.is_empty() {
        return Ok(Vec::new());
    }
    let (text, bom) = without_bom(&source.text);
    let (root, end) = tree::parse(text);
    let style = Style::of(text, &root);
    let mut planned = Vec::new();
    for addition in &additions {
        let place = find(&root, end, addition.path).map_err(|span| {
            let title =
                format!("cannot add to `{}`: it is not a mapping in block style", addition.path.join("."));
            let label = "an entry can only be added to lines like `key: value`";
            by_hand(Diagnostic::error(title).at(source, span.start + bom..span.end + bom, label), &additions)
        })?;
        planned.push(place.insertion(text, &style, addition));
    }
    // At the same offset the deeper entry comes first: it belongs to the mapping that ends there.
    planned.sort_by_key(|(insertion, indent)| (insertion.at, Reverse(*indent)));
    let planned: Vec<Insertion> = planned
        .into_iter()
        .map(|(insertion, _)| Insertion::new(insertion.at + bom, insertion.text))
        .collect();
    verify(source, before, &additions, &planned)?;
    Ok(planned)
}

/// An entry of the mapping at `path`, its lines moved to column 0.
pub fn find_entry(source: &Source, path: &[String], key: &str) -> Option<Found> {
    let (text, bom) = without_bom(&source.text);
    let (root, _) = tree::parse(text);
    let mut node = &root;
    for part in path {
        node = &node.entries().iter().find(|entry| entry.key == *part)?.value;
    }
    let entry = node.entries().iter().find(|entry| entry.key == key)?;
    let span = entry.key_span.start..entry.end;
    let margin = " ".repeat(entry.column);
    let line = |line: &str| line.strip_prefix(&margin).unwrap_or(line).trim_end().to_owned();
    let content = text[span.clone()].lines().map(line).collect::<Vec<_>>().join("\n");
    Some(Found { content, span: span.start + bom..span.end + bom, column: entry.column })
}

/// All entries that one mapping lacks.
struct Addition<'a> {
    path: &'a [String],
    keys: Vec<&'a str>,
    texts: Vec<&'a str>,
}

fn additions<'a>(document: &Value, wants: &'a [YamlWant]) -> Vec<Addition<'a>> {
    let mut additions: Vec<Addition> = Vec::new();
    for YamlWant::Entry { path, key, text } in wants {
        let mapping = path.iter().try_fold(document, |value, key| value.get(key));
        if mapping.is_some_and(|mapping| mapping.get(key).is_some()) {
            continue;
        }
        let text = text.trim_end();
        match additions.iter_mut().find(|addition| addition.path == path) {
            Some(addition) if addition.keys.contains(&key.as_str()) => {}
            Some(addition) => {
                addition.keys.push(key);
                addition.texts.push(text);
            }
            None => additions.push(Addition { path, keys: vec![key], texts: vec![text] }),
        }
    }
    additions
}

/// Says how to do without kit what it refuses to do.
fn by_hand(diagnostic: Diagnostic, additions: &[Addition]) -> Diagnostic {
    additions.iter().fold(diagnostic, |diagnostic, addition| {
        let entries = indent(&addition.texts.join("\n"), 2);
        diagnostic.help(format!("add this to `{}` by hand:\n{entries}", addition.path.join(".")))
    })
}

/// How the author of the text writes.
struct Style {
    newline: &'static str,
    /// Spaces by which a mapping is indented below its key.
    step: usize,
}

impl Style {
    fn of(text: &str, root: &Node) -> Self {
        let first_line = text.split_inclusive('\n').next().unwrap_or("");
        let newline = if first_line.ends_with("\r\n") { "\r\n" } else { "\n" };
        let step =
            root.entries().iter().find_map(|entry| entry.value.entries().first()).map(|child| child.column);
        Self { newline, step: step.unwrap_or(2) }
    }
}

/// Where lines can be added, and what is missing on the way down to the wanted mapping.
struct Place<'a> {
    siblings: &'a [Entry],
    /// The end of the content after which the lines go.
    after: usize,
    /// The column of the key above, if the mapping has none of its own yet.
    parent: Option<usize>,
    missing: &'a [String],
}

/// Err is the place that is in the way.
fn find<'a>(root: &'a Node, end: usize, path: &'a [String]) -> Result<Place<'a>, Range<usize>> {
    let (mut node, mut after, mut parent, mut key_span) = (root, end, None, 0..0);
    let mut missing = path;
    while let [key, below @ ..] = missing
        && let Some(entry) = node.entries().iter().find(|entry| entry.key == *key)
    {
        (node, after, parent, key_span) =
            (&entry.value, entry.end, Some(entry.column), entry.key_span.clone());
        missing = below;
    }
    match node {
        Node::Other => Err(key_span),
        _ => Ok(Place { siblings: node.entries(), after, parent, missing }),
    }
}

impl Place<'_> {
    /// With the indentation of the inserted lines.
    fn insertion(&self, text: &str, style: &Style, addition: &Addition) -> (Insertion, usize) {
        let column = match (self.siblings.first(), self.parent) {
            (Some(sibling), _) => sibling.column,
            (None, Some(parent)) => parent + style.step,
            (None, None) => 0,
        };
        let author = self.is_spaced(text);
        let long = addition.texts.iter().any(|text| text.contains('\n'));
        let spaced = if self.missing.is_empty() { author.unwrap_or(long) } else { long };
        let at = end_of_lines(text, self.after, column);
        let blank_above = text[..at].ends_with("\n\n") || text[..at].ends_with("\n\r\n");
        let mut block = String::new();
        if !self.siblings.is_empty() && !blank_above && author.unwrap_or(long || !self.missing.is_empty()) {
            block.push('\n');
        }
        for (depth, key) in self.missing.iter().enumerate() {
            block += &indent(&format!("{key}:"), column + depth * style.step);
            block.push('\n');
        }
        let entries = addition.texts.join(if spaced { "\n\n" } else { "\n" });
        block += &indent(&entries, column + self.missing.len() * style.step);
        let block = block.replace('\n', style.newline);
        let open = !text[..at].is_empty() && !text[..at].ends_with('\n');
        let block =
            if open { format!("{}{block}", style.newline) } else { format!("{block}{}", style.newline) };
        (Insertion::new(at, block), column)
    }

    /// Whether the author leaves a blank line between the entries of this mapping; None if there
    /// are too few to see it.
    fn is_spaced(&self, text: &str) -> Option<bool> {
        let [.., previous, last] = self.siblings else { return None };
        let between = text[previous.end..last.key_span.start].split('\n').skip(1);
        // The last piece is the indentation of the key.
        Some(between.filter(|line| line.trim().is_empty()).count() > 1)
    }
}

/// The start of the line after the content that ends at `after`, and after the comments below it
/// that are indented like the mapping's own lines.
fn end_of_lines(text: &str, after: usize, column: usize) -> usize {
    let line_end = |from: usize| text[from..].find('\n').map_or(text.len(), |newline| from + newline + 1);
    let mut end = if after == 0 { 0 } else { line_end(after) };
    let mut next = end;
    while next < text.len() {
        let line = &text[next..line_end(next)];
        let content = line.trim_start_matches(' ');
        let is_comment = content.starts_with('#') && line.len() - content.len() >= column;
        if !is_comment && !content.trim().is_empty() {
            break;
        }
        next += line.len();
        if is_comment {
            end = next;
        }
    }
    end
}

fn indent(text: &str, columns: usize) -> String {
    let spaces = " ".repeat(columns);
    let lines =
        text.lines().map(|line| if line.is_empty() { String::new() } else { format!("{spaces}{line}") });
    lines.collect::<Vec<_>>().join("\n")
}

/// Reads the result and compares it with what was wanted: whatever odd shape the text has, a
/// wrong insertion is never made.
fn verify(
    source: &Source,
    before: Value,
    additions: &[Addition],
    planned: &[Insertion],
) -> Result<(), Diagnostic> {
    let mut expected = before;
    for addition in additions {
        let mut mapping = &mut expected;
        for key in addition.path {
            let Value::Mapping(entries) = mapping else { break };
            mapping = entries.entry(key.as_str().into()).or_insert(Value::Null);
        }
        if mapping.is_null() {
            *mapping = Value::Mapping(Mapping::new());
        }
        let written: Value =
            yaml_serde::from_str(&addition.texts.join("\n")).expect("an entry that kit wrote is YAML");
        if let (Value::Mapping(entries), Value::Mapping(added)) = (mapping, written) {
            entries.extend(added);
        }
    }
    let result = Source::new(source.name.clone(), edit::insert(&source.text, planned));
    if read(&result).is_ok_and(|value| value == expected) {
        return Ok(());
    }
    let at = planned.first().map_or(0, |insertion| insertion.at);
    let diagnostic = Diagnostic::error(format!("{} has a shape that kit cannot add to", source.name));
    Err(by_hand(
        diagnostic.at(source, at..at, "an entry added here would change what the file says"),
        additions,
    ))
}

#[cfg(test)]
mod tests;
