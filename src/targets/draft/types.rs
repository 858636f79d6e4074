//! What the types of fields are in Rust.

use std::{collections::BTreeMap, ops::Range};

use heck::ToUpperCamelCase;
use prost_types::{DescriptorProto, FieldDescriptorProto, ServiceDescriptorProto};

use super::{methods, refusals};
use crate::{
    diagnostic::Diagnostic,
    model::{fields::Slot, names, proto::Label, schema::Schema},
};

/// The names of structs where those of their messages are taken: kit makes a `GetReply` for every `get`.
pub(super) struct Names {
    replaced: BTreeMap<String, String>,
    made: Vec<String>,
}

impl Names {
    pub fn of(schema: &Schema, service: &ServiceDescriptorProto) -> Self {
        let made = service.method.iter().flat_map(|rpc| {
            let method = methods::method_name(service.name(), rpc).unwrap_or_default();
            let pascal = names::method_pascal(&method);
            let messages = ["Request", "Reply"].map(|kind| format!("{}{kind}", rpc.name()));
            [format!("{pascal}Request"), format!("{pascal}Response")].into_iter().chain(messages)
        });
        let made: Vec<String> = made.map(|name| names::message_struct(&name)).collect();
        let taken = |name: &str| made.iter().any(|made| made == name);
        let replies = service.method.iter().map(|rpc| schema.local(rpc.output_type()));
        let replaced = replies.filter(|reply| taken(reply)).map(|reply| {
            let stem = reply.strip_suffix("Reply").or_else(|| reply.strip_suffix("Response"));
            let stem = stem.unwrap_or(&reply);
            let free = |name: &String| {
                !taken(name) && schema.message(name).is_none() && schema.enumeration(name).is_none()
            };
            let numbered = (2..).map(|number| format!("{stem}Result{number}"));
            let mut candidates = [format!("{stem}Result")].into_iter().chain(numbered);
            let name = candidates.find(free).expect("there are more numbers than messages");
            (reply, name)
        });
        let replaced = replaced.collect();
        Self { replaced, made }
    }

    /// Of the struct for a message.
    pub fn rust<'a>(&'a self, message: &'a str) -> &'a str {
        self.replaced.get(message).map_or(message, String::as_str)
    }

    /// Of the enum for a oneof beside other fields.
    pub fn oneof(&self, schema: &Schema, message: &DescriptorProto, oneof: usize) -> String {
        let name = format!("{}_{}", message.name(), message.oneof_decl[oneof].name()).to_upper_camel_case();
        let is_taken = schema.message(&name).is_some()
            || schema.enumeration(&name).is_some()
            || self.made.contains(&name)
            || self.replaced.values().any(|replaced| *replaced == name);
        if is_taken { format!("{name}Oneof") } else { name }
    }
}

/// A type with the messages and enums that it mentions.
pub(super) struct Found {
    pub rust: String,
    pub mentions: Option<Mention>,
}

/// What becomes a struct or an enum.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Mention {
    /// A message or an enum.
    Type(String),
    /// A oneof, by its message and its index.
    Oneof(String, usize),
}

/// The type of a field in a struct or of a parameter.
pub(super) fn slot(
    schema: &Schema,
    names: &Names,
    message: &DescriptorProto,
    slot: Slot,
) -> Result<Found, Diagnostic> {
    match slot {
        Slot::Field(index) => field(schema, message, index),
        Slot::Oneof(index) => Ok(Found {
            rust: format!("Option<{}>", names.oneof(schema, message, index)),
            mentions: Some(Mention::Oneof(message.name().to_owned(), index)),
        }),
    }
}

fn field(schema: &Schema, message: &DescriptorProto, index: usize) -> Result<Found, Diagnostic> {
    let found = &message.field[index];
    let at = schema.field_span(message.name(), index);
    let ty = schema.field_type(message, found);
    if let Some((key, value)) = ty.name.strip_prefix("map<").and_then(|rest| rest.split_once(", ")) {
        let (key, value) = (base(schema, &at, key)?, base(schema, &at, value.trim_end_matches('>'))?);
        let rust = format!("std::collections::HashMap<{}, {}>", key.rust, value.rust);
        return Ok(Found { rust, mentions: value.mentions });
    }
    let held = base(schema, &at, &ty.name)?;
    let rust = match ty.label {
        Label::Repeated => format!("Vec<{}>", held.rust),
        Label::Optional => format!("Option<{}>", held.rust),
        Label::Singular if ty.is_message => format!("Option<{}>", boxed(schema, message, found, held.rust)),
        Label::Singular => held.rust,
    };
    Ok(Found { rust, mentions: held.mentions })
}

/// What a variant holds for a member of a oneof.
pub(super) fn member(schema: &Schema, message: &DescriptorProto, index: usize) -> Result<Found, Diagnostic> {
    let found = &message.field[index];
    let at = schema.field_span(message.name(), index);
    let held = base(schema, &at, &schema.field_type(message, found).name)?;
    Ok(Found { rust: boxed(schema, message, found, held.rust), mentions: held.mentions })
}

/// What holds itself must be behind a pointer.
fn boxed(schema: &Schema, message: &DescriptorProto, field: &FieldDescriptorProto, rust: String) -> String {
    if schema.is_boxed(message.name(), field) { format!("Box<{rust}>") } else { rust }
}

fn base(schema: &Schema, at: &Range<usize>, name: &str) -> Result<Found, Diagnostic> {
    let scalar = match name {
        "int32" => "i32",
        "int64" => "i64",
        "uint32" => "u32",
        "uint64" => "u64",
        "float" => "f32",
        "double" => "f64",
        "bool" => "bool",
        "string" => "String",
        "bytes" => "Vec<u8>",
        "google.protobuf.Timestamp" => "std::time::SystemTime",
        "google.protobuf.Duration" => "std::time::Duration",
        _ if schema.message(name).is_some() || schema.enumeration(name).is_some() => {
            if name.contains('.') {
                return Err(refusals::taken(schema, at.clone(), name));
            }
            return Ok(Found { rust: name.to_owned(), mentions: Some(Mention::Type(name.to_owned())) });
        }
        _ => return Err(refusals::no_type(schema, at.clone(), name)),
    };
    Ok(Found { rust: scalar.to_owned(), mentions: None })
}
