//! `#[cfg_attr(kit, …)]` on a method: what its items are. Whether they fit the method, and other
//! methods, is for `route`.

use std::ops::Range;

use proc_macro2::Ident;
use syn::{
    Attribute, Expr, ExprLit, Lit, LitInt, LitStr, Meta, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream, Parser},
    punctuated::Punctuated,
};

use super::mentions_kit;
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{names, route::Verb, syntax::Text},
};

/// Something that is said, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    pub value: T,
    pub span: Range<usize>,
}

/// What the attributes of one method say. Parameters are named as on the wire, without `r#`.
#[derive(Debug, Default, PartialEq)]
pub(in crate::model) struct Said {
    pub route: Option<(Verb, Placed<String>)>,
    pub query: Vec<Placed<String>>,
    pub body: Option<Placed<String>>,
    pub status: Option<Placed<u16>>,
    pub idempotent: Option<bool>,
    /// The span is that of the item.
    pub local: Option<Placed<()>>,
    pub secret: Vec<Placed<String>>,
    pub returns: Option<Placed<String>>,
    pub rpc: Option<Placed<String>>,
}

/// Every item but the verbs, with an example.
const ITEMS: [(&str, &str); 8] = [
    ("query", "query(limit)"),
    ("body", "body(bug)"),
    ("status", "status(201)"),
    ("idempotent", "idempotent` or `idempotent = false"),
    ("local", "local"),
    ("secret", "secret(password)"),
    ("returns", "returns(id)"),
    ("rpc", "rpc(\"SendEmail\")"),
];

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
                if said.item(text, kind, &item).is_none() {
                    errors.push(misformed(text, &item));
                }
            }
        }
        said
    }

    /// Notes one item; `None` if it is not of its form.
    fn item(&mut self, text: &Text, kind: &str, item: &Meta) -> Option<()> {
        match kind {
            "query" => self.query = words(text, item)?,
            "body" => self.body = Some(word(text, item)?),
            "status" => self.status = Some(number(text, item)?),
            "idempotent" => self.idempotent = Some(switch(item)?),
            "local" => self.local = Some(alone(text, item)?),
            "secret" => self.secret = words(text, item)?,
            "returns" => self.returns = Some(word(text, item)?),
            "rpc" => self.rpc = Some(string(text, item)?),
            _ => self.route = Some((verb(item)?, string(text, item)?)),
        }
        Some(())
    }
}

/// The items behind `kit`.
pub(super) fn items(text: &Text, attribute: &Attribute) -> Result<Vec<Meta>, Diagnostic> {
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
    let title = format!("unknown attribute for kit: `{written}`");
    let error = text.error(title, item.path(), "kit knows none of this name");
    let known = || Verb::ALL.map(Verb::item).into_iter().chain(ITEMS.map(|(name, _)| name));
    Err(match names::similar(&written, known().map(str::to_owned)) {
        _ if written == "head" => error.help("a route of `get` answers HEAD, too"),
        Some(similar) => error.help(format!("did you mean `{similar}`?")),
        None => error.help(format!("it knows: {}", known().collect::<Vec<_>>().join(", "))),
    })
}

fn repeated(text: &Text, item: &Meta, kind: &str) -> Diagnostic {
    let error = |title: String| text.error(title, item, "the second of them");
    match kind {
        "verb" => {
            error("a method has one verb and path".to_owned()).help("remove one, or write a second method")
        }
        "query" | "secret" => error(format!("`{kind}` is said twice"))
            .help(format!("name all parameters in one: `{kind}(…, …)`")),
        kind => error(format!("`{kind}` is said twice")).help("remove one"),
    }
}

fn misformed(text: &Text, item: &Meta) -> Diagnostic {
    let name = text.snippet(item.path());
    let (takes, example) = match ITEMS.iter().find(|(known, _)| *known == name) {
        Some((known, example)) => (
            match *known {
                "query" | "secret" => "takes names of parameters, with commas between them",
                "body" => "takes the name of one parameter",
                "returns" => "takes one name",
                "status" => "takes one number",
                "idempotent" => "takes nothing, `true` or `false`",
                "local" => "takes nothing",
                _ => "takes one text in quotes",
            },
            (*example).to_owned(),
        ),
        None => ("takes one text in quotes", format!("{name}(\"/path\")")),
    };
    let error = text.error(format!("`{name}` {takes}"), item, "not of this form");
    error.help(format!("write `{example}`"))
}

/// What stands in an item's brackets.
fn inner<T>(item: &Meta, parse: impl Parser<Output = T>) -> Option<T> {
    let Meta::List(list) = item else { return None };
    parse.parse2(list.tokens.clone()).ok()
}

pub(super) fn string(text: &Text, item: &Meta) -> Option<Placed<String>> {
    let found = inner(item, <LitStr as Parse>::parse)?;
    Some(Placed { value: found.value(), span: within(text, &found) })
}

/// The place of what a literal holds, so that a part of it can be shown. Of one with escapes, the whole.
fn within(text: &Text, literal: &LitStr) -> Range<usize> {
    let whole = text.span(literal);
    let start = text.source.text[whole.clone()].find('"').map_or(whole.start, |at| whole.start + at + 1);
    let inner = start..start + literal.value().len();
    if text.source.text.get(inner.clone()) == Some(&literal.value()) { inner } else { whole }
}

fn number(text: &Text, item: &Meta) -> Option<Placed<u16>> {
    let found = inner(item, <LitInt as Parse>::parse)?;
    Some(Placed { value: found.base10_parse().ok()?, span: text.span(&found) })
}

fn words(text: &Text, item: &Meta) -> Option<Vec<Placed<String>>> {
    // A keyword may be the name of a parameter.
    let parse =
        |input: ParseStream| Punctuated::<Ident, Token![,]>::parse_terminated_with(input, Ident::parse_any);
    let found = inner(item, parse)?;
    let placed = |ident: &Ident| {
        let name = ident.to_string();
        Placed { value: names::field_name(&name).to_owned(), span: text.span(ident) }
    };
    if found.is_empty() { None } else { Some(found.iter().map(placed).collect()) }
}

fn word(text: &Text, item: &Meta) -> Option<Placed<String>> {
    let [word] = words(text, item)?.try_into().ok()?;
    Some(word)
}

/// The item is its name and nothing else.
fn alone(text: &Text, item: &Meta) -> Option<Placed<()>> {
    matches!(item, Meta::Path(_)).then(|| Placed { value: (), span: text.span(item) })
}

/// `idempotent`, or `idempotent = false`.
fn switch(item: &Meta) -> Option<bool> {
    match item {
        Meta::Path(_) => Some(true),
        Meta::NameValue(meta) => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Bool(value), .. }) => Some(value.value),
            _ => None,
        },
        Meta::List(_) => None,
    }
}
