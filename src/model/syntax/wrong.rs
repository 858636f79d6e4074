//! What is said of a text that is not Rust: where, and what to do about the mistakes that are usual.

use proc_macro2::{LexError, TokenStream};

use super::Text;
use crate::{diagnostic::Diagnostic, model::names};

/// The words that begin an item or stand in front of one.
const KEYWORDS: [&str; 11] =
    ["async", "const", "enum", "impl", "mod", "pub", "static", "struct", "trait", "type", "use"];

/// No tokens can be made of the text.
pub(super) fn token(text: &Text, error: &LexError) -> Diagnostic {
    let at = text.span(&error.span()).start;
    let rest = &text.source.text[at..];
    let first = rest.chars().next();
    let span = at..at + first.map_or(0, char::len_utf8);
    let (title, label, help) = match first {
        Some(open @ ('(' | '[' | '{')) => (
            format!("this file has an unclosed `{open}`"),
            "never closed",
            format!("write `{}` where it ends", closing(open)),
        ),
        Some(close @ (')' | ']' | '}')) => (
            format!("unexpected closing `{close}`"),
            "does not match what is open here",
            close_first(text, at, close),
        ),
        Some('"') => ("unterminated string".into(), "never closed", "write `\"` where it ends".into()),
        Some('\'') => (
            "unterminated character".into(),
            "never closed",
            "write `'` behind the one character; a longer text is written in `\"`".into(),
        ),
        Some('/') if rest.starts_with("/*") => (
            "unterminated comment".into(),
            "never closed",
            "write `*/` where it ends, once for each `/*` in it".into(),
        ),
        Some('“' | '”' | '„') => ("this is not Rust".into(), "no token of Rust", "write `\"`".into()),
        Some(other) => (
            "this is not Rust".into(),
            "no token of Rust starts here",
            format!("remove `{}`: it may stand in a string or a comment only", other.escape_debug()),
        ),
        None => ("this is not Rust".into(), "the file ends too early", "finish what is begun".into()),
    };
    Diagnostic::error(title).at(&text.source, span, label).help(help)
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// What is open in front of a bracket that closes something else.
fn close_first(text: &Text, at: usize, close: char) -> String {
    let before = &text.source.text[text.base..at];
    let Err(error) = before.parse::<TokenStream>() else {
        return format!("nothing is open here: remove the `{close}`");
    };
    let open_at = text.span(&error.span()).start;
    match text.source.text[open_at..].chars().next() {
        Some(open @ ('(' | '[' | '{')) => {
            let (line, column) = text.source.position(open_at);
            format!("close the `{open}` of line {line}, column {column} with `{}` first", closing(open))
        }
        _ => format!("remove the `{close}`"),
    }
}

/// The tokens are no items.
pub(super) fn syntax(text: &Text, error: &syn::Error) -> Diagnostic {
    // syn says where only if there is a token; at the end of the file there is none.
    let code_end = text.source.text.trim_end().len();
    let span =
        if error.span().byte_range() == (0..0) { code_end..code_end } else { text.span(&error.span()) };
    let said = error.to_string();
    let place = Place { before: &text.source.text[..span.start], found: &text.source.text[span.clone()] };
    let (label, help) = place.advice(&said);
    Diagnostic::error("syntax error").at(&text.source, span, label.unwrap_or(said)).help(help)
}

/// Where syn stopped.
struct Place<'t> {
    before: &'t str,
    found: &'t str,
}

impl Place<'_> {
    /// What is written at the place, where that says more than syn, and what to do.
    fn advice(&self, said: &str) -> (Option<String>, String) {
        if said == "expected curly braces or `;`" {
            let line = self.before.trim_end().matches('\n').count() + 1;
            return (None, format!("end the signature in line {line} with `;`"));
        }
        if let Some(keyword) = self.misspelt(said) {
            return (None, format!("did you mean `{keyword}`?"));
        }
        if matches!(self.found, "," | ";") && self.before.trim_end().ends_with([',', ';', '(', '{']) {
            return (Some("one too many".to_owned()), format!("remove the `{}`", self.found));
        }
        if said.starts_with("unexpected end of input") {
            return (None, "finish what is begun here, or remove it".to_owned());
        }
        if said == "expected `:`" {
            return (None, "fields and parameters are written `name: Type`".to_owned());
        }
        if said == "expected `,`" {
            return (None, "put a `,` between this and what is before it".to_owned());
        }
        if said.starts_with("expected one of: `fn`, `extern`, `use`") {
            let help =
                "outside of functions there are items only: `use`, `pub trait`, `pub struct`, `impl`, `fn` …";
            return (Some("no item starts like this".to_owned()), help.to_owned());
        }
        (None, "rustc reads the file the same way: `cargo check` says more of what it expects".to_owned())
    }

    /// A keyword that the word at the place, or the one in front of it, is nearly.
    fn misspelt(&self, said: &str) -> Option<String> {
        let last = self.before.split_whitespace().next_back().unwrap_or_default();
        let word = match said {
            "expected `!`" => last,
            said if said.starts_with("expected one of: ") => self.found,
            _ => return None,
        };
        if KEYWORDS.contains(&word) {
            return None;
        }
        names::similar(word, KEYWORDS.map(str::to_owned).into_iter())
    }
}

#[cfg(test)]
mod tests {
    use crate::{diagnostic::Source, model::syntax::parse};

    #[test]
    fn usual_mistakes_are_told_what_to_do() {
        for (text, help) in [
            ("trait A {\n    fn a()\n    fn b();\n}", "end the signature in line 2 with `;`"),
            ("imp A for B {}", "did you mean `impl`?"),
            ("pub strct A;", "did you mean `struct`?"),
            ("trait A { fn a(x: u8,, y: u8); }", "remove the `,`"),
            ("struct A { x: u8; y: u8 }", "put a `,` between this and what is before it"),
            ("struct A { x u8 }", "fields and parameters are written `name: Type`"),
            ("fn a() { (1] }", "close the `(` of line 1, column 10 with `)` first"),
            ("fn a() {} }", "nothing is open here: remove the `}`"),
            ("fn a() {", "write `}` where it ends"),
            ("const A: &str = “a”;", "write `\"`"),
        ] {
            let error = parse(&Source::new("a.rs", text)).err().unwrap();
            assert_eq!(error.help, [help], "{text}: {}", error.render(false));
        }
    }
}
