//! Edits as users make them, at random: none changes what a file says, unless its name tells so.

use std::ops::Range;

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::spanned::Spanned;

use super::random::Random;

/// Comments that try to be code.
const COMMENTS: [&str; 5] = ["} é", "\"", "fn a() {", "[x] = '", "; */"];

fn comment(random: &mut Random, line: &str, block: Option<(&str, &str)>) -> String {
    let words = *random.pick(&COMMENTS);
    match block {
        Some((open, close)) if random.chance(50) => format!(" {open} {} {close} ", words.replace("*/", "")),
        _ => format!(" {line} {words}\n"),
    }
}

/// Text put in at offsets.
fn put(text: &str, mut at: Vec<(usize, String)>) -> String {
    at.sort_by_key(|(at, _)| *at);
    let mut result = text.to_owned();
    for (at, new) in at.into_iter().rev() {
        result.insert_str(at, &new);
    }
    result
}

fn some(random: &mut Random, places: Vec<usize>, percent: usize) -> Vec<usize> {
    places.into_iter().filter(|_| random.chance(percent)).collect()
}

/// Rust, with comments between tokens.
pub fn rust_comments(random: &mut Random, text: &str) -> String {
    // proc_macro2 does not count a byte order mark.
    let code = text.trim_start_matches('\u{feff}');
    let mut places = Vec::new();
    between_tokens(code, code.parse().unwrap(), &mut places);
    let mark = text.len() - code.len();
    let places = some(random, places, 3);
    let puts = places.into_iter().map(|at| (mark + at, comment(random, "//", Some(("/*", "*/")))));
    put(text, puts.collect())
}

fn between_tokens(text: &str, tokens: TokenStream, places: &mut Vec<usize>) {
    for token in tokens {
        let range = token.span().byte_range();
        // What the tokens of a doc comment stand for is one piece.
        let is_doc = text[range.clone()].starts_with("//") || text[range.clone()].starts_with("/*");
        match token {
            _ if is_doc => {}
            TokenTree::Punct(punct) if punct.spacing() == Spacing::Joint || punct.as_char() == '\'' => {}
            TokenTree::Group(group) => {
                places.push(group.span_open().byte_range().end);
                between_tokens(text, group.stream(), places);
                places.push(range.end);
            }
            _ => places.push(range.end),
        }
    }
}

/// Methods added at the end of a trait.
pub fn add_methods(text: &str, name: &str, new: &[String]) -> String {
    let (_, close) = find_trait(text, name);
    let added: String = new.iter().map(|method| format!("\n    {method}\n")).collect();
    put(text, vec![(close, added)])
}

/// A trait's methods: one may go, two may change places.
pub fn change_trait(random: &mut Random, text: &str, name: &str) -> String {
    let (mut places, _) = find_trait(text, name);
    let mut code: Vec<String> = places.iter().map(|range| text[range.clone()].to_owned()).collect();
    if code.len() > 1 && random.chance(50) {
        let (a, b) = (random.below(code.len()), random.below(code.len()));
        code.swap(a, b);
    }
    if code.len() > 1 && random.chance(40) {
        let gone = random.below(code.len());
        code[gone].clear();
    }
    let mut result = text.to_owned();
    while let (Some(range), Some(code)) = (places.pop(), code.pop()) {
        result.replace_range(range, &code);
    }
    result
}

/// Where a trait's methods are, and its closing brace.
fn find_trait(text: &str, name: &str) -> (Vec<Range<usize>>, usize) {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let base = match text[mark..].starts_with("#!/") {
        true => mark + text[mark..].find('\n').unwrap(),
        false => mark,
    };
    let file = syn::parse_file(&text[base..]).unwrap();
    let mut traits = file.items.iter().filter_map(|item| match item {
        syn::Item::Trait(item) if item.ident == name => Some(item),
        _ => None,
    });
    let found = traits.next().unwrap();
    let methods = found.items.iter().map(|item| item.span().byte_range());
    let methods = methods.map(|range| range.start + base..range.end + base).collect();
    (methods, base + found.brace_token.span.close().byte_range().start)
}

