//! What a path means: an item of the crate, something of another crate, or nothing. Follows
//! `use`, `as`, `*`, `self`, `super` and `crate` as rustc does; does not judge what it finds.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use syn::Item;

use super::{
    imports::Import,
    known,
    modules::{ItemRef, Modules, Scope},
};

/// The part of a path that is not there, and in what.
#[derive(Clone)]
pub(super) struct Missing {
    pub name: String,
    pub within: String,
}

#[derive(Clone)]
pub(super) enum Found {
    Item(ItemRef),
    Module(Vec<String>),
    /// A path into another crate: `std::collections::HashMap`.
    Foreign(Vec<String>),
    /// A name that no item and no `use` brings: a builtin, a name of the prelude, or a mistake.
    Free(String),
    /// A path of which one part is not there.
    Missing(Missing),
}

/// A module and a name in it.
type Name = (Vec<String>, String);

pub(super) struct Resolver<'a> {
    modules: &'a Modules<'a>,
    /// Names of modules looked up for one path. Those under way are `None`, so that
    /// `use a as b; use b as a;` ends.
    known: RefCell<BTreeMap<Name, Option<Found>>>,
    /// What paths were found to mean: by the module, and as they are written there.
    found: RefCell<HashMap<String, Found>>,
}

/// What `platform` has that a service names; known by heart for `use platform::*`.
const PLATFORM: [&str; 3] = ["Error", "Result", "Stream"];

impl<'a> Resolver<'a> {
    pub fn new(modules: &'a Modules<'a>) -> Self {
        Self { modules, known: RefCell::default(), found: RefCell::default() }
    }

    pub fn path(&self, scope: &Scope, path: &syn::Path) -> Found {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let from_outside = path.leading_colon.is_some();
        let written = format!("{} {from_outside} {}", scope.path.join("::"), segments.join("::"));
        if let Some(found) = self.found.borrow().get(&written) {
            return found.clone();
        }
        self.known.borrow_mut().clear();
        let found = self.segments(scope, from_outside, &segments);
        self.found.borrow_mut().insert(written, found.clone());
        found
    }

    /// The path under which the service's crate can name an item: where it is, or where a module that
    /// is public has it by `pub use`. Where there is neither, the one that does not do.
    pub fn public_path(&self, item: &ItemRef, ident: &syn::Ident) -> String {
        let own = path_text(&item.scope.path, &ident.to_string());
        if self.modules.is_visible(&item.scope.path) {
            return own;
        }
        let krate = &item.scope.path[0];
        let scopes = self.modules.for_search().into_iter();
        let mut scopes: Vec<Rc<Scope>> =
            scopes.filter(|scope| scope.path[0] == *krate && self.modules.is_visible(&scope.path)).collect();
        // The shortest path is the one that its author means.
        scopes.sort_by_key(|scope| (scope.path.len(), scope.path.clone()));
        let found = scopes.iter().find_map(|scope| {
            let public = scope.imports.iter().filter(|import| import.public);
            let name = public.filter_map(|import| self.name_of(scope, import, item, ident)).next()?;
            Some(path_text(&scope.path, &name))
        });
        found.unwrap_or(own)
    }

    /// The name that an import gives to an item, if it brings it.
    fn name_of(&self, scope: &Scope, import: &Import, item: &ItemRef, ident: &syn::Ident) -> Option<String> {
        self.known.borrow_mut().clear();
        match self.import(scope, import) {
            Found::Module(path) if import.name.is_none() && path == item.scope.path => {
                Some(ident.to_string())
            }
            Found::Item(found) if found.is(item) => import.name.clone(),
            _ => None,
        }
    }

    fn segments(&self, scope: &Scope, from_outside: bool, segments: &[String]) -> Found {
        if from_outside {
            return self.outside(segments);
        }
        let (first, rest) = segments.split_first().expect("a path has a segment");
        let found = match &**first {
            "crate" => Found::Module(vec![scope.path[0].clone()]),
            "self" => Found::Module(scope.path.clone()),
            "super" => parent(&scope.path),
            name => match self.name(scope, name) {
                Some(found) => found,
                None if rest.is_empty() => return Found::Free(first.clone()),
                None => return self.outside(segments),
            },
        };
        self.rest(found, first, rest)
    }

    /// A path that begins with the name of a crate.
    fn outside(&self, segments: &[String]) -> Found {
        let (krate, rest) = segments.split_first().expect("a path has a segment");
        let root = [krate.clone()];
        match krate != "crate" && self.modules.has(&root) {
            true => self.rest(Found::Module(root.to_vec()), krate, rest),
            false => Found::Foreign(segments.to_vec()),
        }
    }

