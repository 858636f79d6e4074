//! The modules of a crate, parsed when something in them is asked for.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    ops::Range,
    rc::Rc,
};

use syn::{Item, Visibility};

use super::{
    dependencies::{Dependencies, Dependency},
    impls::is_for_tests,
    imports::{Import, imports},
    syntax::{self, Text},
};
use crate::{
    diagnostic::{Diagnostic, Source},
    room::with_room,
};

/// The module files of one crate, and what it depends on.
#[derive(Clone, Debug, Default)]
pub struct Crate {
    pub modules: Vec<Module>,
    pub dependencies: Dependencies,
}

/// How a crate calls itself.
const OWN: &str = "crate";

/// One of them: `["types", "bug"]` is `crate::types::bug`, the root is empty.
#[derive(Clone, Debug)]
pub struct Module {
    pub path: Vec<String>,
    pub source: Source,
}

/// A parsed module, in a file of its own or inline.
pub(super) struct Scope {
    /// From its crate: `["crate", "types"]`, or `["shared", "types"]` of a dependency.
    pub path: Vec<String>,
    pub text: Text,
    pub items: Vec<Item>,
    pub imports: Vec<Import>,
    /// It is in a module that a `cfg` limits to tests.
    pub for_tests: bool,
}

impl Scope {
    /// Names may come in that no `use` spells out.
    pub fn has_glob(&self) -> bool {
        self.imports.iter().any(|import| import.name.is_none())
    }

    /// Whether the module is of the service's own crate.
    pub fn is_own(&self) -> bool {
        self.path[0] == OWN
    }
}

/// Which item of which module.
#[derive(Clone)]
pub(super) struct ItemRef {
    pub scope: Rc<Scope>,
    index: usize,
}

impl ItemRef {
    pub fn new(scope: &Rc<Scope>, index: usize) -> Self {
        Self { scope: scope.clone(), index }
    }

    pub fn is(&self, other: &Self) -> bool {
        self.index == other.index && self.scope.path == other.scope.path
    }

    pub fn item(&self) -> &Item {
        &self.scope.items[self.index]
    }
}

pub(super) struct Modules<'a> {
    files: BTreeMap<Vec<String>, &'a Source>,
    /// `None`: the module does not parse, which `errors` says.
    parsed: RefCell<BTreeMap<Vec<String>, Option<Rc<Scope>>>>,
    errors: RefCell<Vec<Diagnostic>>,
    broken: Cell<bool>,
}

impl<'a> Modules<'a> {
    pub fn new(krate: &'a Crate) -> Self {
        let own = krate.modules.iter().map(|module| (OWN, module));
        let of_others = krate.dependencies.0.iter().flat_map(|(name, Dependency { modules, .. })| {
            modules.iter().map(move |module| (&**name, module))
        });
        let absolute = |name: &str, path: &[String]| [&[name.to_owned()], path].concat();
        let files = own.chain(of_others).map(|(name, module)| (absolute(name, &module.path), &module.source));
        let files = files.collect();
        Self { files, parsed: RefCell::default(), errors: RefCell::default(), broken: Cell::new(false) }
    }

    /// The syntax errors met so far.
    pub fn take_errors(&self) -> Vec<Diagnostic> {
        self.errors.take()
    }

    /// A module in a file that does not parse was asked for: what is missing may be in it.
    pub fn is_broken(&self) -> bool {
        self.broken.get()
    }

    pub fn get(&self, path: &[String]) -> Option<Rc<Scope>> {
        let file =
            (1..=path.len()).rev().map(|end| &path[..end]).find(|file| self.files.contains_key(*file))?;
        if !self.parsed.borrow().contains_key(file) {
            self.load(file);
        }
        self.parsed.borrow().get(path).cloned().flatten()
    }

