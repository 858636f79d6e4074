//! Where a source speaks of something by its name, token by token: strings and comments do not count,
//! and neither does whether the rest of the file makes sense.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::syntax::{self, Text};
use crate::{
    diagnostic::{Diagnostic, Source},
    room::with_room,
};

/// The tokens of a source, those in brackets among them.
pub struct Tokens {
    all: Vec<Token>,
}

struct Token {
    span: Range<usize>,
    /// A word, a punctuation mark, a bracket; empty for a literal.
    text: String,
    /// It is in the brackets of `#[…]`.
    in_attribute: bool,
}

impl Tokens {
    pub fn of(source: &Source) -> Result<Self, Diagnostic> {
        with_room(|| {
            let (text, tokens) = syntax::tokens(source)?;
            let mut all = Vec::new();
            flatten(&text, tokens, &mut all);
            Ok(Self { all })
        })?
    }

    /// Where a method of this name is called or named: `.create(`, `.create::<`, `::create`.
    pub fn method(&self, name: &str) -> Vec<Range<usize>> {
        let is_use = |at: usize| match self.before(at, 1) {
            _ if self.all[at].in_attribute => false,
            "." => self.before(at, 2) != "." && matches!(self.after(at), "(" | ":"),
            ":" => self.before(at, 2) == ":",
            _ => false,
        };
        self.words(name).filter(|at| is_use(*at)).map(|at| self.all[at].span.clone()).collect()
    }

    /// Where a field of a variable is named: `endpoints.create`.
    pub fn field(&self, of: &str, name: &str) -> Vec<Range<usize>> {
        let is_field =
            |at: usize| self.before(at, 1) == "." && self.before(at, 2) == of && self.before(at, 3) != ".";
        self.words(name).filter(|at| is_field(*at)).map(|at| self.all[at].span.clone()).collect()
    }

    /// Where a word stands, whatever it means there.
    pub fn word(&self, name: &str) -> Vec<Range<usize>> {
        self.words(name).map(|at| self.all[at].span.clone()).collect()
    }

    /// Where a path begins with this word: `users::NAME`, not `self::users::NAME`.
    pub fn path_head(&self, name: &str) -> Vec<Range<usize>> {
        // Words that are no part of a path.
        const KEYWORDS: [&str; 16] = [
            "as", "break", "const", "dyn", "else", "for", "if", "impl", "in", "match", "move", "mut",
            "return", "use", "where", "while",
        ];
        let is_part = |text: &str| {
            let is_word = text.starts_with(|c: char| c.is_alphanumeric() || c == '_');
            text == ">" || (is_word && !KEYWORDS.contains(&text))
        };
        let is_head = |at: usize| {
            let goes_on = self.after(at) == ":" && self.text(at + 2) == ":";
            // A path may begin with `::`, as that of a crate.
            let within =
                self.before(at, 1) == ":" && self.before(at, 2) == ":" && is_part(self.before(at, 3));
            goes_on && !within
        };
        self.words(name).filter(|at| is_head(*at)).map(|at| self.all[at].span.clone()).collect()
    }

    /// Where a crate is named: at the head of a path, and in `use users;` and `extern crate users;`.
    pub fn crate_name(&self, name: &str) -> Vec<Range<usize>> {
        let is_imported = |at: usize| match self.before(at, 1) {
            "use" => matches!(self.after(at), ";" | "as"),
            "crate" => self.before(at, 2) == "extern",
            _ => false,
        };
        let imported = self.words(name).filter(|at| is_imported(*at)).map(|at| self.all[at].span.clone());
        self.path_head(name).into_iter().chain(imported).collect()
    }

    /// Whether the source itself gives the name a meaning: `struct Users`, `mod users`, `use … as users`.
    pub fn defines(&self, name: &str) -> bool {
        const BEFORE: [&str; 9] =
            ["struct", "enum", "trait", "mod", "type", "union", "const", "static", "fn"];
        self.words(name).any(|at| match self.before(at, 1) {
            "as" => matches!(self.after(at), ";" | "," | ""),
            before => BEFORE.contains(&before),
        })
    }

    fn words(&self, name: &str) -> impl Iterator<Item = usize> {
        let name = name.trim_start_matches("r#");
        let same = move |token: &Token| token.text.trim_start_matches("r#") == name;
        self.all.iter().enumerate().filter(move |(_, token)| same(token)).map(|(at, _)| at)
    }

