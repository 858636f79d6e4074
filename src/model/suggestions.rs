//! Types that are nowhere: what was probably meant, and where it is.

use syn::{Item, PathSegment};

use super::{
    known,
    modules::Scope,
    names,
    resolve::{Missing, path_text, search},
    types::{SCALARS, Type},
    typing::Reader,
};
use crate::diagnostic::Diagnostic;

impl Reader<'_> {
    /// A name that is nowhere. It may come by `*` from a module that does not parse: then the
    /// error for that is there already.
    pub(super) fn unknown(&mut self, scope: &Scope, ty: &syn::Type, name: &str) -> Option<Type> {
        if !(self.modules.is_broken() && scope.has_glob()) {
            let error = scope.text.error(format!("cannot find the type `{name}`"), ty, "not found");
            let error = self.suggest(scope, error, name);
            self.errors.push(error);
        }
        None
    }

    pub(super) fn missing(
        &mut self,
        scope: &Scope,
        ty: &syn::Type,
        last: &PathSegment,
        part: &Missing,
    ) -> Option<Type> {
        if !self.modules.is_broken() {
            let title = format!("cannot find `{}` in `{}`", part.name, part.within);
            let error = scope.text.error(title, ty, format!("needed for `{}`", last.ident));
            let elsewhere = self.elsewhere(scope, &last.ident.to_string());
            let check = || "check the path: no file, `mod` or `use` of the crate has it".to_owned();
            self.errors.push(error.help(elsewhere.unwrap_or_else(check)));
        }
        None
    }

    /// Where else the crate has a type of this name.
    pub(super) fn elsewhere(&self, scope: &Scope, name: &str) -> Option<String> {
        let (found, what) = search(self.modules, name)?;
        Some(match found.path == scope.path {
            true => format!("there is {what} of this name in this module: write `{name}`"),
            false => format!("there is {what} of this name: `use {};`", path_text(&found.path, name)),
        })
    }

    fn suggest(&self, scope: &Scope, error: Diagnostic, name: &str) -> Diagnostic {
        if let Some(elsewhere) = self.elsewhere(scope, name) {
            return error.help(elsewhere);
        }
        if let Some(path) = known::suggestion(name) {
            return error.help(format!("add `use {path};`"));
        }
        let known = scope.items.iter().filter_map(|item| match item {
            Item::Struct(item) => Some(item.ident.to_string()),
            Item::Enum(item) => Some(item.ident.to_string()),
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
