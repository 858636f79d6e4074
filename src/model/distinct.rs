//! What several definitions must not have in common, and what they must not hold.

use std::collections::BTreeMap;

use super::{
    Definition, Shape,
    definitions::{Read, a},
    names, proto,
    types::Type,
};
use crate::diagnostic::Diagnostics;

/// Generated code and the `.proto` know definitions by their last name only.
pub(super) fn check(all: &[Read], grpc: bool, errors: &mut Diagnostics) {
    let mut known = BTreeMap::new();
    let mut imported: BTreeMap<&str, &Definition> = BTreeMap::new();
    for read in all {
        let (name, what) = (&read.model.name, read.what());
        let key = if grpc { names::message_struct(name) } else { name.clone() };
        let first = known.insert(key.clone(), &read.model);
        let namesake = *imported.entry(read.model.ident()).or_insert(&read.model);
        let (title, first) = match first {
            _ if namesake.item != read.model.item => {
                (format!("two types are named `{}`", read.model.ident()), &namesake.item)
            }
            Some(first) if grpc => (format!("two types become the message `{key}`"), shown(first)),
            Some(first) => (format!("two types become the schema `{key}`"), shown(first)),
            None => continue,
        };
        let help = format!("the first is `{first}`: rename one, or use one for both");
        errors.push(read.error(title, &format!("the second of them, {}", a(what))).help(help));
    }
    if grpc {
        check_made(all, &known.into_keys().collect::<Vec<_>>(), errors);
        check_constants(all, errors);
    }
}

/// With its path, or what it holds.
fn shown(definition: &Definition) -> &String {
    if definition.item == definition.path { &definition.path } else { &definition.rust }
}

/// Variants that hold more than one thing get messages, whose names must be free.
fn check_made(all: &[Read], known: &[String], errors: &mut Diagnostics) {
    for read in all {
        let Shape::Enum(variants) = &read.model.shape else { continue };
        if read.model.is_plain_enum() {
            continue;
        }
        for variant in variants.iter().filter(|variant| proto::alone(&variant.fields).is_none()) {
            let made = proto::variant_message(&read.model.path, variant);
            if !known.contains(&made) {
                continue;
            }
            let title = format!("the name `{made}` is needed for a variant of `{}`", read.model.name);
            let label = format!("its variant `{}` gets a message of this name", variant.name);
            errors.push(read.error(title, &label).help(format!("rename the variant, or `{made}`")));
        }
    }
}

/// In protobuf the values of all enums are siblings.
fn check_constants(all: &[Read], errors: &mut Diagnostics) {
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for read in all {
        let Shape::Enum(variants) = &read.model.shape else { continue };
        let path = &read.model.path;
        let constants = variants.iter().map(|variant| proto::constant(path, &variant.name));
        if !read.model.is_plain_enum() {
            continue;
        }
        for constant in constants.chain([proto::zero(path)]) {
            match known.insert(constant.clone(), path) {
                Some(first) if first != path => {
                    let title = format!("two enums have the value `{constant}` in the `.proto`");
                    let label = format!("the other is `{first}`");
                    errors.push(read.error(title, &label).help("rename one, or its variant"));
                }
                _ => {}
            }
        }
    }
}

/// What holds itself, not through a pointer, has no size.
pub(super) fn check_finite(all: &[Read], errors: &mut Diagnostics) {
    let held = |path: &str| {
        let found = all.iter().find(|read| read.model.path == path);
        let params = found.into_iter().flat_map(|read| read.model.params());
        params.flat_map(|param| by_value(&param.ty)).collect::<Vec<_>>()
    };
    for read in all {
        let mut reached = held(&read.model.path);
        let mut next = 0;
        while let Some(path) = reached.get(next).copied() {
            next += 1;
            let more: Vec<&str> = held(path).into_iter().filter(|path| !reached.contains(path)).collect();
            reached.extend(more);
        }
        if reached.contains(&&*read.model.path) {
            let title = format!("the {} `{}` holds itself", read.what(), read.model.name);
            errors.push(read.error(title, "its size has no end").help("hold it in a `Box` or in a `Vec`"));
        }
    }
}

/// The definitions that lie within a value itself.
fn by_value(ty: &Type) -> Vec<&str> {
    match ty {
        Type::Named(named) => vec![&named.path],
        Type::Option(_) | Type::Tuple(_) | Type::Array(..) => {
            ty.parameters().into_iter().flat_map(by_value).collect()
        }
        _ => Vec::new(),
    }
}
