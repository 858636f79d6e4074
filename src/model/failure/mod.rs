//! The error enum of a service's own: which code each variant has, and what of it crosses the wire.

mod says;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use heck::ToShoutySnakeCase;
use syn::{Attribute, Field, Fields, Ident, Item, ItemEnum, Variant};

use super::{
    Style, Transport,
    attributes::{self, derives},
    codes::Code,
    definitions::{self, Read},
    modules::{ItemRef, Scope},
    names,
    resolve::Found,
    types::{Int, Type},
    typing::Reader,
};
use crate::diagnostic::{Diagnostic, Diagnostics, Source};

/// What a method may fail with instead of platform's `Error`.
#[derive(Clone, Debug)]
pub struct Failure {
    pub name: String,
    /// `crate::service::UsersError`
    pub path: String,
    /// One of them is [`Carried::Error`].
    pub variants: Vec<FailureVariant>,
    /// Where its name is, and in what file it is defined.
    pub span: Range<usize>,
    pub source: Source,
}

#[derive(Clone, Debug)]
pub struct FailureVariant {
    pub name: String,
    pub style: Style,
    pub carried: Carried,
    /// Where its name is.
    pub span: Range<usize>,
}

/// What callers get of a variant.
#[derive(Clone, Debug)]
pub enum Carried {
    /// The variant itself. A tuple's fields are `value0`, `value1` and so on.
    Itself { code: Code, fields: Vec<String> },
    /// Its code and its text: it holds a cause, which stays in the log.
    Text(Code),
    /// That there was an internal error.
    Nothing,
    /// The platform's error in it, which is this field.
    Error { field: String },
}

impl Failure {
    /// Whether a variant says to kit which code it has.
    pub fn has_codes(&self) -> bool {
        let has_code =
            |variant: &FailureVariant| matches!(variant.carried, Carried::Itself { .. } | Carried::Text(_));
        self.variants.iter().any(has_code)
    }
}

impl FailureVariant {
    /// `NOT_FOUND`: what tells it from the others on the wire.
    pub fn reason(&self) -> String {
        self.name.to_shouty_snake_case()
    }
}

/// Names that stand in the generated impl for something else.
const TAKEN: [&str; 3] = ["Code", "Detail", "ServiceError"];

/// Reads the enum that methods name as their error; what is wrong is noted.
pub(super) fn read(reader: &mut Reader, sent: &[Read]) -> Option<Failure> {
    let (path, item) = reader.failure.clone()?;
    let scope = &item.scope;
    let Item::Enum(found) = item.item() else { return None };
    reader.errors.0.extend(definitions::check_failure(reader, &path, &item));
    reader.errors.0.extend(check_derives(scope, found));
    if TAKEN.iter().any(|taken| found.ident == taken) {
        let title = format!("an error cannot be named `{}`", found.ident);
        let error = scope.text.error(title, &found.ident, "generated code uses the name");
        reader.errors.push(error.help(format!("choose another name, for example `My{}`", found.ident)));
    }
    if !found.generics.params.is_empty() {
        return None;
    }
    // Its fields travel as JSON values, whatever the transport.
    let mut fields = Reader::new(reader.modules, reader.dependencies, &BTreeSet::from([Transport::Http]));
    fields.in_field = true;
    let mut variants = Vec::new();
    for variant in &found.variants {
        variants.extend(read_variant(&mut fields, scope, variant));
    }
    definitions::read(&mut fields);
    reader.errors.0.extend(fields.errors.0);
    check_reasons(scope, found, &mut reader.errors);
    if !found.variants.iter().any(|variant| is_platform(reader, scope, variant)) {
        reader.errors.push(no_platform(scope, found));
    }
    let name = path.rsplit("::").next().unwrap_or(&path).to_owned();
    if let Some(other) = sent.iter().find(|other| other.model.name == name) {
        let error = scope.text.error(
            format!("two types are named `{name}`"),
            &found.ident,
            "the error of the methods",
        );
        reader
            .errors
            .push(error.help(format!("the other is `{}`, which is sent: rename one", other.model.path)));
    }
    let (span, source) = (scope.text.span(&found.ident), scope.text.source.clone());
    Some(Failure { name, path, variants, span, source })
}

fn read_variant(reader: &mut Reader, scope: &Scope, variant: &Variant) -> Option<FailureVariant> {
    let what = "a variant of an error";
    reader.errors.0.extend(attributes::check_cfg(&scope.text, &variant.attrs, what));
    for field in &variant.fields {
        let what = "a field of an error";
        reader.errors.0.extend(attributes::check_cfg(&scope.text, &field.attrs, what));
        reader.errors.0.extend(attributes::check_not_for_kit(&scope.text, &field.attrs, what));
    }
    let code = attributes::code(&scope.text, &variant.attrs, &mut reader.errors);
    let style = match variant.fields {
        Fields::Named(_) => Style::Named,
        Fields::Unnamed(_) => Style::Tuple,
        Fields::Unit => Style::Unit,
    };
    let carried = match code {
        _ if is_platform(reader, scope, variant) => {
            if let Some(code) = code {
                let title = format!("the variant `{}` has the codes of the errors in it", variant.ident);
                let error =
                    scope.text.error(title, &variant.ident, format!("cannot be `{}` as well", code.name()));
                reader.errors.push(error.help("remove `code`"));
            }
            Carried::Error { field: variant.fields.iter().enumerate().map(field_name).collect() }
        }
        None => Carried::Nothing,
        Some(code) if variant.fields.iter().any(is_cause) => {
            reader.errors.0.extend(says::check(&scope.text, variant));
            Carried::Text(code)
        }
        Some(code) => Carried::Itself { code, fields: read_fields(reader, scope, variant) },
    };
    let (name, span) = (variant.ident.to_string(), scope.text.span(&variant.ident));
    Some(FailureVariant { name, style, carried, span })
}

