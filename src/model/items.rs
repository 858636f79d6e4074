//! The structs that methods mention: found, checked and read, each once.

use std::collections::BTreeMap;

use syn::{Fields, Item, ItemStruct, Visibility, spanned::Spanned};

use super::{
    Param, Struct,
    attributes::{self, docs},
    collisions,
    modules::{ItemRef, Scope, is_crate_visible},
    names, reserved,
    types::Type,
    typing::Reader,
    validate,
};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// What middleware needs of a message, and what JSON does.
const DERIVES: [&str; 2] = ["Clone", "Debug"];
const JSON_DERIVES: [&str; 2] = ["Serialize", "Deserialize"];

/// A struct of the model with its place in the sources, for checks that compare structs.
pub(super) struct Read {
    pub model: Struct,
    pub item: ItemRef,
}

impl Read {
    fn ident(&self) -> &syn::Ident {
        let Item::Struct(item) = self.item.item() else { unreachable!("only structs are mentioned") };
        &item.ident
    }

    pub fn error(&self, title: String, label: &str) -> Diagnostic {
        self.item.scope.text.error(title, self.ident(), label)
    }
}

/// Reads what is mentioned, and what that mentions.
pub(super) fn read(reader: &mut Reader) -> Vec<Read> {
    let mut structs = Vec::new();
    while let Some((path, item)) = reader.mentioned.get(structs.len()).cloned() {
        let Item::Struct(found) = item.item() else { unreachable!("only structs are mentioned") };
        let fields = read_struct(reader, &item.scope, found);
        let model = Struct { name: found.ident.to_string(), path, docs: docs(&found.attrs), fields };
        structs.push(Read { model, item });
    }
    check_distinct(&structs, reader.grpc, &mut reader.errors);
    check_finite(&structs, &mut reader.errors);
    structs
}

fn read_struct(reader: &mut Reader, scope: &Scope, item: &ItemStruct) -> Vec<Param> {
    let visible = reader.modules.is_visible(&scope.path);
    let checks = [
        check_name(scope, item),
        check_visible(scope, item, visible),
        check_generics(scope, item),
        check_derives(scope, item, reader.http),
        attributes::check_cfg(&scope.text, &item.attrs, "a struct that is sent"),
        attributes::check_not_for_kit(&scope.text, &item.attrs, "a struct that is sent"),
    ];
    reader.errors.0.extend(checks.into_iter().flatten());
    let Fields::Named(fields) = &item.fields else {
        reader.errors.push(unnamed(scope, item));
        return Vec::new();
    };
    if !item.generics.params.is_empty() {
        return Vec::new();
    }
    let mut params = Vec::new();
    let mut idents = Vec::new();
    for field in &fields.named {
        let Some(ident) = &field.ident else { continue };
        let checks = [
            validate::check_ascii(&scope.text, ident),
            attributes::check_cfg(&scope.text, &field.attrs, "a field that is sent"),
            attributes::check_not_for_kit(&scope.text, &field.attrs, "a field that is sent"),
            reader.grpc.then(|| check_field_visible(scope, field, ident)).flatten(),
            reader.grpc.then(|| validate::check_snake(&scope.text, ident, "field")).flatten(),
        ];
        reader.errors.0.extend(checks.into_iter().flatten());
        if let Some(ty) = reader.value(scope, &field.ty) {
            params.push(Param { name: names::ident(ident), ty });
        }
        idents.push(ident);
    }
    collisions::check_fields(&scope.text, &idents, reader.grpc, &mut reader.errors);
    params
}

fn check_name(scope: &Scope, item: &ItemStruct) -> Option<Diagnostic> {
    let name = item.ident.to_string();
    if let Some(error) = validate::check_ascii(&scope.text, &item.ident) {
        return Some(error);
    }
    let why = reserved::struct_name(&name)?;
    let error = scope.text.error(format!("a struct that is sent cannot be named `{name}`"), &item.ident, why);
    let plain = names::method_pascal(&name);
    Some(error.help(format!("choose another name, for example `My{plain}`")))
}

fn check_visible(scope: &Scope, item: &ItemStruct, module: bool) -> Option<Diagnostic> {
    let name = &item.ident;
    let Visibility::Public(_) = item.vis else {
        let title = format!("the struct `{name}` is less public than the trait that mentions it");
        let error = scope.text.error(title, name, "callers could not name it");
        return Some(error.help(format!("make it public: `pub struct {name}`")));
    };
    let title = format!("generated code cannot see the struct `{name}`");
    let module = (!module).then(|| scope.path.join("::"))?;
    let error = scope.text.error(title, name, format!("it is public, but the module `{module}` is not"));
    Some(error.help("make every module that it lies in `pub` or `pub(crate)`"))
}

