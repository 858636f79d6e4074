//! From a type as written to the type that crosses the wire, or the reason why it cannot. What
//! containers may hold is for `containers`.

use std::collections::BTreeSet;

use syn::{GenericArgument, Item, PathArguments, PathSegment};

use super::{
    Dependencies, Transport,
    advice::{self, Advice},
    generics::{self, Mention},
    known::{self, Known},
    modules::{ItemRef, Modules, Scope},
    resolve::{Found, Resolver, search},
    types::{List, Map, Type},
};
use crate::diagnostic::Diagnostics;

/// Reads types, and notes the definitions that they mention and what is wrong with them.
pub(super) struct Reader<'a> {
    pub modules: &'a Modules<'a>,
    pub resolver: Resolver<'a>,
    pub dependencies: &'a Dependencies,
    pub http: bool,
    pub grpc: bool,
    /// Attributes of serde's may say how a field's JSON is made: its type alone does not tell.
    pub in_field: bool,
    /// In the order of their first mention.
    pub mentioned: Vec<Mention>,
    /// What the type parameters stand for in the definition or the alias that is read.
    pub bound: Vec<(String, Type)>,
    /// How many aliases are being followed.
    pub followed: usize,
    /// The error enum that methods name, with its path.
    pub failure: Option<(String, ItemRef)>,
    pub errors: Diagnostics,
}

impl<'a> Reader<'a> {
    pub fn new(
        modules: &'a Modules<'a>,
        dependencies: &'a Dependencies,
        transports: &BTreeSet<Transport>,
    ) -> Self {
        Self {
            modules,
            resolver: Resolver::new(modules),
            dependencies,
            http: transports.contains(&Transport::Http),
            grpc: transports.contains(&Transport::Grpc),
            in_field: false,
            mentioned: Vec::new(),
            bound: Vec::new(),
            followed: 0,
            failure: None,
            errors: Diagnostics::default(),
        }
    }

    /// The type of a result, which may be `()`.
    pub fn output(&mut self, scope: &Scope, ty: &syn::Type) -> Option<Type> {
        match ty {
            syn::Type::Tuple(tuple) if tuple.elems.is_empty() => Some(Type::Unit),
            ty => self.value(scope, ty),
        }
    }

    /// The type of a parameter, which may be borrowed: `&str` is a String that is.
    pub fn param(&mut self, scope: &Scope, ty: &syn::Type) -> Option<Type> {
        let syn::Type::Reference(reference) = ty else { return self.value(scope, ty) };
        if let Some(lifetime) = &reference.lifetime {
            let written = scope.text.snippet(&reference.elem);
            let advice =
                Advice::new("what is received lives no longer than the call", format!("write `&{written}`"));
            let title = format!("the type `{}` cannot be sent", scope.text.snippet(ty));
            self.errors.push(scope.text.error(title, lifetime, &*advice.why).help(&*advice.help));
            return None;
        }
        let borrowed = match &*reference.elem {
            _ if reference.mutability.is_some() => None,
            syn::Type::Slice(slice) => {
                let inner = self.value(scope, &slice.elem)?;
                Some(self.list(scope, ty, List::Vec, inner)?)
            }
            syn::Type::Path(path) => match self.resolver.path(scope, &path.path) {
                Found::Free(name) if name == "str" => Some(Type::String),
                _ => None,
            },
            _ => None,
        };
        borrowed.or_else(|| self.refuse(scope, ty, &advice::for_shape(&scope.text, ty)))
    }

    /// The type of a parameter, a field or of what a container holds.
    pub fn value(&mut self, scope: &Scope, ty: &syn::Type) -> Option<Type> {
        match ty {
            syn::Type::Group(group) => self.value(scope, &group.elem),
            syn::Type::Paren(paren) => self.value(scope, &paren.elem),
            syn::Type::Path(path) if path.qself.is_none() => self.path(scope, ty, &path.path),
            syn::Type::Tuple(tuple) if !tuple.elems.is_empty() => self.tuple(scope, ty, tuple),
            syn::Type::Array(array) => self.array(scope, ty, array),
            ty => self.refuse(scope, ty, &advice::for_shape(&scope.text, ty)),
        }
    }