    /// Every module, for a suggestion; those that do not parse are left out.
    pub fn for_search(&self) -> Vec<Rc<Scope>> {
        for (path, source) in &self.files {
            if !self.parsed.borrow().contains_key(path)
                && let Ok((text, items)) = syntax::signatures(source)
            {
                self.enter(path.clone(), &text, items, false);
            }
        }
        self.parsed.borrow().values().flatten().cloned().collect()
    }

    /// The own modules in whose text a word occurs; those that do not parse are left out.
    pub fn mentioning(&self, word: &str) -> Vec<Rc<Scope>> {
        for (path, source) in &self.files {
            if path[0] == OWN
                && source.text.contains(word)
                && !self.parsed.borrow().contains_key(path)
                && let Ok((text, items)) = syntax::signatures(source)
            {
                self.enter(path.clone(), &text, items, false);
            }
        }
        self.parsed
            .borrow()
            .values()
            .flatten()
            .filter(|scope| scope.is_own() && scope.text.source.text.contains(word))
            .cloned()
            .collect()
    }

    /// Whether the crate has the module, parsed or not.
    pub fn has(&self, path: &[String]) -> bool {
        self.files.keys().any(|file| file.starts_with(path)) || self.get(path).is_some()
    }

    fn load(&self, path: &[String]) {
        match syntax::signatures(self.files[path]) {
            Ok((text, items)) => self.enter(path.to_vec(), &text, items, false),
            Err(error) => {
                self.broken.set(true);
                self.errors.borrow_mut().push(error);
                self.parsed.borrow_mut().insert(path.to_vec(), None);
            }
        }
    }

    fn enter(&self, path: Vec<String>, text: &Text, mut items: Vec<Item>, for_tests: bool) {
        for item in &mut items {
            let Item::Mod(module) = item else { continue };
            if let Some((_, content)) = &mut module.content {
                let inner = [&*path, &[module.ident.to_string()]].concat();
                let for_tests = for_tests || is_for_tests(&module.attrs);
                self.enter(inner, text, std::mem::take(content), for_tests);
            }
        }
        let imports = imports(&items);
        let scope = Scope { path: path.clone(), text: text.clone(), items, imports, for_tests };
        self.parsed.borrow_mut().insert(path, Some(Rc::new(scope)));
    }

    /// Whether the module can be named from everywhere in the service's crate: each on the way to it
    /// is `pub`; in that crate itself `pub(crate)` will do, and it sees all that its root has.
    pub fn is_visible(&self, path: &[String]) -> bool {
        let is_own = path[0] == OWN;
        let first = if is_own { 3 } else { 2 };
        (first..=path.len()).all(|end| {
            let (name, parent) = (&path[end - 1], &path[..end - 1]);
            let Some(parent) = self.get(parent) else { return true };
            parent.items.iter().any(|item| match item {
                Item::Mod(module) if is_own => module.ident == name && is_crate_visible(&module.vis),
                Item::Mod(module) => module.ident == name && matches!(module.vis, Visibility::Public(_)),
                _ => false,
            })
        })
    }
}

/// `pub`, `pub(crate)` or `pub(in crate)`.
pub(super) fn is_crate_visible(vis: &Visibility) -> bool {
    match vis {
        Visibility::Public(_) => true,
        Visibility::Restricted(restricted) => restricted.path.is_ident("crate"),
        Visibility::Inherited => false,
    }
}

/// `mod name;` in a file.
#[derive(Clone, Debug)]
pub struct Declared {
    pub name: String,
    pub public: bool,
    /// With its attributes.
    pub span: Range<usize>,
}

/// The modules that a file declares at its top, in order; those with their content in the file as well.
pub fn declared(source: &Source) -> Result<Vec<Declared>, Diagnostic> {
    with_room(|| {
        let (text, items) = syntax::parse(source)?;
        let of = |item: &Item| match item {
            Item::Mod(module) => Some(Declared {
                name: module.ident.to_string(),
                public: matches!(module.vis, Visibility::Public(_)),
                span: text.span(module),
            }),
            _ => None,
        };
        Ok(items.iter().filter_map(of).collect())
    })?
}