fn check_field_visible(scope: &Scope, field: &syn::Field, ident: &syn::Ident) -> Option<Diagnostic> {
    if is_crate_visible(&field.vis) {
        return None;
    }
    let title = format!("generated code cannot see the field `{ident}`");
    let error = scope.text.error(title, ident, "it is private, and gRPC needs to read and to set it");
    Some(error.help(format!("make it public: `pub {ident}: {}`", scope.text.snippet(&field.ty))))
}

fn check_generics(scope: &Scope, item: &ItemStruct) -> Option<Diagnostic> {
    let generics = &item.generics;
    let node: &dyn Spanned = match (&generics.where_clause, generics.params.is_empty()) {
        (_, false) => generics,
        (Some(clause), true) => clause,
        (None, true) => return None,
    };
    let title = format!("the generic struct `{}` cannot be sent", item.ident);
    let span = scope.text.range(node.span().byte_range());
    let error = Diagnostic::error(title).at(&scope.text.source, span, "its fields are not known here");
    Some(error.help("write a struct for each type that is needed"))
}

fn unnamed(scope: &Scope, item: &ItemStruct) -> Diagnostic {
    let name = &item.ident;
    let (kind, example) = match &item.fields {
        Fields::Unnamed(_) => ("tuple", format!("`pub struct {name} {{ pub value: … }}`")),
        _ => ("unit", format!("`pub struct {name} {{}}`")),
    };
    let error = scope.text.error(
        format!("the {kind} struct `{name}` cannot be sent"),
        name,
        "it has no named fields",
    );
    error.help(format!("give its fields names: {example}"))
}

/// The traits are derived, or written by hand in the same file.
fn check_derives(scope: &Scope, item: &ItemStruct, http: bool) -> Option<Diagnostic> {
    let json = if http { &JSON_DERIVES[..] } else { &[] };
    let derived = attributes::derives(&item.attrs);
    let has =
        |name: &str| derived.iter().any(|derive| derive == name) || implements(scope, &item.ident, name);
    let missing: Vec<&str> = DERIVES.iter().chain(json).copied().filter(|name| !has(name)).collect();
    if missing.is_empty() {
        return None;
    }
    let name = &item.ident;
    let label = format!("does not implement {}", missing.join(", "));
    let error = scope.text.error(format!("the struct `{name}` lacks what a message needs"), name, label);
    let paths: Vec<String> = missing
        .iter()
        .map(|name| if name.ends_with("erialize") { format!("serde::{name}") } else { (*name).to_owned() })
        .collect();
    Some(error.help(format!("add `#[derive({})]`", paths.join(", "))))
}

fn implements(scope: &Scope, ident: &syn::Ident, trait_name: &str) -> bool {
    scope.items.iter().any(|item| {
        let Item::Impl(item) = item else { return false };
        let Some((path, _)) = &item.trait_ else { return false };
        let syn::Type::Path(on) = &*item.self_ty else { return false };
        let named =
            |path: &syn::Path, name: &str| path.segments.last().is_some_and(|last| last.ident == name);
        named(path, trait_name) && named(&on.path, &ident.to_string())
    })
}

/// Generated code and the `.proto` know structs by their last name only.
fn check_distinct(structs: &[Read], grpc: bool, errors: &mut Diagnostics) {
    let mut known = BTreeMap::new();
    for read in structs {
        let name = &read.model.name;
        let key = if grpc { names::message_struct(name) } else { name.clone() };
        let Some(first) = known.insert(key.clone(), &read.model) else { continue };
        let title = if first.name == *name {
            format!("two structs are named `{name}`")
        } else {
            format!("two structs become the message `{key}`")
        };
        let help = format!("the first is `{}`: rename one, or use one for both", first.path);
        errors.push(read.error(title, "the second of them").help(help));
    }
}

/// A struct that holds itself, not through a `Vec`, has no size.
fn check_finite(structs: &[Read], errors: &mut Diagnostics) {
    let held = |path: &str| {
        let found = structs.iter().find(|read| read.model.path == path);
        let fields = found.into_iter().flat_map(|read| &read.model.fields);
        fields.filter_map(|field| by_value(&field.ty)).collect::<Vec<_>>()
    };
    for read in structs {
        let mut reached = held(&read.model.path);
        let mut next = 0;
        while let Some(path) = reached.get(next).copied() {
            next += 1;
            let more: Vec<&str> = held(path).into_iter().filter(|path| !reached.contains(path)).collect();
            reached.extend(more);
        }
        if reached.contains(&&*read.model.path) {
            let error =
                read.error(format!("the struct `{}` holds itself", read.model.name), "its size has no end");
            errors.push(error.help("hold it in a `Vec`; `Box` is not in the contract yet"));
        }
    }
}

fn by_value(ty: &Type) -> Option<&str> {
    match ty {
        Type::Struct(path) => Some(path),
        Type::Option(inner) => by_value(inner),
        _ => None,
    }
}
