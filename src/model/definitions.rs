//! The structs and enums that methods mention: found, checked and read, each once.

use syn::{Attribute, Fields as SynFields, Generics, Ident, Item, ItemEnum, ItemStruct, Visibility};

use super::{
    Definition, Fields, Param, Shape, Style, Variant,
    attributes::{self, docs},
    collisions, derives, distinct,
    generics::{Mention, type_parameters},
    json,
    modules::{ItemRef, Scope, is_crate_visible},
    names, reserved,
    types::{Kind, Type},
    typing::Reader,
    validate,
};
use crate::diagnostic::Diagnostic;

/// A definition of the model with its place in the sources, for checks that compare definitions.
pub(super) struct Read {
    pub model: Definition,
    pub item: ItemRef,
}

impl Read {
    pub fn error(&self, title: String, label: &str) -> Diagnostic {
        self.item.scope.text.error(title, Header::of(self.item.item()).ident, label)
    }

    /// `struct` or `enum`.
    pub fn what(&self) -> &'static str {
        Header::of(self.item.item()).what
    }
}

/// What structs and enums have in common.
struct Header<'a> {
    what: &'static str,
    ident: &'a Ident,
    vis: &'a Visibility,
    generics: &'a Generics,
    attrs: &'a [Attribute],
}

impl<'a> Header<'a> {
    fn of(item: &'a Item) -> Self {
        match item {
            Item::Struct(ItemStruct { ident, vis, generics, attrs, .. }) => {
                Self { what: "struct", ident, vis, generics, attrs }
            }
            Item::Enum(ItemEnum { ident, vis, generics, attrs, .. }) => {
                Self { what: "enum", ident, vis, generics, attrs }
            }
            _ => unreachable!("only structs and enums are mentioned"),
        }
    }
}

pub(super) fn enum_kind(item: &ItemEnum) -> Kind {
    let is_unit = item.variants.iter().all(|variant| matches!(variant.fields, SynFields::Unit));
    if is_unit { Kind::Enum } else { Kind::DataEnum }
}

/// Reads what is mentioned, and what that mentions.
pub(super) fn read(reader: &mut Reader) -> Vec<Read> {
    let mut all = Vec::new();
    reader.in_field = true;
    while let Some(Mention { named, item, bound }) = reader.mentioned.get(all.len()).cloned() {
        reader.bound = bound;
        let path = &named.path;
        let header = Header::of(item.item());
        let scope = &item.scope;
        let (_, name) = path.rsplit_once("::").unwrap_or_default();
        let visible = is_visible(reader, path);
        let checks = [
            check_name(scope, &header),
            check_visible(scope, &header, visible),
            check_generics(scope, &header),
            derives::check(scope, (header.what, header.ident, header.attrs), reader.http),
            attributes::check_cfg(&scope.text, header.attrs, &format!("{} that is sent", a(header.what))),
            attributes::check_not_for_kit(
                &scope.text,
                header.attrs,
                &format!("{} that is sent", a(header.what)),
            ),
        ];
        reader.errors.0.extend(checks.into_iter().flatten());
        let shape = match item.item() {
            _ if type_parameters(header.generics).is_none() => Shape::Struct(Fields::none()),
            Item::Enum(found) => Shape::Enum(read_variants(reader, scope, found)),
            Item::Struct(found) => Shape::Struct(read_fields(reader, scope, &found.fields, true)),
            _ => unreachable!("only structs and enums are mentioned"),
        };
        let json = json::read(reader, scope, item.item());
        let model = Definition {
            name: name.to_owned(),
            docs: docs(header.attrs),
            shape,
            json,
            path: path.clone(),
            item: named.item().to_owned(),
            rust: Type::Named(named.clone()).rust(),
            source: scope.text.source.clone(),
            span: scope.text.span(header.ident),
        };
        all.push(Read { model, item: item.clone() });
    }
    reader.in_field = false;
    reader.bound.clear();
    distinct::check(&all, reader.grpc, &mut reader.errors);
    distinct::check_finite(&all, &mut reader.errors);
    all
}

fn read_variants(reader: &mut Reader, scope: &Scope, item: &ItemEnum) -> Vec<Variant> {
    if item.variants.is_empty() {
        let title = format!("the enum `{}` cannot be sent", item.ident);
        let error = scope.text.error(title, &item.ident, "it has no variants, so there is no value of it");
        reader.errors.push(error.help("add a variant, or leave out what has this type"));
    }
    let mut idents = Vec::new();
    let mut variants = Vec::new();
    for variant in &item.variants {
        if reader.grpc {
            reader.errors.0.extend(validate::check_ascii(&scope.text, &variant.ident));
        }
        let what = "a variant that is sent";
        reader.errors.0.extend(attributes::check_cfg(&scope.text, &variant.attrs, what));
        reader.errors.0.extend(attributes::check_not_for_kit(&scope.text, &variant.attrs, what));
        variants.push(Variant {
            name: variant.ident.to_string(),
            docs: docs(&variant.attrs),
            fields: read_fields(reader, scope, &variant.fields, false),
        });
        idents.push(&variant.ident);
    }
    if reader.grpc {
        collisions::check_variants(&scope.text, &idents, &mut reader.errors);
    }
    variants
}

