//! Where a stub goes in a block and how it is laid out there.

use super::Block;
use crate::plan::edit::Insertion;

/// The insertions that put each of `codes` at the end of a block, all at one place.
pub(super) fn stubs(text: &str, block: &Block, codes: &[&str]) -> Vec<Insertion> {
    let outer = indent_of_line(text, block.start);
    let (at, before, sibling) = match &block.last_item {
        Some(item) => (after_item(text, item.end, block.close), "\n\n", own_indent(text, item.start)),
        None => (after_trivia(text, block.open, block.close), "\n", None),
    };
    let unit = sibling.and_then(|sibling| sibling.strip_prefix(outer)).filter(|unit| !unit.is_empty());
    let unit = unit.unwrap_or_else(|| usual_unit(text));
    let indent = sibling.map_or_else(|| format!("{outer}{unit}"), str::to_owned);
    let gaps = [before].into_iter().chain(std::iter::repeat("\n\n"));
    let stub =
        |(gap, code): (&str, &&str)| Insertion::new(at, format!("{gap}{}", indented(code, &indent, unit)));
    let mut stubs: Vec<Insertion> = gaps.zip(codes).map(stub).collect();
    // A block on one line has no line end of its own before the brace.
    if let Some(last) = stubs.last_mut().filter(|_| !text[at..block.close].contains('\n')) {
        last.text.push_str(&format!("\n{outer}"));
    }
    stubs
}

/// Code that is written with four spaces a level, moved in by `indent`, with `unit` a level.
pub(super) fn indented(code: &str, indent: &str, unit: &str) -> String {
    let line = |line: &str| {
        let content = line.trim_start_matches(' ');
        let spaces = line.len() - content.len();
        match content {
            "" => String::new(),
            _ => format!("{indent}{}{}{content}", unit.repeat(spaces / 4), " ".repeat(spaces % 4)),
        }
    };
    code.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// After an item and the comments that end its line.
fn after_item(text: &str, end: usize, close: usize) -> usize {
    let Some(length) = text[end..close].find('\n') else { return close };
    let line = text[end..end + length].trim_end();
    if only_comments(line) { end + line.len() } else { end }
}

/// After the attributes and comments of a block without items.
fn after_trivia(text: &str, open: usize, close: usize) -> usize {
    let inside = &text[open..close];
    if inside.contains('\n') { open + inside.trim_end().len() } else { close }
}

/// Whether the rest of a line is comments that end on it.
fn only_comments(line: &str) -> bool {
    let rest = line.trim_start();
    match rest.strip_prefix("/*") {
        Some(comment) => comment.split_once("*/").is_some_and(|(_, after)| only_comments(after)),
        None => rest.is_empty() || rest.starts_with("//"),
    }
}

/// The white space before `at`, if nothing else is before it on its line.
fn own_indent(text: &str, at: usize) -> Option<&str> {
    let before = &text[line_start(text, at)..at];
    before.chars().all(|c| matches!(c, ' ' | '\t')).then_some(before)
}

/// The white space at the start of the line of `at`.
fn indent_of_line(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..at];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// A tab if the file's first indented line has one.
fn usual_unit(text: &str) -> &'static str {
    match text.lines().find(|line| line.starts_with([' ', '\t'])) {
        Some(line) if line.starts_with('\t') => "\t",
        _ => "    ",
    }
}
