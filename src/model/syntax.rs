//! From the text of a file to syn's items, with byte offsets that hold in the text as it is on
//! the disk. Whatever the text, the outcome is items or a diagnostic.

mod bounded;
mod lines;
mod wrong;

use std::ops::Range;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Item, spanned::Spanned};

use self::{
    bounded::{Bodies, DEEPEST, DEEPEST_BRACKETS, bounded},
    lines::Lines,
};
use crate::diagnostic::{Diagnostic, Source};

const BOM: &str = "\u{feff}";
/// How long a file may be: syn needs about 250 bytes for each of its bytes.
const LONGEST: usize = 1 << 20;

/// A source of which a part was given to syn, to translate syn's offsets.
#[derive(Clone, Debug)]
pub struct Text {
    pub source: Source,
    /// Length of what was cut off in front: BOM and shebang.
    base: usize,
    lines: Lines,
}

impl Text {
    fn new(source: &Source) -> Self {
        let base = start(&source.text);
        Self { source: source.clone(), base, lines: Lines::of(&source.text, base) }
    }

    /// Where it is written, in bytes.
    pub fn span(&self, node: &impl Spanned) -> Range<usize> {
        let span = node.span();
        self.lines.offset(&self.source.text, span.start())..self.lines.offset(&self.source.text, span.end())
    }

    /// What is written from the start of one place to that of another; nothing if they are not in order.
    pub fn between(&self, start: Span, end: Span) -> &str {
        let range = self.span(&start).start..self.span(&end).start;
        self.source.text.get(range).unwrap_or_default().trim_end()
    }

    /// The first line of code, for what is missing in the file.
    pub fn start(&self) -> Range<usize> {
        let code = &self.source.text[self.base..];
        let start = self.base + (code.len() - code.trim_start().len());
        start..start + code.trim_start().lines().next().map_or(0, str::len)
    }

    /// The text of a node on one line, shortened.
    pub fn snippet(&self, node: &impl ToTokens) -> String {
        const LONGEST: usize = 60;
        let line = self.line(node);
        match line.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line,
        }
    }

    /// What is written at a node, on one line and without its comments.
    pub fn line(&self, node: &impl ToTokens) -> String {
        let line = self.as_written(node).unwrap_or_else(|| self.in_one_line(node));
        if is_tidy(&line) { line } else { tidy(&line) }
    }

    /// The text itself, if there is nothing between its words but one blank.
    fn as_written(&self, node: &impl ToTokens) -> Option<String> {
        let text = self.source.text.get(self.span(node))?;
        let other = |c: char| c == '/' || (c.is_whitespace() && c != ' ');
        (!text.contains(other) && !text.contains("  ")).then(|| text.to_owned())
    }

    fn in_one_line(&self, node: &impl ToTokens) -> String {
        let mut places = Vec::new();
        self.leaves(node.to_token_stream(), &mut places);
        let mut line = String::new();
        let mut end = None;
        for place in places {
            if end.is_some_and(|end| end != place.start) {
                line.push(' ');
            }
            end = Some(place.end);
            line.push_str(self.source.text.get(place).unwrap_or_default());
        }
        line
    }

    /// Where each token is, brackets included.
    fn leaves(&self, tokens: TokenStream, places: &mut Vec<Range<usize>>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) if group.delimiter() != Delimiter::None => {
                    places.push(self.span(&group.span_open()));
                    self.leaves(group.stream(), places);
                    places.push(self.span(&group.span_close()));
                }
                TokenTree::Group(group) => self.leaves(group.stream(), places),
                token => places.push(self.span(&token)),
            }
        }
    }

    /// An error with `node` underlined.
    pub fn error(
        &self,
        title: impl Into<String>,
        node: &impl Spanned,
        label: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(title).at(&self.source, self.span(node), label)
    }
}

/// Whether no blank or comma beside a bracket is one too many.
fn is_tidy(line: &str) -> bool {
    let bytes = line.as_bytes();
    let opens = |pair: &[u8]| matches!(pair, [b'<' | b'(' | b'[', b' ']);
    let closes = |rest: &[u8]| matches!(rest, [b',', b'>', ..] | [b',', b' ', b'>' | b']' | b')', ..]);
    !(bytes.windows(2).any(opens) || (0..bytes.len()).any(|at| closes(&bytes[at..])))
}

/// Without them; a tuple of one part keeps its comma.
fn tidy(line: &str) -> String {
    let line = line.replace("< ", "<").replace(", >", ">").replace(",>", ">");
    let mut line = line.replace("( ", "(").replace("[ ", "[").replace(", ]", "]");
    while let Some(at) = line.find(", )") {
        let (mut depth, mut commas) = (0, 0);
        for c in line[..at].chars().rev() {
            match c {
                ')' | '>' | ']' => depth += 1,
                '(' | '<' | '[' if depth == 0 => break,
                '(' | '<' | '[' => depth -= 1,
                ',' if depth == 0 => commas += 1,
                _ => {}
            }
        }
        line.replace_range(at..at + 3, if commas == 0 { ",)" } else { ")" });
    }
    line
}

/// The items of a text without what their functions do: half the work, and what is wrong in a body is
/// rustc's to say.
pub fn signatures(source: &Source) -> Result<(Text, Vec<Item>), Diagnostic> {
    let (text, tokens) = tokens(source)?;
    items(text, tokens, Bodies::Dropped)
}

/// The items of a text, whole.
pub fn parse(source: &Source) -> Result<(Text, Vec<Item>), Diagnostic> {
    let (text, tokens) = tokens(source)?;
    items(text, tokens, Bodies::Kept)
}

fn items(text: Text, tokens: TokenStream, bodies: Bodies) -> Result<(Text, Vec<Item>), Diagnostic> {
    let tokens = bounded(tokens, bodies).map_err(|token| {
        text.error("the code is nested too deeply", &token, "kit stops here").help(format!(
            "brackets may be nested {DEEPEST_BRACKETS} deep, an expression may have {DEEPEST} parts"
        ))
    })?;
    let file: syn::File = syn::parse2(tokens).map_err(|error| wrong::syntax(&text, &error))?;
    Ok((text, file.items))
}

/// The tokens of a text.
pub fn tokens(source: &Source) -> Result<(Text, TokenStream), Diagnostic> {
    if source.text.len() > LONGEST {
        let title = format!("{} is too long: kit reads Rust files up to {} MiB", source.name, LONGEST >> 20);
        return Err(Diagnostic::error(title).help("move what is not the trait into other modules"));
    }
    let text = Text::new(source);
    let tokens = source.text[text.base..].parse().map_err(|error| wrong::token(&text, &error))?;
    Ok((text, tokens))
}

/// Where Rust begins: behind a BOM and a shebang, as rustc sees it.
fn start(text: &str) -> usize {
    let bom = if text.starts_with(BOM) { BOM.len() } else { 0 };
    let code = &text[bom..];
    let Some(rest) = code.strip_prefix("#!") else { return bom };
    if rest.trim_start().starts_with('[') {
        return bom;
    }
    bom + code.find('\n').unwrap_or(code.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_tidy_stays(line in r"[<>()\[\], a]{0,9}") {
            prop_assert!(!is_tidy(&line) || tidy(&line) == line);
        }
    }

    #[test]
    fn what_is_not_is_mended() {
        assert_eq!(tidy("Map< u8, ( u8, ), [ u8, ],>"), "Map<u8, (u8,), [u8]>");
        for line in ["Result<Vec<u8>, Error>", "&[(u8,)]", "impl Fn(u8, u8) -> u8"] {
            assert!(is_tidy(line), "{line}");
        }
    }
}
