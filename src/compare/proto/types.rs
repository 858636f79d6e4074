//! The messages and enums of `.proto` files by their names, and what the types of fields name.

use std::collections::BTreeMap;

use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto,
    field_descriptor_proto::{Label, Type},
};

use super::Place;
use crate::model::{fields, schema::Schema};

/// Numbers of fields in descriptor.proto, of which the paths to places are made.
const MESSAGE: i32 = 4;
const ENUM: i32 = 5;
const NESTED_MESSAGE: i32 = 3;
const NESTED_ENUM: i32 = 4;
pub(super) const NAME: i32 = 1;

/// A message or an enum, with its place.
pub(super) struct Element<'a, T> {
    /// Without the service's own package: `Outer.Inner`.
    pub name: String,
    pub found: &'a T,
    pub schema: &'a Schema,
    path: Vec<i32>,
}

impl<T> Element<'_, T> {
    /// Of a part of it, or else of its name.
    pub fn place(&self, part: &[i32]) -> Place<'_> {
        let at = |part: &[i32]| self.schema.place(&[&self.path, part].concat());
        let span = at(part).or_else(|| at(&[NAME])).or_else(|| at(&[])).unwrap_or(0..0);
        Place { source: &self.schema.source, span }
    }
}

pub(super) struct Types<'a> {
    /// The package of the service's own file.
    package: &'a str,
    pub messages: BTreeMap<String, Element<'a, DescriptorProto>>,
    pub enums: BTreeMap<String, Element<'a, EnumDescriptorProto>>,
}

/// What a field holds, in the words of the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Held {
    Scalar(&'static str),
    Message(String),
    Enum(String),
    Map(Box<Held>, Box<Held>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cardinality {
    Implicit,
    Explicit,
    Repeated,
    Map,
}

impl<'a> Types<'a> {
    pub fn of(schemas: &'a [Schema]) -> Self {
        let package = schemas.first().map_or("", |schema| schema.file.package());
        let mut all = Self { package, messages: BTreeMap::new(), enums: BTreeMap::new() };
        for schema in schemas {
            let other = Some(schema.file.package()).filter(|name| *name != package && !name.is_empty());
            let scope = other.map_or_else(String::new, |name| format!("{name}."));
            for (index, found) in (0..).zip(&schema.file.message_type) {
                all.message(schema, &scope, found, vec![MESSAGE, index]);
            }
            for (index, found) in (0..).zip(&schema.file.enum_type) {
                all.enumeration(schema, &scope, found, vec![ENUM, index]);
            }
        }
        all
    }

    fn message(&mut self, schema: &'a Schema, scope: &str, found: &'a DescriptorProto, path: Vec<i32>) {
        if fields::is_map_entry(found) {
            return;
        }
        let name = format!("{scope}{}", found.name());
        let inner = format!("{name}.");
        for (index, nested) in (0..).zip(&found.nested_type) {
            self.message(schema, &inner, nested, [&path[..], &[NESTED_MESSAGE, index]].concat());
        }
        for (index, nested) in (0..).zip(&found.enum_type) {
            self.enumeration(schema, &inner, nested, [&path[..], &[NESTED_ENUM, index]].concat());
        }
        self.messages.insert(name.clone(), Element { name, found, schema, path });
    }

    fn enumeration(
        &mut self,
        schema: &'a Schema,
        scope: &str,
        found: &'a EnumDescriptorProto,
        path: Vec<i32>,
    ) {
        let name = format!("{scope}{}", found.name());
        self.enums.insert(name.clone(), Element { name, found, schema, path });
    }

    /// What a name means inside of the message `scope`, by protobuf's rules: the innermost first.
    pub fn resolve(&self, scope: &str, name: &str) -> String {
        let whole = name.trim_start_matches('.');
        let own = whole.strip_prefix(self.package).and_then(|rest| rest.strip_prefix('.'));
        let local = own.unwrap_or(whole).to_owned();
        if name.starts_with('.') {
            return local;
        }
        let is_known = |name: &String| self.messages.contains_key(name) || self.enums.contains_key(name);
        let mut scope = scope;
        while !scope.is_empty() {
            let inner = format!("{scope}.{name}");
            if is_known(&inner) {
                return inner;
            }
            scope = scope.rsplit_once('.').map_or("", |(outer, _)| outer);
        }
        local
    }

    pub fn held(&self, message: &Element<DescriptorProto>, field: &FieldDescriptorProto) -> Held {
        if let Some((key, value)) = entry(message.found, field) {
            return Held::Map(Box::new(self.held(message, key)), Box::new(self.held(message, value)));
        }
        if let Some(scalar) = scalar(field) {
            return Held::Scalar(scalar);
        }
        let name = self.resolve(&message.name, field.type_name());
        if self.enums.contains_key(&name) { Held::Enum(name) } else { Held::Message(name) }
    }

    pub fn cardinality(
        &self,
        message: &Element<DescriptorProto>,
        field: &FieldDescriptorProto,
    ) -> Cardinality {
        let is_message = || matches!(self.held(message, field), Held::Message(_));
        match field.label() {
            Label::Repeated if entry(message.found, field).is_some() => Cardinality::Map,
            Label::Repeated => Cardinality::Repeated,
            _ if field.oneof_index.is_some() || field.proto3_optional() || is_message() => {
                Cardinality::Explicit
            }
            _ => Cardinality::Implicit,
        }
    }
}

impl Held {
    pub fn word(&self) -> String {
        match self {
            Self::Scalar(name) => (*name).to_owned(),
            Self::Message(name) | Self::Enum(name) => name.clone(),
            Self::Map(key, value) => format!("map<{}, {}>", key.word(), value.word()),
        }
    }
}

/// Key and value of a map.
fn entry<'a>(
    message: &'a DescriptorProto,
    field: &FieldDescriptorProto,
) -> Option<(&'a FieldDescriptorProto, &'a FieldDescriptorProto)> {
    let name = field.type_name().rsplit('.').next()?;
    let entry = message.nested_type.iter().find(|nested| nested.name() == name)?;
    match &entry.field[..] {
        [key, value] if fields::is_map_entry(entry) => Some((key, value)),
        _ => None,
    }
}

fn scalar(field: &FieldDescriptorProto) -> Option<&'static str> {
    let scalar = match field.r#type.and_then(|number| Type::try_from(number).ok())? {
        Type::Message | Type::Enum | Type::Group => return None,
        Type::Double => "double",
        Type::Float => "float",
        Type::Int64 => "int64",
        Type::Uint64 => "uint64",
        Type::Int32 => "int32",
        Type::Fixed64 => "fixed64",
        Type::Fixed32 => "fixed32",
        Type::Bool => "bool",
        Type::String => "string",
        Type::Bytes => "bytes",
        Type::Uint32 => "uint32",
        Type::Sfixed32 => "sfixed32",
        Type::Sfixed64 => "sfixed64",
        Type::Sint32 => "sint32",
        Type::Sint64 => "sint64",
    };
    Some(scalar)
}
