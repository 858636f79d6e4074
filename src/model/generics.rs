//! Definitions and aliases with type parameters: each is read once for everything that stands for these.

use std::mem;

use heck::ToUpperCamelCase;
use syn::{Fields, GenericParam, Generics, Item, ItemType, PathSegment};

use super::{
    advice::Advice,
    attributes, definitions, json,
    modules::{ItemRef, Scope},
    route,
    types::{Generic, Kind, Named, Type},
    typing::{Reader, types_in},
};

/// A definition that something mentions, and what its type parameters stand for there.
#[derive(Clone)]
pub(super) struct Mention {
    pub named: Named,
    pub item: ItemRef,
    pub bound: Vec<(String, Type)>,
}

/// Deeper no type is nested that a person wrote: `struct List<T> { rest: Option<Box<List<Vec<T>>>> }` never ends.
const DEEPEST: usize = 16;

impl Reader<'_> {
    /// What a name stands for that is a type parameter here.
    pub(super) fn bound_to(&self, path: &syn::Path) -> Option<Type> {
        let found = self.bound.iter().find(|(name, _)| path.is_ident(name));
        found.map(|(_, ty)| ty.clone())
    }

    /// What stands for the type parameters. Of those with other parameters, which are refused where they
    /// are defined, nothing.
    pub(super) fn bind(
        &mut self,
        scope: &Scope,
        ty: &syn::Type,
        last: &PathSegment,
        (item, generics): (&ItemRef, &Generics),
    ) -> Option<Vec<(String, Type)>> {
        let name = &last.ident;
        if generics.params.is_empty() && !last.arguments.is_none() {
            let advice = Advice::new("takes no type in angle brackets", format!("write `{name}`"));
            return self.refuse(scope, ty, &advice);
        }
        let Some(parameters) = type_parameters(generics) else { return Some(Vec::new()) };
        let written = types_in(last);
        let needed = parameters.iter().filter(|parameter| parameter.default.is_none()).count();
        if written.len() < needed || written.len() > parameters.len() {
            let all: Vec<String> = parameters.iter().map(|parameter| parameter.ident.to_string()).collect();
            let why = format!("`{name}` takes {}", counted(parameters.len()));
            let advice = Advice::new(why, format!("say what it holds: `{name}<{}>`", all.join(", ")));
            return self.refuse(scope, ty, &advice);
        }
        let mut bound: Vec<(String, Type)> = Vec::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let found = match (written.get(index), &parameter.default) {
                (Some(written), _) => self.value(scope, written),
                (None, default) => {
                    self.within(&bound, |reader| reader.value(&item.scope, &default.as_ref()?.1))
                }
            };
            bound.push((parameter.ident.to_string(), found?));
        }
        if bound.iter().any(|(_, ty)| depth(ty) > DEEPEST) {
            let advice = Advice::new(
                "what it holds grows without end",
                "let a type hold itself with the same types in angle brackets",
            );
            return self.refuse(scope, ty, &advice);
        }
        Some(bound)
    }

    /// The type that an alias stands for.
    pub(super) fn alias(
        &mut self,
        scope: &Scope,
        ty: &syn::Type,
        last: &PathSegment,
        (item, alias): (&ItemRef, &ItemType),
    ) -> Option<Type> {
        if let Some(error) = attributes::check_cfg(&item.scope.text, &alias.attrs, "an alias that is sent") {
            self.errors.push(error);
            return None;
        }
        if type_parameters(&alias.generics).is_none() {
            let why = "this is an alias with lifetimes or constants";
            return self.refuse(scope, ty, &Advice::new(why, "write the type that it stands for"));
        }
        if self.followed > DEEPEST {
            let advice = Advice::new("this alias stands for itself", "write the type that it stands for");
            return self.refuse(scope, ty, &advice);
        }
        let bound = self.bind(scope, ty, last, (item, &alias.generics))?;
        self.followed += 1;
        let found = self.within(&bound, |reader| reader.value(&item.scope, &alias.ty));
        self.followed -= 1;
        found
    }

    /// Of which kind a definition is.
    pub(super) fn kind(&mut self, item: &ItemRef, bound: &[(String, Type)]) -> Kind {
        let (attrs, fields) = match item.item() {
            Item::Enum(found) => return definitions::enum_kind(found),
            Item::Struct(found) if matches!(found.fields, Fields::Named(_)) => return Kind::Struct,
            Item::Struct(found) => (&found.attrs, &found.fields),
            _ => unreachable!("only structs and enums are defined"),
        };
        let held = json::newtype(attrs, fields).filter(|_| self.followed <= DEEPEST);
        // What is wrong with what it holds is said when the definition is read.
        let so_far = (self.errors.0.len(), self.mentioned.len());
        self.followed += 1;
        let held = held.and_then(|held| self.within(bound, |reader| reader.value(&item.scope, &held.ty)));
        self.followed -= 1;
        self.errors.0.truncate(so_far.0);
        self.mentioned.truncate(so_far.1);
        if held.is_some_and(|held| route::is_url_text(&held)) { Kind::Newtype } else { Kind::TupleStruct }
    }

    /// Reads where other type parameters are in scope.
    pub(super) fn within<T>(&mut self, bound: &[(String, Type)], read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = mem::replace(&mut self.bound, bound.to_vec());
        let found = read(self);
        self.bound = outer;
        found
    }
}

/// The definition at a path, of which every instance has a name of its own: `PageBug`.
pub(super) fn named(path: String, kind: Kind, bound: &[(String, Type)]) -> Named {
    if bound.is_empty() {
        return Named { path, kind, generic: None };
    }
    let arguments: Vec<Type> = bound.iter().map(|(_, ty)| ty.clone()).collect();
    let words: String = arguments.iter().map(word).collect();
    Named { path: format!("{path}{words}"), kind, generic: Some(Generic { path, arguments }) }
}

/// Those of a definition that has no others; none if it has lifetimes or constants.
pub(super) fn type_parameters(generics: &Generics) -> Option<Vec<&syn::TypeParam>> {
    let types = generics.params.iter().map(|parameter| match parameter {
        GenericParam::Type(parameter) => Some(parameter),
        _ => None,
    });
    types.collect()
}

/// A type as a part of a name: of `Option<std::net::IpAddr>` it is `OptionIpAddr`.
fn word(ty: &Type) -> String {
    let rust = ty.rust();
    let paths = rust.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    let last = |path: &str| path.rsplit("::").next().unwrap_or(path).to_upper_camel_case();
    paths.map(last).collect()
}

fn depth(ty: &Type) -> usize {
    1 + ty.parameters().into_iter().map(depth).max().unwrap_or(0)
}

fn counted(count: usize) -> String {
    if count == 1 { "one type".to_owned() } else { format!("{count} types") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_definition_holds_is_part_of_its_name() {
        let option = Type::Option(Box::new(Type::Bytes));
        let bound = [("T".to_owned(), Type::String), ("U".to_owned(), option)];
        assert_eq!(named("crate::Page".into(), Kind::Struct, &bound).path, "crate::PageStringOptionVecU8");
        assert_eq!(named("crate::Page".into(), Kind::Struct, &[]).path, "crate::Page");
    }
}