    fn path(&mut self, scope: &Scope, ty: &syn::Type, path: &syn::Path) -> Option<Type> {
        let last = path.segments.last()?;
        if let Some(bound) = self.bound_to(path) {
            return Some(bound);
        }
        match self.resolver.path(scope, path) {
            Found::Item(item) => self.item(scope, ty, last, item),
            Found::Module(_) => self.refuse(scope, ty, &Advice::new("this is a module", "name a type in it")),
            Found::Foreign(full) => match (std_name(&full), known::find(&full)) {
                (Some(name), _) => self.builtin(scope, ty, last, &name),
                (None, Some(known)) => self.known(scope, ty, last, (&full, known)),
                // `types::Bug` for a module of the crate lacks its `use`.
                (None, None) if self.modules.has(&["crate".to_owned(), full[0].clone()]) => {
                    self.unknown(scope, ty, &last.ident.to_string())
                }
                (None, None) => self.other(scope, ty, last, &full),
            },
            Found::Free(name) => self.free(scope, ty, last, &name),
            Found::Missing(part) => self.missing(scope, ty, last, &part),
        }
    }

    /// A name that nothing brings: what every module sees, or a mistake.
    fn free(&mut self, scope: &Scope, ty: &syn::Type, last: &PathSegment, name: &str) -> Option<Type> {
        let in_prelude = Type::scalar(name).is_some() || ["Option", "Vec", "Box"].contains(&name);
        match advice::for_name(name) {
            _ if in_prelude => self.builtin(scope, ty, last, name),
            Some(advice) if search(self.modules, name).is_none() => self.refuse(scope, ty, &advice),
            _ => self.unknown(scope, ty, name),
        }
    }

    fn builtin(&mut self, scope: &Scope, ty: &syn::Type, last: &PathSegment, name: &str) -> Option<Type> {
        match name {
            "HashMap" => return self.keyed(scope, ty, last, Map::HashMap),
            "BTreeMap" => return self.keyed(scope, ty, last, Map::BTreeMap),
            _ => {}
        }
        if let Some(scalar) = Type::scalar(name) {
            return match last.arguments.is_none() {
                true => self.scalar(scope, ty, scalar),
                false => {
                    let advice = Advice::new("takes no type in angle brackets", format!("write `{name}`"));
                    self.refuse(scope, ty, &advice)
                }
            };
        }
        let inner = self.argument(scope, ty, last)?;
        let inner = self.value(scope, inner)?;
        match name {
            "Option" => self.option(scope, ty, inner),
            "Box" => self.boxed(scope, ty, inner),
            "HashSet" => self.list(scope, ty, List::HashSet, inner),
            "BTreeSet" => self.list(scope, ty, List::BTreeSet, inner),
            _ => self.list(scope, ty, List::Vec, inner),
        }
    }

    fn keyed(&mut self, scope: &Scope, ty: &syn::Type, last: &PathSegment, map: Map) -> Option<Type> {
        let [key, value] = types_in(last)[..] else {
            let name = &last.ident;
            let help = format!("say what it holds, for example `{name}<String, u64>`");
            let advice =
                Advice::new(format!("`{name}` takes the type of the key and that of the value"), help);
            return self.refuse(scope, ty, &advice);
        };
        let (key, value) = (self.value(scope, key), self.value(scope, value));
        self.map(scope, ty, map, key?, value?)
    }

