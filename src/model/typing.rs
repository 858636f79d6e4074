//! From a type as written to the type that crosses the wire, or the reason why it cannot.

use std::collections::BTreeSet;

use syn::{GenericArgument, Item, PathArguments, PathSegment};

use super::{
    Transport,
    advice::{self, Advice},
    modules::{ItemRef, Modules, Scope},
    names,
    resolve::{Found, Missing, Resolver, path_text, search},
    types::{Int, SCALARS, Type},
};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Reads types, and notes the structs that they mention and what is wrong with them.
pub(super) struct Reader<'a> {
    pub modules: &'a Modules<'a>,
    pub resolver: Resolver<'a>,
    pub http: bool,
    pub grpc: bool,
    /// In the order of their first mention, with their paths.
    pub mentioned: Vec<(String, ItemRef)>,
    pub errors: Diagnostics,
}

impl<'a> Reader<'a> {
    pub fn new(modules: &'a Modules<'a>, transports: &BTreeSet<Transport>) -> Self {
        Self {
            modules,
            resolver: Resolver::new(modules),
            http: transports.contains(&Transport::Http),
            grpc: transports.contains(&Transport::Grpc),
            mentioned: Vec::new(),
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

    /// The type of a parameter, a field or of what a container holds.
    pub fn value(&mut self, scope: &Scope, ty: &syn::Type) -> Option<Type> {
        match ty {
            syn::Type::Group(group) => self.value(scope, &group.elem),
            syn::Type::Paren(paren) => self.value(scope, &paren.elem),
            syn::Type::Path(path) if path.qself.is_none() => self.path(scope, ty, &path.path),
            ty => self.refuse(scope, ty, &advice::for_shape(&scope.text, ty)),
        }
    }

    fn path(&mut self, scope: &Scope, ty: &syn::Type, path: &syn::Path) -> Option<Type> {
        let last = path.segments.last()?;
        match self.resolver.path(scope, path) {
            Found::Item(item) => self.item(scope, ty, last, item),
            Found::Module(_) => {
                self.refuse(scope, ty, &Advice::new("this is a module", "name a struct in it"))
            }
            Found::Foreign(full) => match std_name(&full) {
                Some(name) => self.builtin(scope, ty, last, name),
                // `types::Bug` for a module of the crate lacks its `use`.
                None if self.modules.has(&full[..1]) => self.unknown(scope, ty, &last.ident.to_string()),
                None => self.refuse(scope, ty, &advice::for_foreign(&full)),
            },
            Found::Free(name) => self.builtin(scope, ty, last, &name),
            Found::Missing(part) => self.missing(scope, ty, last, &part),
        }
    }

    fn builtin(&mut self, scope: &Scope, ty: &syn::Type, last: &PathSegment, name: &str) -> Option<Type> {
        match name {
            "Option" => {
                let inner = self.argument(scope, ty, last)?;
                let inner = self.value(scope, inner)?;
                self.option(scope, ty, inner)
            }
            "Vec" => {
                let inner = self.argument(scope, ty, last)?;
                let inner = self.value(scope, inner)?;
                self.vec(scope, ty, inner)
            }
            name => match (Type::named(name), advice::for_name(name)) {
                (Some(scalar), _) if last.arguments.is_none() => Some(scalar),
                (Some(_), _) => {
                    let advice = Advice::new("takes no type in angle brackets", format!("write `{name}`"));
                    self.refuse(scope, ty, &advice)
                }
                (None, Some(advice)) if search(self.modules, name).is_none() => {
                    self.refuse(scope, ty, &advice)
                }
                (None, _) => self.unknown(scope, ty, name),
            },
        }
    }

    /// The one type between `<` and `>`.
    fn argument<'t>(
        &mut self,
        scope: &Scope,
        ty: &syn::Type,
        last: &'t PathSegment,
    ) -> Option<&'t syn::Type> {
        if let PathArguments::AngleBracketed(arguments) = &last.arguments
            && let [GenericArgument::Type(inner)] = &*arguments.args.iter().collect::<Vec<_>>()
        {
            return Some(inner);
        }
        let name = &last.ident;
        let help = format!("say what it holds, for example `{name}<String>`");
        self.refuse(scope, ty, &Advice::new(format!("`{name}` takes one type"), help));
        None
    }

    fn option(&mut self, scope: &Scope, ty: &syn::Type, inner: Type) -> Option<Type> {
        match &inner {
            Type::Option(_) => {
                let why = "JSON's `null` and a missing field are one: the two `None` could not be told apart";
                self.refuse(scope, ty, &Advice::new(why, format!("use `{}`", inner.rust())))
            }
            Type::Vec(_) if self.grpc => {
                let why = "protobuf does not tell an empty list from no list";
                self.refuse(scope, ty, &Advice::new(why, format!("use `{}`, empty for none", inner.rust())))
            }
            _ => Some(Type::Option(Box::new(inner))),
        }
    }

