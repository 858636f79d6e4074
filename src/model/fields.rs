//! The fields of a `.proto` as the language writes them, and what prost makes of messages and enums.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, OneofDescriptorProto,
    field_descriptor_proto::{Label as ProtoLabel, Type},
};

use super::{
    proto::{Label, ProtoType},
    schema::{self, Schema},
};

impl Schema {
    /// A field's type; wire variants of one Rust type count as one.
    pub fn field_type(&self, message: &DescriptorProto, field: &FieldDescriptorProto) -> ProtoType {
        let name = self.type_name(field);
        let entry = message
            .nested_type
            .iter()
            .find(|nested| is_map_entry(nested) && name.rsplit('.').next() == Some(nested.name()));
        if let Some([key, value]) = entry.map(|entry| &entry.field[..]) {
            let name = format!("map<{}, {}>", self.type_name(key), self.type_name(value));
            return ProtoType { label: Label::Singular, name, is_message: false };
        }
        let is_message = scalar(field).or(wrapped(field)).is_none() && self.enumeration(&name).is_none();
        let label = match (field.label(), field.proto3_optional()) {
            (ProtoLabel::Repeated, _) => Label::Repeated,
            (..) if wrapped(field).is_some() && oneof_of(field).is_none() => Label::Optional,
            // A message knows presence with and without the word.
            (_, true) if !is_message => Label::Optional,
            _ => Label::Singular,
        };
        ProtoType { label, name, is_message: is_message && label == Label::Singular }
    }

    /// The name of a field's type.
    fn type_name(&self, field: &FieldDescriptorProto) -> String {
        scalar(field).or(wrapped(field)).unwrap_or(field.type_name()).to_owned()
    }

    /// Whether prost puts a field's message into a `Box`: where it holds, through other messages, the
    /// one that has the field.
    pub fn is_boxed(&self, message: &str, field: &FieldDescriptorProto) -> bool {
        let held = |message: &DescriptorProto| {
            let alone = message.field.iter().filter(|field| field.label() != ProtoLabel::Repeated);
            let names = alone.filter(|field| scalar(field).is_none()).map(|field| self.type_name(field));
            names.collect::<Vec<_>>()
        };
        if field.label() == ProtoLabel::Repeated || scalar(field).is_some() {
            return false;
        }
        let mut seen = BTreeSet::new();
        let mut next = vec![self.type_name(field)];
        while let Some(name) = next.pop() {
            if name == message {
                return true;
            }
            if let Some(found) = self.message(&name)
                && seen.insert(name)
            {
                next.extend(held(found));
            }
        }
        false
    }
}

/// Whether a nested message is what a map's field is made of.
pub fn is_map_entry(message: &DescriptorProto) -> bool {
    message.options.as_ref().is_some_and(|options| options.map_entry())
}

fn scalar(field: &FieldDescriptorProto) -> Option<&'static str> {
    let scalar = match field.r#type.and_then(|number| Type::try_from(number).ok())? {
        Type::Int32 | Type::Sint32 | Type::Sfixed32 => "int32",
        Type::Int64 | Type::Sint64 | Type::Sfixed64 => "int64",
        Type::Uint32 | Type::Fixed32 => "uint32",
        Type::Uint64 | Type::Fixed64 => "uint64",
        Type::Bool => "bool",
        Type::String => "string",
        Type::Bytes => "bytes",
        Type::Float => "float",
        Type::Double => "double",
        Type::Message | Type::Enum | Type::Group => return None,
    };
    Some(scalar)
}

/// What a wrapper of protobuf's own holds: prost has no struct for it, but that.
pub fn wrapped(field: &FieldDescriptorProto) -> Option<&'static str> {
    let wrapper = field.type_name().trim_start_matches('.').strip_prefix("google.protobuf.")?;
    let scalar = match wrapper.strip_suffix("Value")? {
        "Double" => "double",
        "Float" => "float",
        "Int32" => "int32",
        "Int64" => "int64",
        "UInt32" => "uint32",
        "UInt64" => "uint64",
        "Bool" => "bool",
        "String" => "string",
        "Bytes" => "bytes",
        _ => return None,
    };
    Some(scalar)
}

/// The oneof that a field is in; that of an optional field is none.
pub fn oneof_of(field: &FieldDescriptorProto) -> Option<usize> {
    field.oneof_index.filter(|_| !field.proto3_optional()).map(|index| index as usize)
}

/// The oneof of a message that has one.
pub fn oneof(message: &DescriptorProto) -> Option<(usize, &OneofDescriptorProto)> {
    let index = message.field.iter().find_map(oneof_of)?;
    Some((index, &message.oneof_decl[index]))
}

/// The members of a oneof.
pub fn members(
    message: &DescriptorProto,
    oneof: usize,
) -> impl Iterator<Item = (usize, &FieldDescriptorProto)> {
    message.field.iter().enumerate().filter(move |(_, field)| oneof_of(field) == Some(oneof))
}

