//! `#[cfg_attr(kit, …)]` on a method: the grammar of what a trait tells kit. Whether it fits the
//! method, and other methods, is for `route`.

use std::ops::Range;

use syn::{Attribute, LitStr, Meta, Token, parse::Parser, punctuated::Punctuated};

use super::mentions_kit;
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{names, route::Verb, syntax::Text},
};

/// A word with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::model) struct Placed<T> {
    pub value: T,
    pub span: Range<usize>,
}

/// What the attributes of one method say.
#[derive(Debug, Default)]
pub(in crate::model) struct Said {
    /// `get("/bugs")`.
    pub route: Option<(Verb, Placed<String>)>,
    /// `rpc("SendEmail")`.
    pub rpc: Option<Placed<String>>,
}

/// Everything but verbs.
const ITEMS: [(&str, &str); 1] = [("rpc", "rpc(\"SendEmail\")")];

impl Said {
    /// Reads all of a method's attributes for kit; what is wrong is noted.
    pub(in crate::model) fn read(text: &Text, attributes: &[Attribute], errors: &mut Diagnostics) -> Self {
        let mut said = Self::default();
        let mut seen: Vec<&str> = Vec::new();
        for attribute in attributes.iter().filter(|attribute| mentions_kit(attribute)) {
            for item in errors.take(items(text, attribute)).into_iter().flatten() {
                let Some(kind) = errors.take(kind(text, &item)) else { continue };
                if seen.contains(&kind) {
                    errors.push(repeated(text, &item, kind));
                    continue;
                }
                seen.push(kind);
                let read = said.item(text, &item);
                errors.take(read);
            }
        }
        said
    }

    fn item(&mut self, text: &Text, item: &Meta) -> Result<(), Diagnostic> {
        if let Some(verb) = verb(item) {
            let example = format!("{}(\"/path\")", verb.item());
            self.route = Some((verb, string(text, item, &example)?));
        } else {
            self.rpc = Some(string(text, item, ITEMS[0].1)?);
        }
        Ok(())
    }
}

/// The items behind `kit`.
fn items(text: &Text, attribute: &Attribute) -> Result<Vec<Meta>, Diagnostic> {
    let parse = Punctuated::<Meta, Token![,]>::parse_terminated;
    let refuse = |label: &str| {
        let error = text.error("kit cannot read this attribute", attribute, label);
        Err(error.help("write `#[cfg_attr(kit, …)]`, for example `#[cfg_attr(kit, get(\"/bugs\"))]`"))
    };
    let Meta::List(list) = &attribute.meta else { return refuse("not a list") };
    let found = match parse.parse2(list.tokens.clone()) {
        Ok(found) => found,
        Err(error) => return refuse(&error.to_string()),
    };
    let mut found = found.into_iter();
    match found.next() {
        Some(Meta::Path(path)) if path.is_ident("kit") => {}
        _ => return refuse("kit reads only what depends on `kit` alone"),
    }
    let rest: Vec<Meta> = found.collect();
    if rest.is_empty() { refuse("says nothing") } else { Ok(rest) }
}

fn verb(item: &Meta) -> Option<Verb> {
    Verb::ALL.into_iter().find(|verb| item.path().is_ident(verb.item()))
}

/// What an item says: a method has one of each kind at most.
fn kind(text: &Text, item: &Meta) -> Result<&'static str, Diagnostic> {
    if verb(item).is_some() {
        return Ok("verb");
    }
    if let Some((name, _)) = ITEMS.iter().find(|(name, _)| item.path().is_ident(name)) {
        return Ok(name);
    }
    let written = text.snippet(item.path());
    let known = || Verb::ALL.map(Verb::item).into_iter().chain(ITEMS.map(|(name, _)| name));
    let error = text.error(
        format!("unknown attribute for kit: `{written}`"),
        item.path(),
        "kit knows none of this name",
    );
    Err(match names::similar(&written, known().map(str::to_owned)) {
        Some(similar) => error.help(format!("did you mean `{similar}`?")),
        None => error.help(format!("it knows: {}", known().collect::<Vec<_>>().join(", "))),
    })
}

fn repeated(text: &Text, item: &Meta, kind: &str) -> Diagnostic {
    match kind {
        "verb" => text
            .error("a method has one verb and path", item, "the second of them")
            .help("remove one, or write a second method"),
        kind => text.error(format!("`{kind}` is said twice"), item, "the second of them").help("remove one"),
    }
}

/// The one string in an item's brackets.
fn string(text: &Text, item: &Meta, example: &str) -> Result<Placed<String>, Diagnostic> {
    let name = text.snippet(item.path());
    let found = match item {
        Meta::List(list) => syn::parse2::<LitStr>(list.tokens.clone()).ok(),
        _ => None,
    };
    let found = found.ok_or_else(|| {
        text.error(format!("`{name}` takes one text in quotes"), item, "not of this form")
            .help(format!("write `{example}`"))
    })?;
    Ok(Placed { value: found.value(), span: inside(text, &found) })
}

/// The place of what a literal holds: parts of it can be shown. Of one with escapes, the whole.
fn inside(text: &Text, literal: &LitStr) -> Range<usize> {
    let whole = text.span(literal);
    let start = text.source.text[whole.clone()].find('"').map_or(whole.start, |at| whole.start + at + 1);
    let inner = start..start + literal.value().len();
    if text.source.text.get(inner.clone()) == Some(&literal.value()) { inner } else { whole }
}
