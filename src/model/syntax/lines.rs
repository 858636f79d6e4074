//! From the lines and columns that proc_macro2 says at once to bytes: its own way to bytes counts
//! characters and remembers each place it was asked for, which took a seventh of a large run.

use std::sync::Arc;

use proc_macro2::LineColumn;

use crate::model::locations::line_starts;

/// Where each line of a text begins.
#[derive(Clone, Debug)]
pub(super) struct Lines(Arc<[usize]>);

impl Lines {
    /// Of what follows `base`, where proc_macro2 began to count.
    pub fn of(text: &str, base: usize) -> Self {
        Self(line_starts(&text[base..], base).collect())
    }

    /// The byte at a line, counted from 1, and a column, counted from 0 in characters.
    pub fn offset(&self, text: &str, at: LineColumn) -> usize {
        let Some(&start) = self.0.get(at.line.saturating_sub(1)) else { return text.len() };
        let line = &text[start..self.0.get(at.line).copied().unwrap_or(text.len())];
        match line.get(..at.column) {
            Some(before) if before.is_ascii() => start + at.column,
            _ => start + line.char_indices().nth(at.column).map_or(line.len(), |(byte, _)| byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::{TokenStream, TokenTree};
    use proptest::prelude::*;

    use super::*;

    fn offsets_agree(tokens: TokenStream, text: &str, base: usize, lines: &Lines) {
        for token in tokens {
            let (span, bytes) = (token.span(), token.span().byte_range());
            assert_eq!(lines.offset(text, span.start()), base + bytes.start, "{text:?}");
            assert_eq!(lines.offset(text, span.end()), base + bytes.end, "{text:?}");
            if let TokenTree::Group(group) = token {
                offsets_agree(group.stream(), text, base, lines);
            }
        }
    }

    proptest! {
        #[test]
        fn bytes_are_those_of_proc_macro2(
            shebang in "(#!é\n)?",
            code in "([a-c]|é|\"ü\n\r\n\"|/\\*ö\n\\*/|// ß\r\n|\\{[é, ]{0,3}\\}|[ ;\n]){0,30}",
        ) {
            let text = format!("{shebang}{code}");
            if let Ok(tokens) = code.parse() {
                offsets_agree(tokens, &text, shebang.len(), &Lines::of(&text, shebang.len()));
            }
        }
    }
}
