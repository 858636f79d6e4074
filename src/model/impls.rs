//! Which `impl` of its trait is the service: the one for the struct that kit named, else the only
//! other one. Code for tests does not count.

use std::collections::BTreeSet;

use syn::{Attribute, ImplItem, ImplItemFn, Item, ItemImpl, Meta, Token, Type, punctuated::Punctuated};

use super::names;

/// All impls of a trait in a file, and whether each is for tests.
pub fn all_of<'a>(items: &'a [Item], trait_name: &str) -> Vec<(&'a ItemImpl, bool)> {
    let mut found = Vec::new();
    collect(items, trait_name, false, &mut found);
    found
}

/// Of candidates, `block` being the impl in each, those that are the service. Empty if it cannot be told.
pub fn meant<T>(candidates: Vec<T>, block: impl Fn(&T) -> &ItemImpl, on: &str) -> Vec<T> {
    let (named, others): (Vec<T>, Vec<T>) =
        candidates.into_iter().partition(|found| name_of(block(found)).as_deref() == Some(on));
    match named.len() {
        0 if others.len() == 1 => others,
        _ => named,
    }
}

/// The name of the type that a block is for.
pub fn name_of(block: &ItemImpl) -> Option<String> {
    let Type::Path(path) = &*block.self_ty else { return None };
    path.path.segments.last().map(|segment| segment.ident.to_string())
}

/// A block's method, whether or not its name is written raw.
pub fn method<'a>(block: &'a ItemImpl, name: &str) -> Option<&'a ImplItemFn> {
    block.items.iter().find_map(|item| match item {
        ImplItem::Fn(method) => {
            let ident = method.sig.ident.to_string();
            (names::field_name(&ident) == names::field_name(name)).then_some(method)
        }
        _ => None,
    })
}

/// The names of a block's methods, without `r#`.
pub fn methods(block: &ItemImpl) -> BTreeSet<String> {
    let idents = block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
        _ => None,
    });
    idents.map(|ident| names::field_name(&ident).to_owned()).collect()
}

/// Whether a `cfg` limits an item to tests.
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    let cfgs = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    cfgs.filter_map(|attribute| attribute.parse_args::<Meta>().ok()).any(|meta| needs_test(&meta))
}

fn needs_test(meta: &Meta) -> bool {
    match meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("all") || list.path.is_ident("any") => {
            let inner = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            inner.is_ok_and(|metas| metas.iter().any(needs_test))
        }
        _ => false,
    }
}

fn collect<'a>(items: &'a [Item], trait_name: &str, tests: bool, found: &mut Vec<(&'a ItemImpl, bool)>) {
    for item in items {
        match item {
            Item::Impl(block) => {
                let last = block.trait_.as_ref().and_then(|(path, _)| path.segments.last());
                if last.is_some_and(|segment| segment.ident == trait_name) {
                    found.push((block, tests || is_for_tests(&block.attrs)));
                }
            }
            Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    collect(items, trait_name, tests || is_for_tests(&module.attrs), found);
                }
            }
            _ => {}
        }
    }
}