    fn rest(&self, mut found: Found, first: &str, mut rest: &[String]) -> Found {
        while let Some((next, after)) = rest.split_first() {
            found = match found {
                Found::Module(path) if next == "super" => parent(&path),
                Found::Module(path) => self.member(&path, next),
                Found::Foreign(mut path) => {
                    path.push(next.clone());
                    Found::Foreign(path)
                }
                Found::Item(_) | Found::Free(_) => missing(next, first),
                missing @ Found::Missing(_) => missing,
            };
            rest = after;
        }
        found
    }

    fn member(&self, module: &[String], name: &str) -> Found {
        let found = match self.modules.get(module) {
            Some(scope) => self.name(&scope, name),
            None => self.module(module, name),
        };
        found.unwrap_or_else(|| missing(name, &module_text(module)))
    }

    /// What a name means in a module: items first, then `use`, then `use …::*`, as in rustc.
    fn name(&self, scope: &Scope, name: &str) -> Option<Found> {
        let key = (scope.path.clone(), name.to_owned());
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        self.known.borrow_mut().insert(key.clone(), None);
        let found = self.item(scope, name).or_else(|| self.imported(scope, name));
        let found = found.or_else(|| self.globbed(scope, name));
        self.known.borrow_mut().insert(key, found.clone());
        found
    }

    fn item(&self, scope: &Scope, name: &str) -> Option<Found> {
        let found = scope.items.iter().position(|item| type_name(item).is_some_and(|ident| ident == name));
        match found {
            Some(index) if !matches!(scope.items[index], Item::Mod(_)) => {
                Some(Found::Item(ItemRef::new(&self.modules.get(&scope.path)?, index)))
            }
            _ => self.module(&scope.path, name),
        }
    }

    /// A module within another. Whether its file has a `mod` is rustc's to say.
    fn module(&self, parent: &[String], name: &str) -> Option<Found> {
        let module = [parent, &[name.to_owned()]].concat();
        self.modules.has(&module).then_some(Found::Module(module))
    }

    fn imported(&self, scope: &Scope, name: &str) -> Option<Found> {
        let import = scope.imports.iter().find(|import| import.name.as_deref() == Some(name))?;
        Some(self.import(scope, import))
    }

    fn import(&self, scope: &Scope, import: &Import) -> Found {
        match self.segments(scope, import.from_outside, &import.path) {
            // `use uuid;` or the name of a crate that is renamed.
            Found::Free(name) => self.outside(&[name]),
            found => found,
        }
    }

    fn globbed(&self, scope: &Scope, name: &str) -> Option<Found> {
        let mut globs = scope.imports.iter().filter(|import| import.name.is_none());
        globs.find_map(|glob| match self.import(scope, glob) {
            Found::Module(path) => self.modules.get(&path).and_then(|scope| self.name(&scope, name)),
            Found::Foreign(path) if path == ["platform"] && PLATFORM.contains(&name) => {
                Some(Found::Foreign(vec!["platform".to_owned(), name.to_owned()]))
            }
            Found::Foreign(path) => known::in_glob(&path, name).map(Found::Foreign),
            _ => None,
        })
    }
}

fn missing(name: &str, within: &str) -> Found {
    Found::Missing(Missing { name: name.to_owned(), within: within.to_owned() })
}

fn parent(path: &[String]) -> Found {
    match path.split_last() {
        Some((_, parent)) if !parent.is_empty() => Found::Module(parent.to_vec()),
        _ => missing("super", "crate"),
    }
}

/// The name that an item has among types and modules.
pub(super) fn type_name(item: &Item) -> Option<&syn::Ident> {
    match item {
        Item::Enum(item) => Some(&item.ident),
        Item::Mod(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        Item::Trait(item) => Some(&item.ident),
        Item::TraitAlias(item) => Some(&item.ident),
        Item::Type(item) => Some(&item.ident),
        Item::Union(item) => Some(&item.ident),
        _ => None,
    }
}

/// A module that has a struct or an enum of this name, and which of the two.
pub(super) fn search(modules: &Modules, name: &str) -> Option<(Rc<Scope>, &'static str)> {
    let what = |item: &Item| match item {
        Item::Struct(item) if item.ident == name => Some("a struct"),
        Item::Enum(item) if item.ident == name => Some("an enum"),
        _ => None,
    };
    let found = modules.for_search().into_iter();
    found.filter_map(|scope| scope.items.iter().find_map(what).map(|what| (scope.clone(), what))).next()
}

/// `crate::types::Bug`.
pub(super) fn path_text(module: &[String], name: &str) -> String {
    format!("{}::{name}", module_text(module))
}

fn module_text(module: &[String]) -> String {
    module.join("::")
}
