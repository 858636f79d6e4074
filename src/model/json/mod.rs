//! What serde makes of the definitions in JSON: names, tags, and what may be absent. Where it does not
//! read serde's attributes, as with a function or an implementation of the user's, it says just that.

mod attributes;
mod case;

use syn::{Attribute, Fields as SynFields, Item};

use self::attributes::Said;
use super::{
    attributes::{derives, docs},
    modules::Scope,
    names,
    types::{Named, Type},
    typing::Reader,
};

/// A struct, or an enum, in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    Struct(Content),
    Enum(Tagging, Vec<Variant>),
}

/// What a struct or a variant holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Only serde knows.
    Unknown,
    Null,
    /// As its only field is.
    Same(Option<Type>),
    Array(Vec<Option<Type>>),
    Object(Object),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object {
    pub fields: Vec<Field>,
    /// Whether other fields are refused.
    pub strict: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub names: Names,
    pub docs: Vec<String>,
    /// `None` where only serde knows.
    pub ty: Option<Type>,
    /// Whether it must be there to be read.
    pub demanded: bool,
    /// Whether it is always written.
    pub always: bool,
    /// Whether its own fields stand in its place.
    pub flat: bool,
}

/// The names under which something is read and written, where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    pub read: Option<String>,
    pub written: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    pub names: Names,
    pub docs: Vec<String>,
    pub content: Content,
    /// It is what it holds, whatever the other variants are.
    pub untagged: bool,
    /// Every other tag means it.
    pub other: bool,
}

/// How JSON tells variants apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tagging {
    /// `{"Name": …}`, or `"Name"` if it holds nothing.
    External,
    /// `{"tag": "Name", …}`
    Internal(String),
    /// `{"tag": "Name", "content": …}`
    Adjacent {
        tag: String,
        content: String,
    },
    Untagged,
}

/// Reads what a definition's attributes say to serde.
pub(super) fn read(reader: &mut Reader, scope: &Scope, item: &Item) -> Json {
    // What is wrong with a type was noted when the definition was read.
    let so_far = reader.errors.0.len();
    let found = match item {
        Item::Struct(found) => Json::Struct(structure(reader, scope, &found.attrs, &found.fields)),
        Item::Enum(found) => {
            let said = Said::read(&found.attrs);
            match is_known(&found.attrs, &said) {
                true => enumeration(reader, scope, found, &said),
                false => Json::Struct(Content::Unknown),
            }
        }
        _ => unreachable!("only structs and enums are mentioned"),
    };
    reader.errors.0.truncate(so_far);
    found
}

/// Whether serde's derives make the JSON, and nothing else.
fn is_known(attrs: &[Attribute], said: &Said) -> bool {
    let derived = derives(attrs);
    let derives = |name: &str| derived.iter().any(|derive| derive == name);
    let elsewhere = ["from", "try_from", "into", "remote"].iter().any(|key| said.has(key));
    derives("Serialize") && derives("Deserialize") && !elsewhere && !said.uncertain
}

/// What a struct holds whose JSON is that of the one value in it.
pub(super) fn newtype<'a>(attrs: &[Attribute], fields: &'a SynFields) -> Option<&'a syn::Field> {
    let (SynFields::Unnamed(_), 1) = (fields, fields.len()) else { return None };
    let field = fields.iter().next()?;
    let said = Said::read(&field.attrs);
    let plain = !said.skips() && !said.uncertain && !is_made_elsewhere(&said);
    (plain && is_known(attrs, &Said::read(attrs))).then_some(field)
}

/// Whether functions of its author make the JSON of a field or of a variant.
fn is_made_elsewhere(said: &Said) -> bool {
    ["with", "serialize_with", "deserialize_with"].iter().any(|key| said.has(key))
}

fn structure(reader: &mut Reader, scope: &Scope, attrs: &[Attribute], fields: &SynFields) -> Content {
    let said = Said::read(attrs);
    if !is_known(attrs, &said) {
        return Content::Unknown;
    }
    let around = Around {
        cases: said.both("rename_all"),
        defaults: said.has("default"),
        strict: said.has("deny_unknown_fields"),
        drops_none: said.drops_none,
    };
    if said.has("transparent") {
        let mut kept = fields.iter().filter(|field| !Said::read(&field.attrs).has("skip"));
        return Content::Same(kept.next().and_then(|field| field_type(reader, scope, field)));
    }
    content(reader, scope, fields, &around)
}

/// What a struct or an enum says of the fields in it.
struct Around {
    cases: Names,
    defaults: bool,
    strict: bool,
    drops_none: bool,
}