    fn before(&self, at: usize, steps: usize) -> &str {
        at.checked_sub(steps).map_or("", |at| self.text(at))
    }

    fn after(&self, at: usize) -> &str {
        self.text(at + 1)
    }

    fn text(&self, at: usize) -> &str {
        self.all.get(at).map_or("", |token| &token.text)
    }
}

fn flatten(source: &Text, tokens: TokenStream, all: &mut Vec<Token>) {
    let mut levels = vec![(tokens.into_iter(), None, false)];
    while let Some((level, close, in_attribute)) = levels.last_mut() {
        let in_attribute = *in_attribute;
        let mut push = |span: proc_macro2::Span, text: String| {
            all.push(Token { span: source.span(&span), text, in_attribute });
        };
        match level.next() {
            Some(TokenTree::Group(group)) => {
                push(group.span_open(), open(&group).to_owned());
                let before = |steps: usize| all.len().checked_sub(steps).map_or("", |at| &*all[at].text);
                let is_attribute = group.delimiter() == Delimiter::Bracket
                    && (before(2) == "#" || (before(2), before(3)) == ("!", "#"));
                let level = group.stream().into_iter();
                levels.push((level, Some(group.span_close()), in_attribute || is_attribute));
            }
            Some(TokenTree::Ident(ident)) => push(ident.span(), ident.to_string()),
            Some(TokenTree::Punct(punct)) => push(punct.span(), punct.as_char().to_string()),
            Some(TokenTree::Literal(literal)) => push(literal.span(), String::new()),
            None => {
                if let Some(span) = close.take() {
                    push(span, String::new());
                }
                levels.pop();
            }
        }
    }
}

fn open(group: &Group) -> &'static str {
    match group.delimiter() {
        Delimiter::Parenthesis => "(",
        Delimiter::Brace => "{",
        Delimiter::Bracket => "[",
        Delimiter::None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Tokens {
        Tokens::of(&Source::new("a.rs", text)).unwrap()
    }

    /// The text with each found place in brackets.
    fn marked(text: &str, find: impl Fn(&Tokens) -> Vec<Range<usize>>) -> String {
        let mut marked = text.to_owned();
        for span in find(&tokens(text)).into_iter().rev() {
            marked.insert(span.end, ']');
            marked.insert(span.start, '[');
        }
        marked
    }

    #[test]
    fn finds_calls_and_not_what_only_looks_like_one() {
        let text = "\u{feff}// a.create()\n#[x::create(y)]\nfn create() { a.create(1)\n.create::<u8>(); b.create; \"x.create()\"; \
                    create(); 0..create(); T::create(&x); json!({ c.r#create() }); a.created() }";
        let expected = "\u{feff}// a.create()\n#[x::create(y)]\nfn create() { a.[create](1)\n.[create]::<u8>(); b.create; \
                        \"x.create()\"; create(); 0..create(); T::[create](&x); json!({ c.[r#create]() }); \
                        a.created() }";
        assert_eq!(marked(text, |tokens| tokens.method("create")), expected);
    }

    #[test]
    fn a_path_s_head_is_the_crate() {
        let text = "use users::A; use ::users::B; use crate::users::C; use {users::D, x::users::E}; \
                    users.f(); let users: users::G = <T as users::H>::users::I;";
        let expected = "use [users]::A; use ::[users]::B; use crate::users::C; use {[users]::D, x::users::E}; \
                        users.f(); let users: [users]::G = <T as [users]::H>::users::I;";
        assert_eq!(marked(text, |tokens| tokens.path_head("users")), expected);
    }

    #[test]
    fn knows_what_a_file_defines() {
        for text in ["struct Users;", "mod x { pub enum Users {} }", "use a::b as Users;"] {
            assert!(tokens(text).defines("Users"), "{text}");
        }
        assert!(!tokens("use a::Users; impl Users for <B as Users>::C {} // struct Users").defines("Users"));
    }

    #[test]
    fn what_is_no_rust_is_said() {
        assert!(Tokens::of(&Source::new("a.rs", "fn \"")).is_err());
        assert!(Tokens::of(&Source::new("a.rs", "fn fn )")).is_err());
        assert!(Tokens::of(&Source::new("a.rs", "fn fn = >")).is_ok());
    }
}
