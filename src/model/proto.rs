//! What protobuf makes of the model: types, and the names of messages, enums and their values.

use heck::{ToShoutySnakeCase, ToUpperCamelCase};

use super::{
    Fields, Style, Variant, known, names,
    types::{Int, Kind, Named, Type},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Singular,
    Optional,
    Repeated,
}

/// A field's type in the language: `optional uint32`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtoType {
    pub label: Label,
    pub name: String,
    /// One message: it may be absent without the word.
    pub is_message: bool,
}

impl ProtoType {
    fn singular(name: impl Into<String>) -> Self {
        Self { label: Label::Singular, name: name.into(), is_message: false }
    }

    pub fn message(name: impl Into<String>) -> Self {
        Self { label: Label::Singular, name: name.into(), is_message: true }
    }

    /// As it stands in front of a field's name.
    pub fn declared(&self) -> String {
        match self.label {
            Label::Singular => self.name.clone(),
            Label::Optional => format!("optional {}", self.name),
            Label::Repeated => format!("repeated {}", self.name),
        }
    }

    /// As a part of a name: `RepeatedString`.
    fn word(&self) -> String {
        let label = match self.label {
            Label::Singular => "",
            Label::Optional => "Optional",
            Label::Repeated => "Repeated",
        };
        // Of `google.protobuf.Timestamp` the last part, of `map<string, bool>` all parts.
        let name = self.name.replace("google.protobuf.", "").replace(['<', '>', ',', ' '], "_");
        format!("{label}{}", name.to_upper_camel_case())
    }
}

/// The model lets no type through to gRPC that has none here.
pub fn proto_type(ty: &Type) -> ProtoType {
    let scalar = match ty {
        Type::Bool => "bool",
        Type::Char | Type::String => "string",
        Type::Int(Int::I8 | Int::I16 | Int::I32) => "int32",
        Type::Int(Int::I64 | Int::Isize) => "int64",
        Type::Int(Int::U8 | Int::U16 | Int::U32) => "uint32",
        Type::Int(Int::U64 | Int::Usize) => "uint64",
        Type::F32 => "float",
        Type::F64 => "double",
        Type::Bytes | Type::Array(..) => "bytes",
        Type::Known(found) => match found.wire {
            known::Wire::Bytes => "bytes",
            known::Wire::Text => "string",
            known::Wire::Timestamp => return ProtoType::message("google.protobuf.Timestamp"),
            known::Wire::Duration => return ProtoType::message("google.protobuf.Duration"),
        },
        Type::Box(inner) => return proto_type(inner),
        Type::Option(inner) => return optional(proto_type(inner)),
        Type::List(_, inner) => {
            return ProtoType { label: Label::Repeated, is_message: false, ..proto_type(inner) };
        }
        Type::Map(_, key, value) => {
            let (key, value) = (proto_type(key).name, proto_type(value).name);
            return ProtoType::singular(format!("map<{key}, {value}>"));
        }
        Type::Tuple(parts) => return ProtoType::message(tuple_message(parts)),
        Type::Named(Named { path, kind: Kind::Enum, .. }) => return ProtoType::singular(message(path)),
        Type::Named(named) => return ProtoType::message(message(&named.path)),
        Type::Unit | Type::Int(_) | Type::Other(..) => unreachable!("the model refuses {ty:?} here"),
    };
    ProtoType::singular(scalar)
}

fn optional(inner: ProtoType) -> ProtoType {
    match inner.is_message {
        true => inner,
        false => ProtoType { label: Label::Optional, ..inner },
    }
}

/// The message or the enum of a definition, given its path.
pub fn message(path: &str) -> String {
    path.rsplit("::").next().unwrap_or(path).to_upper_camel_case()
}

/// Tuples have no name: what they hold gives them one.
pub fn tuple_message(parts: &[Type]) -> String {
    let words: String = parts.iter().map(|part| proto_type(part).word()).collect();
    format!("Tuple{words}")
}

/// The value of an enum for a variant: `COLOR_DARK_BLUE`.
pub fn constant(path: &str, variant: &str) -> String {
    format!("{}_{}", message(path).to_shouty_snake_case(), names::field_name(variant).to_shouty_snake_case())
}

/// The value 0, which stands for an enum that is not there.
pub fn zero(path: &str) -> String {
    constant(path, "Unspecified")
}

/// What the member of a oneof for a variant holds: the one thing that the variant holds, or else a
/// message of the variant's own.
pub fn member_type(path: &str, variant: &Variant) -> ProtoType {
    match alone(&variant.fields) {
        Some(ty) => proto_type(ty),
        None => ProtoType::message(variant_message(path, variant)),
    }
}

/// The type of the one field without a name that a member can hold directly.
pub fn alone(fields: &Fields) -> Option<&Type> {
    let [param] = &fields.params[..] else { return None };
    let is_direct = match param.ty.unboxed() {
        Type::Option(_) | Type::List(..) | Type::Map(..) => false,
        _ => fields.style == Style::Tuple,
    };
    is_direct.then_some(&param.ty)
}

/// The message for the fields of a variant.
pub fn variant_message(path: &str, variant: &Variant) -> String {
    format!("{}{}", message(path), names::method_pascal(&variant.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::types::{List, Map};

    #[test]
    fn a_tuple_is_named_after_what_it_holds() {
        let list = Type::List(List::Vec, Box::new(Type::String));
        let map = Type::Map(Map::HashMap, Box::new(Type::Char), Box::new(Type::Bool));
        let parts = [Type::Int(Int::U8), list, Type::Option(Box::new(Type::F64)), map];
        assert_eq!(tuple_message(&parts), "TupleUint32RepeatedStringOptionalDoubleMapStringBool");
    }

    #[test]
    fn enum_values_carry_the_name_of_their_enum() {
        assert_eq!(constant("crate::types::HTTPColor", "DarkBlue"), "HTTP_COLOR_DARK_BLUE");
        assert_eq!(zero("shared::Color"), "COLOR_UNSPECIFIED");
    }
}