    /// The one type between `<` and `>`.
    fn argument<'t>(
        &mut self,
        scope: &Scope,
        ty: &syn::Type,
        last: &'t PathSegment,
    ) -> Option<&'t syn::Type> {
        if let [inner] = types_in(last)[..] {
            return Some(inner);
        }
        let name = &last.ident;
        let help = format!("say what it holds, for example `{name}<String>`");
        self.refuse(scope, ty, &Advice::new(format!("`{name}` takes one type"), help))
    }

    /// A type of the contract that another crate has: the service's Cargo.toml must have the crate.
    fn known(
        &mut self,
        scope: &Scope,
        ty: &syn::Type,
        last: &PathSegment,
        (full, known): (&[String], &'static Known),
    ) -> Option<Type> {
        if let Some(krate) = known.krate
            && let Some(advice) = self.dependencies.lacks(krate, self.http)
        {
            return self.refuse(scope, ty, &advice);
        }
        match known.argument() {
            None if last.arguments.is_none() => Some(Type::Known(known)),
            None => {
                let why = "takes no type in angle brackets";
                self.refuse(scope, ty, &Advice::new(why, format!("write `{}`", last.ident)))
            }
            Some(_) if self.is_utc(scope, last) => Some(Type::Known(known)),
            Some(argument) if self.grpc => {
                let why = "in protobuf an instant has no time zone";
                self.refuse(scope, ty, &Advice::new(why, format!("write `{}<{argument}>`", last.ident)))
            }
            Some(_) => self.other(scope, ty, last, full),
        }
    }

    fn is_utc(&self, scope: &Scope, last: &PathSegment) -> bool {
        let [syn::Type::Path(zone)] = types_in(last)[..] else { return false };
        matches!(self.resolver.path(scope, &zone.path), Found::Foreign(full) if known::is_utc(&full))
    }

    /// A type of another crate that the contract does not know: fine for serde, nothing for protobuf.
    fn other(&mut self, scope: &Scope, ty: &syn::Type, last: &PathSegment, full: &[String]) -> Option<Type> {
        let name = last.ident.to_string();
        if let Some(advice) = advice::for_name(&name) {
            return self.refuse(scope, ty, &advice);
        }
        if self.grpc {
            return self.refuse(scope, ty, &advice::for_foreign(full));
        }
        let arguments = types_in(last);
        let only_types = match &last.arguments {
            PathArguments::AngleBracketed(all) => all.args.len() == arguments.len(),
            other => other.is_none(),
        };
        if !only_types {
            let advice =
                Advice::new("kit reads only types in angle brackets", "put it into a struct of this crate");
            return self.refuse(scope, ty, &advice);
        }
        let parameters = arguments.into_iter().map(|argument| self.value(scope, argument));
        Some(Type::Other(full.join("::"), parameters.collect::<Option<_>>()?))
    }

    fn item(&mut self, scope: &Scope, ty: &syn::Type, last: &PathSegment, item: ItemRef) -> Option<Type> {
        let (ident, generics) = match item.item() {
            Item::Struct(found) => (&found.ident, &found.generics),
            Item::Enum(found) => (&found.ident, &found.generics),
            Item::Type(alias) => return self.alias(scope, ty, last, (&item, alias)),
            other => return self.refuse(scope, ty, &advice::for_item(other)),
        };
        let bound = self.bind(scope, ty, last, (&item, generics))?;
        let kind = self.kind(&item, &bound);
        let named = generics::named(self.resolver.public_path(&item, ident), kind, &bound);
        if self.mentioned.iter().all(|known| known.named != named) {
            self.mentioned.push(Mention { named: named.clone(), item, bound });
        }
        Some(Type::Named(named))
    }

    /// Notes why a type cannot be sent; always `None`.
    pub(super) fn refuse<T>(&mut self, scope: &Scope, ty: &syn::Type, advice: &Advice) -> Option<T> {
        let text = &scope.text;
        let title = format!("the type `{}` cannot be sent", text.snippet(ty));
        self.errors.push(text.error(title, ty, &*advice.why).help(&*advice.help));
        None
    }
}

/// The types between `<` and `>`.
pub(super) fn types_in(last: &PathSegment) -> Vec<&syn::Type> {
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return Vec::new() };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// The name by which `builtin` knows what lies at this path of the standard library.
fn std_name(path: &[String]) -> Option<String> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let name = match *path {
        ["std" | "alloc", "string", "String"] => "String",
        ["std" | "alloc", "vec", "Vec"] => "Vec",
        ["std" | "alloc", "boxed", "Box"] => "Box",
        ["std" | "core", "option", "Option"] => "Option",
        ["std", "collections", name @ ("HashMap" | "BTreeMap" | "HashSet" | "BTreeSet")] => name,
        ["std" | "core", "primitive", name] if Type::scalar(name).is_some() => name,
        _ => return None,
    };
    Some(name.to_owned())
}
