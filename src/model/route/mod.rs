//! How a method is reached: verb and path over HTTP, the rpc over gRPC.

mod path;
#[cfg(test)]
mod tests;

use std::{collections::HashMap, ops::Range};

use proc_macro2::Ident;

pub use self::path::Segment;
use super::{
    Method,
    attributes::{Placed, Said},
    names,
    syntax::Text,
};
use crate::diagnostic::{Diagnostic, Diagnostics, Source};

/// A method of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

/// The verb and the path of a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub verb: Verb,
    /// As the trait writes it, or by kit's rule: `/bugs/{id}`.
    pub path: String,
    /// Where the trait says so: of the path, or else of the method's name.
    pub place: Range<usize>,
}

impl Verb {
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// As attributes spell it.
    pub fn item(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
            Self::Put => "put",
            Self::Patch => "patch",
            Self::Delete => "delete",
        }
    }

    /// As HTTP spells it.
    pub fn name(self) -> String {
        self.item().to_uppercase()
    }
}

impl Route {
    /// `POST /send-email`: what holds unless the trait says otherwise.
    fn usual(text: &Text, method: &Ident) -> Self {
        let path = format!("/{}", names::method_kebab(&method.to_string()));
        Self { verb: Verb::Post, path, place: text.span(method) }
    }
}

/// The route of a method.
pub(super) fn read(text: &Text, method: &Ident, said: &Said) -> Result<Route, Diagnostic> {
    let Some((verb, path)) = &said.route else { return Ok(Route::usual(text, method)) };
    for (segment, at) in path::parse(&path.value)
        .map_err(|refused| wrong_path(text, path, refused.at, &refused.why).help(refused.help))?
    {
        if let Segment::Parameter(_) = segment {
            return Err(wrong_path(text, path, at, "parameters in the path are not in the contract yet")
                .help("send it in the body"));
        }
    }
    if *verb != Verb::Post {
        let title = format!("`{}` is not in the contract yet", verb.item());
        return Err(Diagnostic::error(title)
            .at(&text.source, path.span.clone(), "only `post` is")
            .help("use `post`"));
    }
    Ok(Route { verb: *verb, path: path.value.clone(), place: path.span.clone() })
}

/// An error in the path of a method, at a part of it.
fn wrong_path(text: &Text, path: &Placed<String>, at: Range<usize>, why: &str) -> Diagnostic {
    let title = format!("the path `{}` cannot be", path.value);
    // Of a text with escapes the whole literal is shown.
    let exact = path.span.len() == path.value.len();
    let span = if exact { path.span.start + at.start..path.span.start + at.end } else { path.span.clone() };
    Diagnostic::error(title).at(&text.source, span, why)
}

/// The name of a method's rpc, and the place that says it.
pub(super) fn rpc(text: &Text, method: &Ident, said: &Said) -> Result<Placed<String>, Diagnostic> {
    let Some(name) = &said.rpc else { return Ok(usual_rpc(text, method)) };
    // Source: <https://protobuf.dev/reference/protobuf/proto3-spec/#identifiers>
    let letters = name.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if letters && name.value.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Ok(name.clone());
    }
    let error = Diagnostic::error(format!("`{}` cannot be the name of an rpc", name.value));
    let error =
        error.at(&text.source, name.span.clone(), "protobuf takes letters, digits and `_`, a letter first");
    Err(error.help(format!("write for example `rpc(\"{}\")`", usual_rpc(text, method).value)))
}

/// What the rpc is called unless the trait says otherwise.
pub(super) fn usual_rpc(text: &Text, method: &Ident) -> Placed<String> {
    Placed { value: names::method_pascal(&method.to_string()), span: text.span(method) }
}

/// Two methods cannot answer one request.
pub(super) fn check_distinct(source: &Source, methods: &[Method], errors: &mut Diagnostics) {
    let mut known: HashMap<(Verb, &str), &Method> = HashMap::new();
    for method in methods {
        let Route { verb, path, place } = &method.route;
        let Some(first) = known.get(&(*verb, &**path)) else {
            known.insert((*verb, path), method);
            continue;
        };
        // Of methods of one name that has been said.
        if names::method_pascal(&first.name) == names::method_pascal(&method.name) {
            continue;
        }
        let title =
            format!("the methods `{}` and `{}` are both `{} {path}`", first.name, method.name, verb.name());
        let error = Diagnostic::error(title).at(source, place.clone(), "the second of them");
        errors.push(error.help("give one of them another path"));
    }
}