fn content(reader: &mut Reader, scope: &Scope, fields: &SynFields, around: &Around) -> Content {
    match fields {
        SynFields::Unit => Content::Null,
        SynFields::Named(_) => {
            let fields = fields.iter().map(|found| field(reader, scope, found, around)).collect();
            Content::Object(Object { fields, strict: around.strict })
        }
        SynFields::Unnamed(_) => {
            let skips = |field: &syn::Field| Said::read(&field.attrs).skips();
            if fields.iter().any(skips) {
                return Content::Unknown;
            }
            let mut types: Vec<_> = fields.iter().map(|field| field_type(reader, scope, field)).collect();
            if types.len() == 1 { Content::Same(types.remove(0)) } else { Content::Array(types) }
        }
    }
}

/// The type of a field, where its JSON is that type's.
fn field_type(reader: &mut Reader, scope: &Scope, field: &syn::Field) -> Option<Type> {
    let said = Said::read(&field.attrs);
    if is_made_elsewhere(&said) || said.uncertain { None } else { reader.value(scope, &field.ty) }
}

fn field(reader: &mut Reader, scope: &Scope, field: &syn::Field, around: &Around) -> Field {
    let said = Said::read(&field.attrs);
    let ident = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let ident = names::field_name(&ident);
    let ty = field_type(reader, scope, field);
    let by_function = said.has("with") || said.has("deserialize_with");
    let is_option = reader.value(scope, &field.ty).is_some_and(|ty| matches!(ty.unboxed(), Type::Option(_)));
    Field {
        names: said.names(ident, &around.cases, case::of_field),
        docs: docs(&field.attrs),
        ty,
        demanded: !(said.has("default") || around.defaults || is_option && !by_function),
        always: !(said.has("skip_serializing_if") || around.drops_none && is_option),
        flat: said.has("flatten"),
    }
}

fn enumeration(reader: &mut Reader, scope: &Scope, item: &syn::ItemEnum, said: &Said) -> Json {
    let tagging = match (said.text("tag"), said.text("content")) {
        _ if said.has("untagged") => Tagging::Untagged,
        (Some(tag), Some(content)) => Tagging::Adjacent { tag, content },
        (Some(tag), None) => Tagging::Internal(tag),
        _ => Tagging::External,
    };
    let cases = said.both("rename_all");
    let variant = |variant: &syn::Variant| {
        let own = Said::read(&variant.attrs);
        let around = Around {
            cases: own.both("rename_all").or(said.both("rename_all_fields")),
            defaults: false,
            strict: said.has("deny_unknown_fields"),
            drops_none: said.drops_none,
        };
        Variant {
            names: own.names(names::field_name(&variant.ident.to_string()), &cases, case::of_variant),
            docs: docs(&variant.attrs),
            content: match is_made_elsewhere(&own) || own.uncertain {
                true => Content::Unknown,
                false => content(reader, scope, &variant.fields, &around),
            },
            untagged: own.has("untagged") || tagging == Tagging::Untagged,
            other: own.has("other"),
        }
    };
    let variants = item.variants.iter().map(variant).collect();
    Json::Enum(tagging, variants)
}

impl Names {
    fn or(self, other: Self) -> Self {
        Self { read: self.read.or(other.read), written: self.written.or(other.written) }
    }

    fn differ(&self) -> bool {
        self.read != self.written
    }
}

impl Json {
    /// Whether what is written could not be read, by the names alone.
    pub fn has_two_sides(&self) -> bool {
        match self {
            Self::Struct(content) => content.has_two_sides(),
            Self::Enum(_, variants) => {
                variants.iter().any(|variant| variant.names.differ() || variant.content.has_two_sides())
            }
        }
    }

    /// The definitions that it holds.
    pub fn holds(&self) -> Vec<&Named> {
        let types = match self {
            Self::Struct(content) => content.types(),
            Self::Enum(_, variants) => variants.iter().flat_map(|variant| variant.content.types()).collect(),
        };
        let parts = types.into_iter().flat_map(Type::walk);
        parts
            .filter_map(|ty| match ty {
                Type::Named(named) => Some(named),
                _ => None,
            })
            .collect()
    }
}

impl Content {
    fn has_two_sides(&self) -> bool {
        matches!(self, Self::Object(object) if object.fields.iter().any(|field| field.names.differ()))
    }

    fn types(&self) -> Vec<&Type> {
        match self {
            Self::Unknown | Self::Null => Vec::new(),
            Self::Same(ty) => ty.iter().collect(),
            Self::Array(types) => types.iter().flatten().collect(),
            Self::Object(object) => object.fields.iter().filter_map(|field| field.ty.as_ref()).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
