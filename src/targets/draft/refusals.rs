//! What a `.proto` may say that kit has no Rust for, and what to write instead.

use heck::ToUpperCamelCase;
use prost_types::ServiceDescriptorProto;

use crate::{
    diagnostic::Diagnostic,
    model::{
        names::ServiceName,
        schema::{self, EMPTY, Schema},
    },
};

/// The service that is meant: the one of its name.
pub(super) fn find_service<'a>(
    name: &ServiceName,
    schema: &'a Schema,
) -> Result<&'a ServiceDescriptorProto, Diagnostic> {
    let wanted = name.proto_service();
    let Some((found, span)) = schema.service(&wanted) else { return Err(no_service(&wanted, schema)) };
    if found.method.is_empty() {
        let at = schema::first_line(schema, span);
        let error = Diagnostic::error(format!("the service `{wanted}` has no rpc"));
        return Err(error
            .at(&schema.source, at, "the trait would be empty")
            .help("add an rpc, or begin with the trait: leave out `--proto`"));
    }
    Ok(found)
}

fn no_service(wanted: &str, schema: &Schema) -> Diagnostic {
    let error = Diagnostic::error(format!("there is no `service {wanted}` in {}", schema.source.name));
    let known = schema.file.service.iter().map(|service| service.name());
    // `Mail` is what the service `mail` has here.
    let named = |service: &str| {
        ServiceName::parse(service)
            .ok()
            .filter(|name| name.proto_service() == service)
            .map(|name| name.kebab().to_owned())
    };
    let commands: Vec<String> = known
        .filter_map(named)
        .map(|name| format!("kit new service {name} --proto {}", schema.source.name))
        .collect();
    let error = match schema.file.service.first() {
        Some(first) => {
            let span = schema.service(first.name()).map_or(0..0, |(_, span)| span);
            error.at(&schema.source, schema::first_line(schema, span), "this is another one")
        }
        None => error.help("a `.proto` gives the trait by the rpcs of its service"),
    };
    match &commands[..] {
        [] => error,
        commands => error.help(format!("the name says which service is meant:\n{}", commands.join("\n"))),
    }
}

/// A field whose type has the name of another in Rust.
pub(super) fn taken(schema: &Schema, field: std::ops::Range<usize>, name: &str) -> Diagnostic {
    let name = schema.reference(name);
    let rust = name.replace('.', "_").to_upper_camel_case();
    Diagnostic::error(format!("two types would be `{rust}` in Rust"))
        .at(&schema.source, field, format!("one of them is `{name}`"))
        .help("rename one: names of messages and enums are not on the wire")
}

/// A field whose type has no Rust.
pub(super) fn no_type(schema: &Schema, field: std::ops::Range<usize>, name: &str) -> Diagnostic {
    let at = |label: &str| {
        let title = format!("the type `{name}` has no form in Rust that kit knows");
        Diagnostic::error(title).at(&schema.source, field.clone(), label)
    };
    match name {
        "google.protobuf.Any" => at("anything at all")
            .help("name what it may be: a message with a `oneof`, or `bytes` with the name beside them"),
        "google.protobuf.Struct" | "google.protobuf.Value" | "google.protobuf.ListValue" => {
            at("JSON without a schema").help("write a message, or a `string` that holds the JSON")
        }
        EMPTY => at("nothing").help("leave the field out, or make it a `bool`"),
        _ if name.starts_with("google.protobuf.") => {
            at("of protobuf's own types kit knows Timestamp, Duration, Empty and the wrappers")
                .help("write a message of your own")
        }
        _ => at("not a message or an enum of this file or of one that it imports")
            .help("define it, or import the file that does"),
    }
}