    fn vec(&mut self, scope: &Scope, ty: &syn::Type, inner: Type) -> Option<Type> {
        match &inner {
            Type::Int(Int::U8) => Some(Type::Bytes),
            Type::Vec(_) if self.grpc => {
                let why = "a `repeated` field of protobuf cannot hold a `repeated` field";
                let help = format!(
                    "put the inner list into a struct: `struct Row {{ pub items: {} }}`, `Vec<Row>`",
                    inner.rust()
                );
                self.refuse(scope, ty, &Advice::new(why, help))
            }
            Type::Option(held) if self.grpc => {
                let why = "an element of a `repeated` field of protobuf is never absent";
                let help = format!(
                    "leave the absent ones out, or use a struct: `struct Item {{ pub value: Option<{}> }}`, `Vec<Item>`",
                    held.rust()
                );
                self.refuse(scope, ty, &Advice::new(why, help))
            }
            _ => Some(Type::Vec(Box::new(inner))),
        }
    }

    fn item(&mut self, scope: &Scope, ty: &syn::Type, last: &PathSegment, item: ItemRef) -> Option<Type> {
        let Item::Struct(found) = item.item() else {
            return self.refuse(scope, ty, &advice::for_item(item.item()));
        };
        if !last.arguments.is_none() && found.generics.params.is_empty() {
            let advice = Advice::new("takes no type in angle brackets", format!("write `{}`", found.ident));
            return self.refuse(scope, ty, &advice);
        }
        let path = path_text(&item.scope.path, &found.ident.to_string());
        if self.mentioned.iter().all(|(known, _)| *known != path) {
            self.mentioned.push((path.clone(), item));
        }
        Some(Type::Struct(path))
    }

    fn refuse(&mut self, scope: &Scope, ty: &syn::Type, advice: &Advice) -> Option<Type> {
        let text = &scope.text;
        let title = format!("the type `{}` cannot be sent", text.snippet(ty));
        self.errors.push(text.error(title, ty, &*advice.why).help(&*advice.help));
        None
    }

    /// A name that is nowhere. It may come by `*` from a module that does not parse: then the
    /// error for that is there already.
    fn unknown(&mut self, scope: &Scope, ty: &syn::Type, name: &str) -> Option<Type> {
        if !(self.modules.is_broken() && scope.has_glob()) {
            let error = scope.text.error(format!("cannot find the type `{name}`"), ty, "not found");
            let error = self.suggest(scope, error, name);
            self.errors.push(error);
        }
        None
    }

    fn missing(&mut self, scope: &Scope, ty: &syn::Type, last: &PathSegment, part: &Missing) -> Option<Type> {
        if !self.modules.is_broken() {
            let title = format!("cannot find `{}` in `{}`", part.name, part.within);
            let error = scope.text.error(title, ty, format!("needed for `{}`", last.ident));
            let elsewhere = self.elsewhere(scope, &last.ident.to_string());
            let check = || "check the path: no file, `mod` or `use` of the crate has it".to_owned();
            self.errors.push(error.help(elsewhere.unwrap_or_else(check)));
        }
        None
    }

    /// Where else the crate has a struct of this name.
    fn elsewhere(&self, scope: &Scope, name: &str) -> Option<String> {
        let found = search(self.modules, name)?;
        Some(match found.path == scope.path {
            true => format!("there is a struct of this name in this module: write `{name}`"),
            false => format!("there is a struct of this name: `use {};`", path_text(&found.path, name)),
        })
    }

    fn suggest(&self, scope: &Scope, error: Diagnostic, name: &str) -> Diagnostic {
        if let Some(elsewhere) = self.elsewhere(scope, name) {
            return error.help(elsewhere);
        }
        let known = scope.items.iter().filter_map(|item| match item {
            Item::Struct(item) => Some(item.ident.to_string()),
            _ => None,
        });
        let imported = scope.imports.iter().filter_map(|import| import.name.clone());
        let builtin = SCALARS.iter().map(|(name, _)| *name).chain(["Option", "Vec"]).map(str::to_owned);
        let known = known.chain(imported).chain(builtin).filter(|known| known != name);
        match names::similar(name, known) {
            Some(similar) => error.help(format!("there is a type of a similar name: `{similar}`")),
            None => error.help(format!(
                "define it: `#[derive(Clone, Debug, Serialize, Deserialize)] pub struct {name} {{ … }}`"
            )),
        }
    }
}

/// The name under which Rust's prelude has what lies at this path.
fn std_name(path: &[String]) -> Option<&str> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match *path {
        ["std" | "alloc", "string", "String"] => Some("String"),
        ["std" | "alloc", "vec", "Vec"] => Some("Vec"),
        ["std" | "core", "option", "Option"] => Some("Option"),
        ["std" | "core", "primitive", name] if Type::named(name).is_some() => Some(name),
        _ => None,
    }
}
