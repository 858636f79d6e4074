//! What attributes say: doc comments, derives, what a method tells kit, and those that kit cannot
//! honour.

mod code;
mod said;

use std::ops::Range;

use proc_macro2::TokenTree;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Path, Token, punctuated::Punctuated};

pub use self::said::Placed;
pub(super) use self::{code::code, said::Said};
use super::syntax::Text;
use crate::diagnostic::Diagnostic;

/// The doc comment, a line each, without the one space after the comment marks, and without the `*`
/// that begin the lines of a block.
pub(super) fn docs(attributes: &[Attribute]) -> Vec<String> {
    let mut lines = Vec::new();
    for attribute in attributes {
        let Meta::NameValue(meta) = &attribute.meta else { continue };
        let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &meta.value else { continue };
        if meta.path.is_ident("doc") {
            let text = text.value();
            let is_starred = text.lines().skip(1).all(|line| line.trim_start().starts_with('*'));
            lines.extend(text.lines().enumerate().map(|(number, line)| {
                let line =
                    if is_starred && number > 0 { line.trim_start().trim_start_matches('*') } else { line };
                line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()
            }));
            if text.is_empty() {
                lines.push(String::new());
            }
        }
    }
    lines
}

/// The last names of what is derived.
pub(super) fn derives(attributes: &[Attribute]) -> Vec<String> {
    let derive = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    let paths = derive.filter_map(|attribute| {
        attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated).ok()
    });
    paths.flatten().filter_map(|path| Some(path.segments.last()?.ident.to_string())).collect()
}

/// `#[cfg(…)]`: kit does not know which build will be made.
pub(super) fn check_cfg(text: &Text, attributes: &[Attribute], what: &str) -> Option<Diagnostic> {
    let cfg = attributes.iter().find(|attribute| attribute.path().is_ident("cfg"))?;
    let error =
        text.error(format!("{what} cannot depend on `cfg`"), cfg, "kit does not know what will be built");
    Some(error.help("remove the attribute"))
}

/// What is said to kit stands on a method.
pub(super) fn check_not_for_kit(text: &Text, attributes: &[Attribute], what: &str) -> Option<Diagnostic> {
    let attribute = attributes.iter().find(|attribute| mentions_kit(attribute))?;
    let error = text.error(format!("{what} cannot have attributes for kit"), attribute, "not on a method");
    Some(error.help("remove the attribute, or move it to the method that it is for"))
}

/// What to take out so that a method is not local any more: the item, or the whole attribute if that says
/// nothing else.
pub(super) fn local(text: &Text, attributes: &[Attribute]) -> Option<Range<usize>> {
    attributes.iter().filter(|attribute| mentions_kit(attribute)).find_map(|attribute| {
        let items = said::items(text, attribute).ok()?;
        let at = items.iter().position(|item| item.path().is_ident("local"))?;
        let item = text.span(&items[at]);
        Some(match (at.checked_sub(1), items.get(at + 1)) {
            (Some(before), _) => text.span(&items[before]).end..item.end,
            (None, Some(after)) => item.start..text.span(after).start,
            (None, None) => {
                let whole = text.span(attribute);
                let rest = &text.source.text[whole.end..];
                whole.start..whole.end + rest.len() - rest.trim_start().len()
            }
        })
    })
}

/// Whether it is a `cfg_attr` with `kit` in its condition.
fn mentions_kit(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else { return false };
    let condition = list.tokens.clone().into_iter().take_while(|token| token.to_string() != ",");
    list.path.is_ident("cfg_attr") && holds_kit(condition)
}

fn holds_kit(mut tokens: impl Iterator<Item = TokenTree>) -> bool {
    tokens.any(|token| match token {
        TokenTree::Group(group) => holds_kit(group.stream().into_iter()),
        token => token.to_string() == "kit",
    })
}
