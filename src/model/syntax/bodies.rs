//! Functions without what is between their braces: the braces stay, and so do all places.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// What lies deeper than `depth` brackets stays as it is.
pub(super) fn without(tokens: TokenStream, depth: usize) -> TokenStream {
    let Some(depth) = depth.checked_sub(1) else { return tokens };
    let mut tokens = tokens.into_iter().peekable();
    // Between `fn name` and the body, or the semicolon instead of one.
    let mut in_signature = false;
    let mut kept = Vec::new();
    while let Some(token) = tokens.next() {
        let next = tokens.peek();
        kept.push(match token {
            TokenTree::Ident(ident) if ident == "fn" => {
                // A type `fn(…)` has no name.
                in_signature |= matches!(next, Some(TokenTree::Ident(_)));
                TokenTree::Ident(ident)
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => {
                in_signature = false;
                TokenTree::Punct(punct)
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let inside = match (in_signature, is_argument(next)) {
                    (true, true) => group.stream(),
                    (true, false) => TokenStream::new(),
                    (false, _) => without(group.stream(), depth),
                };
                in_signature &= is_argument(next);
                let mut same = Group::new(Delimiter::Brace, inside);
                same.set_span(group.span());
                TokenTree::Group(same)
            }
            token => token,
        });
    }
    kept.into_iter().collect()
}

/// Whether braces before `next` are an argument of a type, `Grid<{ 2 * N }>`.
fn is_argument(next: Option<&TokenTree>) -> bool {
    matches!(next, Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), '>' | ','))
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn only_bodies_of_functions_go() {
        let code = "mod a { impl X { fn f<const N: usize>(g: fn(u8) -> u8) -> G<{ N }, 2> where u8: Sized { 1 + } const C: u8 = { 2 }; } } \
            trait T { fn a(&self) -> u8; fn b() { c } } struct S { d: u8 }";
        let left = "mod a { impl X { fn f<const N: usize>(g: fn(u8) -> u8) -> G<{ N }, 2> where u8: Sized { } const C: u8 = { 2 }; } } \
            trait T { fn a(&self) -> u8; fn b() { } } struct S { d: u8 }";
        let tokens = |code: &str| code.parse::<proc_macro2::TokenStream>().unwrap().to_string();
        assert_eq!(without(code.parse().unwrap(), 9).to_string(), tokens(left));
    }
}