/// A file of entries with headers, such as `[dependencies]`: comments, blank lines, other tables.
pub fn toml(random: &mut Random, text: &str) -> String {
    let mut tables: Vec<String> = Vec::new();
    for line in text.lines() {
        if tables.is_empty() || line.starts_with('[') {
            tables.push(String::new());
        }
        let table = tables.last_mut().unwrap();
        match random.below(8) {
            0 => table.push_str(&format!("# {}\n", random.pick(&COMMENTS))),
            1 if !line.starts_with('[') => table.push('\n'),
            _ => {}
        }
        let is_dependency = line.ends_with("{ workspace = true }");
        match random.below(8) {
            0 if is_dependency => {
                table.push_str(&line.replace(" = { workspace = true }", ".workspace = true"))
            }
            1 if !line.trim().is_empty() => table.push_str(&format!("{line} # {}", random.pick(&COMMENTS))),
            2 => table.push_str(&format!("  {line}")),
            _ => table.push_str(line),
        }
        table.push('\n');
        if line.ends_with("dependencies]") && random.chance(50) {
            table.push_str("regex = { version = \"1\", features = [\n  \"std\", # ]\n] }\n");
        }
    }
    if random.chance(50) {
        tables.push("[package.metadata.docs]\nall = true\n[profile.release]\nlto = 'thin'\n".to_owned());
    }
    let first = if tables[0].trim_start().starts_with('[') { 0 } else { 1 };
    for at in first..tables.len() {
        let other = first + random.below(tables.len() - first);
        tables.swap(at, other);
    }
    tables.concat()
}

/// A compose file: comments and blank lines anywhere, keys, a service and anchors of the user's own.
pub fn compose(random: &mut Random, text: &str) -> String {
    let mut result = String::new();
    for line in text.lines() {
        match random.below(10) {
            0 => result.push_str(&format!("{}# {}\n", " ".repeat(random.below(8)), random.pick(&COMMENTS))),
            1 => result.push('\n'),
            _ => {}
        }
        result.push_str(line);
        if !line.is_empty() && !line.trim_start().starts_with('#') && random.chance(15) {
            result.push_str(&format!(" # {}", random.pick(&COMMENTS)));
        }
        result.push('\n');
        if line.starts_with("services:") && random.chance(50) {
            result.push_str("  db:\n    image: postgres # ours\n    ports: [\"5432:5432\"]\n    command: |\n      a: b\n\n");
        }
        if line.starts_with("    image:") && random.chance(50) {
            result.push_str("    labels: &labels\n      team: core\n    x-same: *labels\n");
        }
    }
    if random.chance(50) {
        result.push_str("x-team: &team {name: core}\nnetworks:\n  default:\n    name: ours\n");
    }
    result
}

/// A `.proto`: comments, options, messages and fields of the user's own; a field may get another name.
pub fn proto(random: &mut Random, text: &str) -> String {
    let mut text = text.to_owned();
    if random.chance(40) {
        text = text.replacen(
            "package pb;\n",
            "package pb;\nimport \"google/protobuf/empty.proto\";\noption java_package = \"a}b\";\n",
            1,
        );
    }
    if random.chance(40) {
        text.push_str(
            "message Mine { string a = 1; message Inner {} reserved 7 to 9; }\nenum Kind { NONE = 0; }\n",
        );
    }
    if random.chance(40) && text.contains("message") {
        let messages: Vec<usize> =
            text.match_indices("Request {\n").map(|(at, found)| at + found.len()).collect();
        let number = 40 + random.below(20);
        text.insert_str(*random.pick(&messages), &format!("  bytes mine = {number} [deprecated = true];\n"));
    }
    if random.chance(30) {
        text = text.replacen(" value = 1;", " id = 1;", 1);
    }
    if random.chance(30) {
        text = text.replacen(" p0 = 1;", " renamed = 1;", 1);
    }
    let flat = random.chance(20);
    let mut places = Vec::new();
    let mut in_string = false;
    for (at, c) in text.char_indices() {
        in_string ^= c == '"';
        if !in_string && matches!(c, ';' | '{' | '}' | ' ' | '=') {
            places.push(at + 1);
        }
    }
    if flat {
        text = text.replace('\n', " ");
    }
    let places = some(random, places, 6);
    let puts = places.into_iter().map(|at| (at, comment(random, "//", Some(("/*", "*/")))));
    put(&text, puts.collect())
}

/// How the file is on the disk: line ends, a byte order mark, no line end at the end.
pub fn shape(random: &mut Random, text: &str) -> String {
    let text = if random.chance(25) { text.trim_end() } else { text };
    let text =
        if random.chance(30) { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text.to_owned() };
    if random.chance(20) { format!("\u{feff}{text}") } else { text }
}