/// Whether a message is a oneof and nothing else, which in Rust is an enum with what its members hold.
pub fn is_oneof(message: &DescriptorProto) -> bool {
    let holds = |field: &FieldDescriptorProto| field.type_name().trim_start_matches('.') != schema::EMPTY;
    matches!(slots(message)[..], [Slot::Oneof(_)]) && message.field.iter().any(holds)
}

/// What is a field in prost's struct, by its index: a field of the message, or a oneof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    Field(usize),
    Oneof(usize),
}

/// In the order of the file.
pub fn slots(message: &DescriptorProto) -> Vec<Slot> {
    let mut slots = Vec::new();
    for (index, field) in message.field.iter().enumerate() {
        let slot = oneof_of(field).map_or(Slot::Field(index), Slot::Oneof);
        if !slots.contains(&slot) {
            slots.push(slot);
        }
    }
    slots
}

/// The oneof that is the field of this name in prost's struct.
pub fn oneof_named(message: &DescriptorProto, name: &str) -> Option<usize> {
    let rust = schema::field_rust(name);
    slots(message).into_iter().find_map(|slot| match slot {
        Slot::Oneof(index) if slot.rust(message) == rust => Some(index),
        _ => None,
    })
}

impl Slot {
    /// The name in prost's struct.
    pub fn rust(self, message: &DescriptorProto) -> String {
        schema::field_rust(match self {
            Self::Field(index) => message.field[index].name(),
            Self::Oneof(index) => message.oneof_decl[index].name(),
        })
    }
}

/// The messages and enums that fields name.
pub fn mentioned(message: &DescriptorProto) -> impl Iterator<Item = &str> {
    let entries = message.nested_type.iter().filter(|nested| is_map_entry(nested));
    let fields = message.field.iter().chain(entries.flat_map(|entry| &entry.field));
    fields.filter_map(|field| field.type_name.as_deref())
}

/// The name of the Rust enum that prost makes of a message's oneof.
pub fn oneof_rust(message: &DescriptorProto, oneof: &str) -> String {
    let name = oneof.to_upper_camel_case();
    let messages = message.nested_type.iter().map(|nested| nested.name());
    let mut nested = messages.chain(message.enum_type.iter().map(|nested| nested.name()));
    match nested.any(|nested| nested.to_upper_camel_case() == name) {
        true => format!("{name}OneOf"),
        false => name,
    }
}

/// The name of the variant that prost makes of an enum's value: `Red` of `COLOR_RED`.
pub fn value_rust(found: &EnumDescriptorProto, value: &str) -> String {
    variant_rust(found.name(), value)
}

/// The same by names alone.
pub fn variant_rust(name: &str, value: &str) -> String {
    let (prefix, value) = (name.to_upper_camel_case(), value.to_upper_camel_case());
    let stripped = value.strip_prefix(&*prefix).filter(|rest| rest.starts_with(char::is_uppercase));
    let variant = stripped.unwrap_or(&value);
    if variant == "Self" { "Self_".to_owned() } else { variant.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;

    const TEXT: &str = "syntax = \"proto3\";\npackage pb;\nenum Color { RED = 0; }\nmessage Tree { Tree left = 1; \
        optional Leaf leaf = 2; repeated Tree all = 3; map<string, Tree> named = 4; optional Color color = 5; \
        oneof value { Branch branch = 6; Leaf other = 7; } }\nmessage Branch { .pb.Tree tree = 1; }\nmessage Leaf {}\n";

    #[test]
    fn fields_read_as_they_are_written() {
        let schema = Schema::parse(&Source::new("t.proto", TEXT)).unwrap();
        let tree = schema.message("Tree").unwrap();
        let types: Vec<String> =
            tree.field.iter().map(|field| schema.field_type(tree, field).declared()).collect();
        assert_eq!(
            types,
            ["Tree", "Leaf", "repeated Tree", "map<string, Tree>", "optional Color", "Branch", "Leaf"]
        );
        let boxed: Vec<bool> = tree.field.iter().map(|field| schema.is_boxed("Tree", field)).collect();
        assert_eq!(boxed, [true, false, false, false, false, true, false]);
        assert_eq!(oneof(tree).map(|(_, found)| found.name()), Some("value"));
    }

    #[test]
    fn values_lose_the_name_of_their_enum() {
        let cases = [
            ("Color", "COLOR_RED", "Red"),
            ("Color", "RED", "Red"),
            ("Color", "COLORFUL", "Colorful"),
            ("Code", "CODE_404", "Code404"),
            ("Who", "WHO_SELF", "Self_"),
        ];
        for (name, value, variant) in cases {
            assert_eq!(variant_rust(name, value), variant);
        }
    }
}