fn read_fields(reader: &mut Reader, scope: &Scope, variant: &Variant) -> Vec<String> {
    for field in &variant.fields {
        let so_far = reader.errors.0.len();
        let ty = reader.value(scope, &field.ty);
        let is_long = |ty: &&Type| matches!(ty, Type::Int(Int::I128 | Int::U128));
        if ty.as_ref().is_some_and(|ty| ty.walk().iter().any(is_long)) {
            let title = format!("the type `{}` cannot be sent", scope.text.snippet(&field.ty));
            let error = scope.text.error(title, &field.ty, "a detail of an error has no numbers of 128 bits");
            reader.errors.push(error.help("use `u64` or `i64`, or a `String`"));
        }
        let help = format!("or leave out `code` at `{}`: callers then get an internal error", variant.ident);
        for error in &mut reader.errors.0[so_far..] {
            error.help.push(help.clone());
        }
    }
    variant.fields.iter().enumerate().map(field_name).collect()
}

fn field_name((at, field): (usize, &Field)) -> String {
    field.ident.as_ref().map_or_else(|| format!("value{at}"), names::ident)
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}

/// Whether a field is what caused the error, by thiserror's rules.
fn is_cause(field: &Field) -> bool {
    let named = |name: &str| field.ident.as_ref().is_some_and(|ident| ident == name);
    ["from", "source", "backtrace"].iter().any(|name| has(&field.attrs, name))
        || named("source")
        || named("backtrace")
}

/// `Other(#[from] Error)`
fn is_platform(reader: &Reader, scope: &Scope, variant: &Variant) -> bool {
    let mut fields = variant.fields.iter();
    let (Some(field), None) = (fields.next(), fields.next()) else { return false };
    let syn::Type::Path(path) = &field.ty else { return false };
    let found = reader.resolver.path(scope, &path.path);
    has(&field.attrs, "from") && matches!(found, Found::Foreign(path) if path == ["platform", "Error"])
}

fn no_platform(scope: &Scope, found: &ItemEnum) -> Diagnostic {
    let title = format!("the error `{}` has no place for what goes wrong on the way", found.ident);
    let error = scope.text.error(title, &found.ident, "no variant has a `#[from]` of platform's `Error`");
    let name =
        if found.variants.iter().any(|variant| variant.ident == "Other") { "Platform" } else { "Other" };
    error.help(format!("add `#[error(transparent)] {name}(#[from] platform::Error),`"))
}

/// Only of thiserror's derive it is known what `#[from]` and `#[source]` mean.
fn check_derives(scope: &Scope, found: &ItemEnum) -> Option<Diagnostic> {
    if derives(&found.attrs).iter().any(|derive| derive == "Error") {
        return None;
    }
    let title = format!("the error `{}` does not derive thiserror's `Error`", found.ident);
    let error = scope.text.error(title, &found.ident, "nothing says what its text is, and what caused it");
    Some(
        error
            .help("write `#[derive(Debug, thiserror::Error)]`, with `thiserror` in the service's Cargo.toml"),
    )
}

fn check_reasons(scope: &Scope, found: &ItemEnum, errors: &mut Diagnostics) {
    let mut known: BTreeMap<String, &Ident> = BTreeMap::new();
    for variant in &found.variants {
        let reason = variant.ident.to_string().to_shouty_snake_case();
        let Some(first) = known.insert(reason.clone(), &variant.ident) else { continue };
        let title = format!("the variants `{first}` and `{}` have the same name on the wire", variant.ident);
        errors
            .push(scope.text.error(title, &variant.ident, format!("both are `{reason}`")).help("rename one"));
    }
}

/// Whether the methods' errors may be this item: an enum of the service's own crate.
pub(super) fn check_item(scope: &Scope, ty: &syn::Type, item: &ItemRef) -> Result<(), Diagnostic> {
    let title = format!("the error is `{}`, not an enum of this service", scope.text.snippet(ty));
    let refuse = |label: &str, help: &str| Err(scope.text.error(title, ty, label).help(help));
    match item.item() {
        Item::Enum(_) if item.scope.is_own() => Ok(()),
        Item::Enum(_) => refuse(
            "an enum of another crate: kit cannot say there how it crosses the wire",
            "define the enum in this crate, and convert with `From`",
        ),
        Item::Type(_) => refuse("kit does not look into type aliases", "write the type that it stands for"),
        _ => {
            refuse("kit tells errors apart by their variants", "make it an enum: `kit help errors` shows one")
        }
    }
}
