//! What a variant's `#[error(…)]` says, which callers read.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Field, Lit, Meta, Variant};

use super::is_cause;
use crate::{
    diagnostic::Diagnostic,
    model::{names, syntax::Text},
};

/// The text must not tell what caused the error: that is for the log.
pub(super) fn check(text: &Text, variant: &Variant) -> Option<Diagnostic> {
    let says = variant.attrs.iter().find(|attribute| attribute.path().is_ident("error"))?;
    let causes: Vec<String> =
        variant.fields.iter().enumerate().filter(|(_, field)| is_cause(field)).map(name).collect();
    if !causes.iter().any(|cause| tells(says, cause)) {
        return None;
    }
    let title = format!("callers would read what caused `{}`", variant.ident);
    let error = text.error(title, says, "the text of this variant is sent, as it has a code");
    Some(error.help("say it without the cause, or leave out `code`: callers then get an internal error"))
}

/// As `#[error(…)]` calls the field.
fn name((at, field): (usize, &Field)) -> String {
    let name = field.ident.as_ref().map(|ident| names::field_name(&ident.to_string()).to_owned());
    name.unwrap_or_else(|| at.to_string())
}

fn tells(says: &Attribute, cause: &str) -> bool {
    let Meta::List(list) = &says.meta else { return false };
    let mut tokens = list.tokens.clone().into_iter();
    let Some(TokenTree::Literal(first)) = tokens.next() else {
        // `transparent`, or a function that gets the fields.
        return true;
    };
    let format = match syn::parse_str(&first.to_string()) {
        Ok(Lit::Str(format)) => format.value(),
        _ => return true,
    };
    let rest: TokenStream = tokens.collect();
    shows(&format, cause) || mentions(rest, cause)
}

/// `{cause}`, `{cause:?}`, or `{}`, which counts.
fn shows(format: &str, cause: &str) -> bool {
    let mut next = 0;
    format.replace("{{", "").split('{').skip(1).any(|place| {
        let name = place.split([':', '}']).next().unwrap_or_default().trim();
        let name = name.strip_prefix("r#").unwrap_or(name).to_owned();
        if !name.is_empty() {
            return name == cause;
        }
        next += 1;
        (next - 1).to_string() == cause
    })
}

/// An argument mentions the field: `.0` is one token to Rust's lexer, or two.
fn mentions(tokens: TokenStream, cause: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(group.stream(), cause),
        token => token.to_string().trim_start_matches('.').trim_start_matches("r#") == cause,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_shows_a_field_is_known() {
        let told = |text: &str, cause: &str| {
            let item: syn::ItemStruct = syn::parse_str(&format!("{text} struct S;")).unwrap();
            tells(&item.attrs[0], cause)
        };
        for (text, cause) in [
            ("#[error(\"{0}\")]", "0"),
            ("#[error(\"{}\")]", "0"),
            ("#[error(\"{} {}\")]", "1"),
            ("#[error(\"{source}\")]", "source"),
            ("#[error(\"a {source:?} b\")]", "source"),
            ("#[error(\"{0:>5}\")]", "0"),
            ("#[error(\"{}\", .0)]", "0"),
            ("#[error(\"{}\", .source.kind())]", "source"),
            ("#[error(\"{}\", show(source))]", "source"),
            ("#[error(transparent)]", "0"),
            ("#[error(fmt = show)]", "0"),
        ] {
            assert!(told(text, cause), "{text}");
        }
        for (text, cause) in [
            ("#[error(\"no\")]", "0"),
            ("#[error(\"{{0}}\")]", "0"),
            ("#[error(\"{1}\")]", "0"),
            ("#[error(\"{}\")]", "1"),
            ("#[error(\"{id}\")]", "source"),
            ("#[error(\"{}\", .id)]", "source"),
        ] {
            assert!(!told(text, cause), "{text}");
        }
    }
}
