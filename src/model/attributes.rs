//! What attributes say: doc comments, derives, and those that kit cannot honour.

use syn::{Attribute, Expr, ExprLit, Lit, Meta, Path, Token, punctuated::Punctuated};

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

/// `#[cfg_attr(kit, …)]` is reserved for what the trait tells kit.
pub(super) fn check_kit(text: &Text, attributes: &[Attribute]) -> Option<Diagnostic> {
    let attribute = attributes.iter().find(|attribute| {
        let Meta::List(list) = &attribute.meta else { return false };
        let first = list.tokens.clone().into_iter().next();
        list.path.is_ident("cfg_attr") && first.is_some_and(|token| token.to_string() == "kit")
    })?;
    let error = text.error("unknown attribute for kit", attribute, "this version of kit knows none");
    Some(error.help("remove the attribute"))
}
