//! The traits that a struct or an enum needs to be sent.

use syn::{Attribute, Ident, Item};

use super::{attributes, modules::Scope};
use crate::diagnostic::Diagnostic;

/// What middleware needs of a message, and what JSON does.
const DERIVES: [&str; 2] = ["Clone", "Debug"];
const JSON_DERIVES: [&str; 2] = ["Serialize", "Deserialize"];

/// The traits are derived, or written by hand in the same file.
pub(super) fn check(
    scope: &Scope,
    (what, name, attrs): (&str, &Ident, &[Attribute]),
    http: bool,
) -> Option<Diagnostic> {
    let json = if http { &JSON_DERIVES[..] } else { &[] };
    let derived = attributes::derives(attrs);
    let has = |wanted: &str| derived.iter().any(|derive| derive == wanted) || implements(scope, name, wanted);
    let missing: Vec<&str> = DERIVES.iter().chain(json).copied().filter(|name| !has(name)).collect();
    if missing.is_empty() {
        return None;
    }
    let label = format!("does not implement {}", missing.join(", "));
    let error = scope.text.error(format!("the {what} `{name}` lacks what a message needs"), name, label);
    let paths: Vec<String> = missing
        .iter()
        .map(|name| if name.ends_with("erialize") { format!("serde::{name}") } else { (*name).to_owned() })
        .collect();
    Some(error.help(format!("add `#[derive({})]`", paths.join(", "))))
}

fn implements(scope: &Scope, ident: &Ident, trait_name: &str) -> bool {
    scope.items.iter().any(|item| {
        let Item::Impl(item) = item else { return false };
        let Some((path, _)) = &item.trait_ else { return false };
        let syn::Type::Path(on) = &*item.self_ty else { return false };
        let named =
            |path: &syn::Path, name: &str| path.segments.last().is_some_and(|last| last.ident == name);
        named(path, trait_name) && named(&on.path, &ident.to_string())
    })
}
