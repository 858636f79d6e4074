//! `use` lines, and the order that rustfmt gives to them and to the names in them.

use std::cmp::Ordering;

use super::{WIDTH, a_line_each, fill, width};

/// `use path::{names};`, sorted, filled to the line's width.
pub fn import(path: &str, names: &[String]) -> String {
    let mut names = names.to_vec();
    names.sort_by(|a, b| by_segments(a, b));
    names.dedup();
    if let [name] = &names[..] {
        return format!("use {path}::{name};");
    }
    let line = format!("use {path}::{{{}}};", names.join(", "));
    // So rustfmt counts.
    if width(&line) + 2 <= WIDTH {
        return line;
    }
    format!("use {path}::{{\n{}\n}};", fill(4, &names))
}

/// `use path::{name, module::{names}, …};` of modules in their order: a line each, if one has several names.
/// One without names is an item itself.
pub fn import_tree(path: &str, name: Option<&str>, modules: &[(&str, Vec<String>)]) -> String {
    let module = |(module, names): &(&str, Vec<String>)| match &names[..] {
        [] => (*module).to_owned(),
        [name] => format!("{module}::{name}"),
        names => format!("{module}::{{{}}}", names.join(", ")),
    };
    let parts: Vec<String> = name.map(str::to_owned).into_iter().chain(modules.iter().map(module)).collect();
    let line = format!("use {path}::{{{}}};", parts.join(", "));
    if modules.iter().all(|(_, names)| names.len() <= 1) && width(&line) + 2 <= WIDTH {
        return line;
    }
    format!("use {path}::{{\n{}}};", a_line_each(4, &parts))
}

/// Whole `use` lines.
pub fn in_order(mut lines: Vec<String>) -> Vec<String> {
    let path = |line: &str| line.trim_start_matches("use ").trim_end_matches(';').to_owned();
    lines.sort_by(|a, b| by_segments(&path(a), &path(b)));
    lines
}

/// Segment by segment; a list in braces comes last.
fn by_segments(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split("::"), b.split("::"));
    loop {
        let order = match (a.next(), b.next()) {
            (Some(a), Some(b)) if a.starts_with('{') != b.starts_with('{') => {
                a.starts_with('{').cmp(&b.starts_with('{'))
            }
            (Some(a), Some(b)) => by_version(a, b),
            (None, None) => return Ordering::Equal,
            (a, b) => a.is_some().cmp(&b.is_some()),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Numbers by their value, `_` before all else.
/// Source: <https://doc.rust-lang.org/nightly/style-guide/#sorting>
fn by_version(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches("r#"), b.trim_start_matches("r#"));
    let order = chunks(a).cmp(chunks(b));
    // Of equal numbers the one with more zeros in front.
    order.then_with(|| b.len().cmp(&a.len()))
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Chunk<'a> {
    Underscore,
    Number(u128),
    Text(&'a str),
}

fn chunks(mut text: &str) -> impl Iterator<Item = Chunk<'_>> {
    std::iter::from_fn(move || {
        let first = text.chars().next()?;
        let kind = |c: char| (c == '_', c.is_ascii_digit());
        let same = |c: char| c != '_' && kind(c) == kind(first);
        let end = if first == '_' { 1 } else { text.find(|c| !same(c)).unwrap_or(text.len()) };
        let (chunk, rest) = text.split_at(end);
        text = rest;
        Some(match chunk.parse() {
            _ if first == '_' => Chunk::Underscore,
            Ok(number) => Chunk::Number(number),
            Err(_) => Chunk::Text(chunk),
        })
    })
}
