//! Routes that one router cannot tell apart.

use std::{collections::HashMap, ops::Range};

use super::{Route, Verb, path};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Source},
    model::{Method, names},
};

/// Two methods cannot answer one request; and a router takes one path with parameters of two names
/// for two paths that are in each other's way.
pub(in crate::model) fn check_distinct(source: &Source, methods: &[Method], errors: &mut Diagnostics) {
    let mut known: HashMap<(Verb, String), &Method> = HashMap::new();
    let mut paths: HashMap<String, &Method> = HashMap::new();
    for method in methods {
        let Route { verb, path, place, .. } = &method.route;
        let shape = path::shape(path);
        let other = *paths.entry(shape.clone()).or_insert(method);
        let first = *known.entry((*verb, shape)).or_insert(method);
        // Of methods of one name that has been said.
        let is_first = std::ptr::eq(first, method);
        if !is_first && names::method_pascal(&first.name) != names::method_pascal(&method.name) {
            let title = format!(
                "the methods `{}` and `{}` are both `{} {path}`",
                first.name,
                method.name,
                verb.name()
            );
            let error = Diagnostic::error(title).at(source, place.clone(), "the second of them");
            errors.push(error.help("give one of them another path"));
        } else if other.route.path != *path {
            errors.push(renamed(source, other, path, place.clone()));
        }
    }
}

fn renamed(source: &Source, first: &Method, path: &str, place: Range<usize>) -> Diagnostic {
    let title = format!("`{}` and `{path}` are one path with two names", first.route.path);
    let label = format!("the method `{}` calls it `{}`", first.name, first.route.path);
    let error = Diagnostic::error(title).at(source, place, label);
    error.help("give the parameters that stand at the same place the same name")
}
