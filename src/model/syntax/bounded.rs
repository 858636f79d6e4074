//! Tokens in which a recursive parser does not get lost, without the bodies of functions if nobody asks
//! for them: the braces stay, and so do all places.

use std::iter::Peekable;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree, token_stream};

/// How deep syn may descend, in tokens that can each open one more level.
pub(super) const DEEPEST: usize = 2_000;
/// How deep brackets may be nested.
pub(super) const DEEPEST_BRACKETS: usize = 200;

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Bodies {
    Kept,
    Dropped,
}

/// The tokens, or the first that lies too deep. A level is opened by a bracket, but also by each token
/// of `!!!x`, `a = b = c` or `if … else if …`, so tokens count up to the next one that certainly ends
/// what they began.
pub(super) fn bounded(tokens: TokenStream, bodies: Bodies) -> Result<TokenStream, Span> {
    within(Level::new(tokens, 0), 1, bodies)
}

fn within(mut level: Level, brackets: usize, bodies: Bodies) -> Result<TokenStream, Span> {
    // Between `fn name` and the body, or the semicolon instead of one.
    let mut in_signature = false;
    let mut kept = Vec::with_capacity(level.rest.size_hint().0);
    while let Some(token) = level.next() {
        if level.depth > DEEPEST || brackets > DEEPEST_BRACKETS {
            return Err(match token {
                TokenTree::Group(group) => group.span_open(),
                token => token.span(),
            });
        }
        let next = level.rest.peek();
        let group = match token {
            TokenTree::Group(group) => group,
            token => {
                match &token {
                    // A type `fn(…)` has no name.
                    TokenTree::Ident(ident) if ident == "fn" => {
                        in_signature |= matches!(next, Some(TokenTree::Ident(_)))
                    }
                    TokenTree::Punct(punct) if punct.as_char() == ';' => in_signature = false,
                    _ => {}
                }
                kept.push(token);
                continue;
            }
        };
        let ends_signature = in_signature && group.delimiter() == Delimiter::Brace && !is_argument(next);
        in_signature &= !ends_signature;
        let inside = match bodies {
            Bodies::Dropped if ends_signature => TokenStream::new(),
            _ => within(Level::new(group.stream(), level.depth), brackets + 1, bodies)?,
        };
        let mut same = Group::new(group.delimiter(), inside);
        same.set_span(group.span());
        kept.push(TokenTree::Group(same));
    }
    Ok(kept.into_iter().collect())
}

/// Whether braces before `next` are an argument of a type, `Grid<{ 2 * N }>`.
fn is_argument(next: Option<&TokenTree>) -> bool {
    matches!(next, Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), '>' | ','))
}

/// The tokens between two brackets, and how deep the one that was read last may lie.
struct Level {
    rest: Peekable<token_stream::IntoIter>,
    outer: usize,
    depth: usize,
    /// `<` and `|` that a comma does not end.
    open: usize,
}

impl Level {
    fn new(tokens: TokenStream, outer: usize) -> Self {
        Self { rest: tokens.into_iter().peekable(), outer, depth: outer, open: 0 }
    }

    fn next(&mut self) -> Option<TokenTree> {
        let token = self.rest.next()?;
        self.depth += 1;
        match &token {
            TokenTree::Punct(punct) => match punct.as_char() {
                '<' | '|' => self.open += 1,
                '>' => self.open = self.open.saturating_sub(1),
                ',' => self.depth = self.outer + self.open,
                ';' => self.end(),
                _ => {}
            },
            TokenTree::Group(group) if self.ends(group.delimiter()) => self.end(),
            _ => {}
        }
        Some(token)
    }

    fn end(&mut self) {
        (self.depth, self.open) = (self.outer, 0);
    }

    /// Whether a bracket ends an item, a statement or an attribute, by what comes next.
    fn ends(&mut self, delimiter: Delimiter) -> bool {
        match (delimiter, self.rest.peek()) {
            (Delimiter::Brace, Some(TokenTree::Ident(ident))) => ident != "else",
            // Attributes, doc comments among them, come in any number.
            (Delimiter::Brace | Delimiter::Bracket, Some(TokenTree::Punct(punct))) => punct.as_char() == '#',
            (Delimiter::Brace, _) => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bodies, bounded};

    #[test]
    fn only_bodies_of_functions_go() {
        let code = "mod a { impl X { fn f<const N: usize>(g: fn(u8) -> u8) -> G<{ N }, 2> where u8: Sized { 1 + } const C: u8 = { 2 }; } } \
            trait T { fn a(&self) -> u8; fn b() { c } } struct S { d: u8 }";
        let left = "mod a { impl X { fn f<const N: usize>(g: fn(u8) -> u8) -> G<{ N }, 2> where u8: Sized { } const C: u8 = { 2 }; } } \
            trait T { fn a(&self) -> u8; fn b() { } } struct S { d: u8 }";
        let tokens = |code: &str| code.parse::<proc_macro2::TokenStream>().unwrap();
        for (bodies, expected) in [(Bodies::Dropped, left), (Bodies::Kept, code)] {
            let found = bounded(tokens(code), bodies).unwrap();
            assert_eq!(found.to_string(), tokens(expected).to_string());
        }
    }
}
