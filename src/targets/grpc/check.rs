//! Whether what a `.proto` has already fits the trait.

use std::ops::Range;

use prost_types::{DescriptorProto, FieldDescriptorProto, MethodDescriptorProto};

use super::{
    merge::declaration,
    types::{Label, proto_type},
};
use crate::{
    diagnostic::Diagnostic,
    model::{
        Param, names,
        schema::{self, Schema},
    },
    targets::Input,
};

/// Only in proto3 are fields what the conversions take them for.
pub(super) fn check_syntax(schema: &Schema) -> Option<Diagnostic> {
    if schema.file.syntax() == "proto3" {
        return None;
    }
    let error = Diagnostic::error(format!("{} is not written in proto3", schema.source.name));
    let error = match schema.syntax_span() {
        Some(place) => error.at(&schema.source, place, "another version of the language"),
        None => error,
    };
    Some(error.help("begin it with `syntax = \"proto3\";`"))
}

/// Complains of a field that is there with another type than the trait's.
pub(super) fn check_type(
    schema: &Schema,
    message: &DescriptorProto,
    index: usize,
    field: &Param,
) -> Option<Diagnostic> {
    let found = &message.field[index];
    if fits(schema, found, field) {
        return None;
    }
    let title = format!(
        "field `{}` of `{}` does not fit the trait's `{}`",
        found.name(),
        message.name(),
        field.ty.rust()
    );
    let place = schema.field_span(message.name(), index);
    let wanted = declaration(field, found.number());
    let outside = if stands_alone(found) { "" } else { ", outside of the `oneof`" };
    Some(
        Diagnostic::error(title)
            .at(&schema.source, place, format!("for the trait this must be `{wanted}`{outside}"))
            .help("change the type here or in the trait; a number that clients use already should get a new field instead"),
    )
}

/// Whether a field carries what the trait's does.
pub(super) fn fits(schema: &Schema, found: &FieldDescriptorProto, field: &Param) -> bool {
    use prost_types::field_descriptor_proto::{Label as ProtoLabel, Type as ProtoType};
    let label = match (found.label(), found.proto3_optional(), found.r#type()) {
        (ProtoLabel::Repeated, ..) => Label::Repeated,
        // A message knows presence with and without the word.
        (_, true, ty) if ty != ProtoType::Message => Label::Optional,
        _ => Label::Singular,
    };
    let (wanted_label, wanted) = proto_type(&field.ty);
    stands_alone(found) && label == wanted_label && schema.local(&schema::type_name(found)) == wanted
}

/// Whether a field is in no `oneof` that a user wrote.
fn stands_alone(field: &FieldDescriptorProto) -> bool {
    field.oneof_index.is_none() || field.proto3_optional()
}

/// What an rpc that is there must be for a method: one message each way, of this file.
pub(super) fn check_rpc(
    schema: &Schema,
    rpc: &MethodDescriptorProto,
    place: &Range<usize>,
) -> Option<Diagnostic> {
    let name = rpc.name();
    if rpc.client_streaming() || rpc.server_streaming() {
        return Some(
            Diagnostic::error(format!("the rpc `{name}` is a stream, the method is not"))
                .at(&schema.source, place.clone(), "streams are not in the contract yet")
                .help("remove `stream`, or give the rpc another name: one that the trait does not have"),
        );
    }
    let types = [rpc.input_type(), rpc.output_type()].map(|ty| schema.local(ty));
    let other = types.iter().find(|ty| ty.contains('.'))?;
    Some(
        Diagnostic::error(format!("the rpc `{name}` uses `{other}`, which is not a message of this file"))
            .at(&schema.source, place.clone(), "kit cannot add the method's parameters there")
            .help(format!(
                "write `rpc {name} ({name}Request) returns ({name}Reply);`: kit adds the messages"
            )),
    )
}

/// The rpcs that the trait has no method for: a warning each.
pub(super) fn unserved(input: &Input, schema: &Schema) -> Vec<Diagnostic> {
    let name = input.service.name.proto_service();
    let Some((service, _)) = schema.service(&name) else { return Vec::new() };
    let served = |rpc: &str| input.service.methods.iter().any(|method| method.rpc == rpc);
    let all = service.method.iter().zip(schema.rpc_spans(&name));
    let rest = all.filter(|(rpc, _)| !served(rpc.name()));
    rest.map(|(rpc, place)| {
        Diagnostic::warning(format!("no method of the trait serves the rpc `{}`", rpc.name()))
            .at(&schema.source, place, "answers UNIMPLEMENTED")
            .help(format!(
                "add the method `{}` to `{}`, or remove the rpc if no client calls it",
                names::to_snake(rpc.name()),
                input.service.name.trait_name()
            ))
    })
    .collect()
}

pub(super) fn missing_service(schema: &Schema, name: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(format!("there is no `service {name}` in {}", schema.source.name));
    let diagnostic = match schema.file.service.first() {
        Some(other) => {
            let span = schema.service(other.name()).map_or(0..0, |(_, span)| span);
            let line = schema.source.text[span.clone()].find('\n').map_or(span.end, |at| span.start + at);
            diagnostic.at(&schema.source, span.start..line, "this is another one")
        }
        None => diagnostic,
    };
    diagnostic.help(format!("add `service {name} {{}}` to the file and run kit again"))
}
