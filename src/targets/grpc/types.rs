//! A type of the model as protobuf has it.

use heck::ToUpperCamelCase;

use crate::model::types::{Int, Type};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Singular,
    Optional,
    Repeated,
}

/// The label and the type's name in the language: `optional uint32`.
pub(super) fn proto_type(ty: &Type) -> (Label, String) {
    match ty {
        // The model lets no Option in a Vec, nor a Vec in either, through to gRPC. A message field
        // knows presence without the word.
        Type::Option(inner) if matches!(**inner, Type::Struct(_)) => (Label::Singular, name(inner)),
        Type::Option(inner) => (Label::Optional, name(inner)),
        Type::Vec(inner) => (Label::Repeated, name(inner)),
        other => (Label::Singular, name(other)),
    }
}

fn name(ty: &Type) -> String {
    let scalar = match ty {
        Type::Bool => "bool",
        Type::Char | Type::String => "string",
        Type::Int(Int::I8 | Int::I16 | Int::I32) => "int32",
        Type::Int(Int::I64 | Int::Isize) => "int64",
        Type::Int(Int::U8 | Int::U16 | Int::U32) => "uint32",
        Type::Int(Int::U64 | Int::Usize) => "uint64",
        Type::F32 => "float",
        Type::F64 => "double",
        Type::Bytes => "bytes",
        Type::Struct(path) => return message(path),
        Type::Unit | Type::Option(_) | Type::Vec(_) => unreachable!("the model refuses {ty:?} here"),
    };
    scalar.to_owned()
}

/// The message of a struct, given its path.
pub(super) fn message(path: &str) -> String {
    path.rsplit("::").next().unwrap_or(path).to_upper_camel_case()
}