/// The fields of a struct or a variant. Of those that only serde sees, what is wrong is serde's to say.
fn read_fields(reader: &mut Reader, scope: &Scope, fields: &SynFields, is_struct: bool) -> Fields {
    let style = match fields {
        SynFields::Named(_) => Style::Named,
        SynFields::Unnamed(_) => Style::Tuple,
        SynFields::Unit => Style::Unit,
    };
    let mut params = Vec::new();
    let mut idents = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let mut checks = vec![
            attributes::check_cfg(&scope.text, &field.attrs, "a field that is sent"),
            attributes::check_not_for_kit(&scope.text, &field.attrs, "a field that is sent"),
        ];
        if reader.grpc && is_struct {
            checks.push(check_field_visible(scope, field, index));
        }
        if let Some(ident) = &field.ident {
            checks.push(validate::check_ascii(&scope.text, ident));
            if reader.grpc {
                checks.push(validate::check_snake(&scope.text, ident, "field"));
            }
            idents.push(ident);
        }
        reader.errors.0.extend(checks.into_iter().flatten());
        let so_far = reader.errors.0.len();
        let ty = reader.value(scope, &field.ty);
        if !reader.grpc {
            reader.errors.0.truncate(so_far);
        }
        if let (true, Some(ident), Some(ty)) = (reader.grpc, &field.ident, &ty) {
            reader.errors.0.extend(collisions::check_getter(&scope.text, ident, ty));
        }
        let name = field.ident.as_ref().map_or_else(|| format!("value{index}"), names::ident);
        params.extend(ty.map(|ty| Param { name, ty, borrowed: false }));
    }
    collisions::check_fields(&scope.text, &idents, reader.grpc, &mut reader.errors);
    Fields { style, params }
}

/// What is wrong with the error enum of a service, as with every enum that generated code names.
pub(super) fn check_failure(reader: &Reader, path: &str, item: &ItemRef) -> Vec<Diagnostic> {
    let (header, scope) = (Header::of(item.item()), &item.scope);
    let visible = is_visible(reader, path);
    let checks = [
        check_name(scope, &header),
        check_visible(scope, &header, visible),
        check_failure_generics(scope, &header),
        attributes::check_cfg(&scope.text, header.attrs, "an error that is sent"),
        attributes::check_not_for_kit(&scope.text, header.attrs, "an error as a whole"),
    ];
    checks.into_iter().flatten().collect()
}

/// Whether generated code can name the module of what has this path.
fn is_visible(reader: &Reader, path: &str) -> bool {
    let (module, _) = path.rsplit_once("::").unwrap_or_default();
    let module: Vec<String> = module.split("::").map(str::to_owned).collect();
    reader.modules.is_visible(&module)
}

fn check_name(scope: &Scope, header: &Header) -> Option<Diagnostic> {
    let name = header.ident.to_string();
    if let Some(error) = validate::check_ascii(&scope.text, header.ident) {
        return Some(error);
    }
    let why = reserved::definition_name(&name)?;
    let title = format!("{} that is sent cannot be named `{name}`", a(header.what));
    let error = scope.text.error(title, header.ident, why);
    Some(error.help(format!("choose another name, for example `My{}`", names::method_pascal(&name))))
}

fn check_visible(scope: &Scope, header: &Header, module: bool) -> Option<Diagnostic> {
    let (what, name) = (header.what, header.ident);
    let Visibility::Public(_) = header.vis else {
        let title = format!("the {what} `{name}` is less public than the trait that mentions it");
        let error = scope.text.error(title, name, "callers could not name it");
        return Some(error.help(format!("make it public: `pub {what} {name}`")));
    };
    let title = format!("generated code cannot see the {what} `{name}`");
    let module = (!module).then(|| scope.path[1..].join("::"))?;
    let error = scope.text.error(title, name, format!("it is public, but the module `{module}` is not"));
    let pub_crate = if scope.is_own() { " or `pub(crate)`" } else { "" };
    Some(error.help(format!(
        "make every module that it lies in `pub`{pub_crate}, or bring it out of there with `pub use`"
    )))
}

fn check_field_visible(scope: &Scope, field: &syn::Field, index: usize) -> Option<Diagnostic> {
    if is_crate_visible(&field.vis) && (scope.is_own() || matches!(field.vis, Visibility::Public(_))) {
        return None;
    }
    let why = "it is private, and gRPC needs to read and to set it";
    let ty = scope.text.snippet(&field.ty);
    Some(match &field.ident {
        Some(ident) => scope
            .text
            .error(format!("generated code cannot see the field `{ident}`"), ident, why)
            .help(format!("make it public: `pub {ident}: {ty}`")),
        None => scope
            .text
            .error(format!("generated code cannot see the field {index}"), &field.ty, why)
            .help(format!("make it public: `pub {ty}`")),
    })
}

/// Lifetimes and constants; what type parameters stand for is known.
fn check_generics(scope: &Scope, header: &Header) -> Option<Diagnostic> {
    if type_parameters(header.generics).is_some() {
        return None;
    }
    let title = format!("the generic {} `{}` cannot be sent", header.what, header.ident);
    let error = scope.text.error(title, header.generics, "it has lifetimes or constants as parameters");
    Some(error.help("own what is sent, and write lengths as numbers"))
}

/// An error has a name that every method names alike.
fn check_failure_generics(scope: &Scope, header: &Header) -> Option<Diagnostic> {
    let generics = header.generics;
    let title = format!("the generic {} `{}` cannot be sent", header.what, header.ident);
    let label = "what it holds is not known here";
    let error = match &generics.where_clause {
        _ if !generics.params.is_empty() => scope.text.error(title, generics, label),
        Some(clause) => scope.text.error(title, clause, label),
        None => return None,
    };
    Some(error.help(format!("write {} for each type that is needed", a(header.what))))
}

/// `a struct`, `an enum`.
pub(super) fn a(what: &str) -> String {
    names::with_article(what)
}
