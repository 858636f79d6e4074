//! Whether what a `.proto` has already fits the trait.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use prost_types::{DescriptorProto, FieldDescriptorProto, MethodDescriptorProto};

use super::{
    compile,
    merge::rpc_line,
    messages::{Body, Field, Form, Place, Wanted},
};
use crate::{
    diagnostic::Diagnostic,
    model::{
        Method, fields, names,
        schema::{self, EMPTY, Schema},
        types::Type,
    },
    targets::Input,
};

/// Complains of a field that is there with another type than the trait's.
pub(super) fn check_type(
    schema: &Schema,
    message: &DescriptorProto,
    index: usize,
    field: &Field,
) -> Option<Diagnostic> {
    let found = &message.field[index];
    let alone = fields::oneof_of(found).is_none();
    let outside = if alone { "" } else { ", outside of the `oneof`" };
    (!alone || !fits(schema, message, found, field)).then(|| misfit(schema, message, index, field, outside))
}

/// The same of a variant, which must be in the oneof.
pub(super) fn check_member(
    schema: &Schema,
    message: &DescriptorProto,
    index: usize,
    field: &Field,
) -> Option<Diagnostic> {
    let found = &message.field[index];
    let inside = fields::oneof_of(found).is_some_and(|index| field.place.oneof(message) == Some(index));
    let where_to = match &field.place {
        _ if inside => String::new(),
        Place::Beside(name) => format!(", inside of the oneof `{name}`"),
        _ => ", inside of a `oneof`".to_owned(),
    };
    (!inside || !fits(schema, message, found, field))
        .then(|| misfit(schema, message, index, field, &where_to))
}

/// Whether a field carries what the trait's does.
pub(super) fn fits(
    schema: &Schema,
    message: &DescriptorProto,
    found: &FieldDescriptorProto,
    field: &Field,
) -> bool {
    let there = schema.field_type(message, found);
    (there.label, &there.name) == (field.ty.label, &field.ty.name)
}

fn misfit(
    schema: &Schema,
    message: &DescriptorProto,
    index: usize,
    field: &Field,
    place: &str,
) -> Diagnostic {
    let found = &message.field[index];
    let of = schema.reference(message.name());
    let title = format!("field `{}` of `{of}` does not fit the trait's `{}`", found.name(), field.rust);
    let span = schema.field_span(message.name(), index);
    let wanted = field.declaration(schema, found.number());
    Diagnostic::error(title)
        .at(&schema.source, span, format!("for the trait this must be `{wanted}`{place}"))
        .help("change the type here or in the trait; a number that clients use already should get a new field instead")
}

/// A message where the trait has an enum, or the other way round.
pub(super) fn other_kind(schema: &Schema, wanted: &Wanted, place: Range<usize>, what: &str) -> Diagnostic {
    let line = schema.source.text[place.clone()].find('\n').map_or(place.end, |at| place.start + at);
    let title = format!("`{}` does not fit the trait's `{}`", wanted.name, wanted.rust);
    Diagnostic::error(title)
        .at(&schema.source, place.start..line, format!("in the `.proto` this is {what}"))
        .help("rename the type of the trait, or the one here")
}

/// A variant that came later has the name of the oneof that is there.
pub(super) fn oneof_name_taken(schema: &Schema, message: &DescriptorProto, oneof: usize) -> Diagnostic {
    let name = message.oneof_decl[oneof].name();
    let span = schema.oneof_span(message.name(), oneof);
    Diagnostic::error(format!("the oneof of `{}` has the name of one of its variants", message.name()))
        .at(&schema.source, schema::first_line(schema, span), format!("a member is to be named `{name}` too"))
        .help("rename the oneof: its name is not on the wire")
}

/// A field that is to be added to a message can have one type only.
pub(super) fn two_types(
    schema: &Schema,
    (message, span): (&DescriptorProto, &Range<usize>),
    one: &Field,
    other: &Field,
) -> Option<Diagnostic> {
    let is_there = message.field.iter().any(|field| field.name() == one.name);
    if is_there || (&one.ty, &one.place) == (&other.ty, &other.place) {
        return None;
    }
    let of = schema.reference(message.name());
    let error = Diagnostic::error(format!("the field `{}` of `{of}` would have two types", one.name));
    let label =
        format!("the trait wants `{}` and `{}`", schema.declared(&one.ty), schema.declared(&other.ty));
    let error = error.at(&schema.source, schema::first_line(schema, span.clone()), label);
    Some(error.help("rename one of the two: all that is made of the message shares its fields"))
}

/// The message has a oneof where the trait has something else.
pub(super) fn no_oneof(schema: &Schema, message: &DescriptorProto, field: &Field) -> Option<Diagnostic> {
    let index = fields::oneof_named(message, &field.name)?;
    let span = schema::first_line(schema, schema.oneof_span(message.name(), index));
    let (name, of) = (message.oneof_decl[index].name(), schema.reference(message.name()));
    let error =
        Diagnostic::error(format!("the oneof `{name}` of `{of}` does not fit the trait's `{}`", field.rust));
    let error = error.at(&schema.source, span, "for this the trait needs an enum that may be absent");
    Some(error.help(format!("write `{}: Option<…>` with an enum that has a variant a member", field.name)))
}

/// A message or an enum of an imported file lacks what the trait has.
pub(super) fn not_ours(
    schema: &Schema,
    name: &str,
    place: Range<usize>,
    lacking: Option<&String>,
) -> Option<Diagnostic> {
    let (line, import) = (lacking?, compile::beside(schema, schema.import(name)?));
    let error =
        Diagnostic::error(format!("`{}` lacks what the trait's `{name}` has", schema.reference(name)));
    let error = error.at(&schema.source, place, "kit adds nothing to a file that is imported");
    Some(error.help(format!("write `{line}` into it in {import}, or change the trait")))
}

/// Two tuples or variants may not ask for one message with different fields.
pub(super) fn check_distinct<'a>(schema: &Schema, all: &'a [Wanted]) -> Vec<Diagnostic> {
    // The names of the others are the model's to compare.
    let is_made = |wanted: &Wanted| matches!(wanted.body, Body::Fields(Form::Tuple, _));
    let text = |wanted: &Wanted| {
        wanted.fields().iter().map(|field| field.declaration(schema, 0)).collect::<Vec<_>>()
    };
    let mut known: HashMap<&str, Vec<&Wanted>> = HashMap::new();
    let clash = |one: &'a Wanted| {
        let others = known.entry(&one.name).or_default();
        let other = others.iter().find(|other| text(other) != text(one)).copied();
        others.push(one);
        let other = other.filter(|other| is_made(one) || is_made(other))?;
        let title = format!("two types become the message `{}`", one.name);
        let help = format!("they are `{}` and `{}`: rename one", other.rust, one.rust);
        Some(Diagnostic::error(title).help(help).help(format!("in {}", schema.source.name)))
    };
    all.iter().filter_map(clash).collect()
}

/// What an rpc that is there must be for a method: one message each way, of this file.
pub(super) fn check_rpc(
    schema: &Schema,
    method: &Method,
    rpc: &MethodDescriptorProto,
    place: impl Fn() -> Range<usize>,
) -> Option<Diagnostic> {
    let name = rpc.name();
    let refuse = |title: String, label: &str, help: String| {
        Some(Diagnostic::error(title).at(&schema.source, place(), label).help(help))
    };
    let rename = "give the method an rpc of another name: `#[cfg_attr(kit, rpc(\"…\"))]`";
    let breaks = |write: &str| format!("{write}, if no client calls it: that breaks them; or {rename}");
    match (rpc.server_streaming(), method.streams) {
        _ if rpc.client_streaming() => {
            let title = format!("the rpc `{name}` takes a stream, the method does not");
            let help = format!("remove the first `stream`, or {rename}");
            return refuse(title, "no method can: only results are streams", help);
        }
        (true, false) => {
            let title = format!("the rpc `{name}` answers with a stream, the method does not");
            return refuse(title, "many replies", breaks("remove `stream`"));
        }
        (false, true) => {
            let title = format!("the method `{}` answers with a stream, its rpc does not", method.name);
            let write = format!("write `returns (stream {})`", schema.local(rpc.output_type()));
            return refuse(title, "one reply", breaks(&write));
        }
        _ => {}
    }
    let sides = [
        (schema.local(rpc.input_type()), method.params.is_empty(), "parameters"),
        (schema.local(rpc.output_type()), method.output == Type::Unit, "result"),
    ];
    // One without a dot that is not there, kit adds.
    let is_wrong = |ty: &str, is_nothing: bool| {
        ty.contains('.') && schema.message(ty).is_none() && (ty != EMPTY || !is_nothing)
    };
    let (other, _, what) = sides.iter().find(|(ty, is_nothing, _)| is_wrong(ty, *is_nothing))?;
    // A message of its own has the bytes of the empty one, as long as nothing is set.
    let stays = if other == EMPTY { ", and the bytes of old clients stay the same" } else { "" };
    let known = if other == EMPTY { "which has no fields" } else { "which is not a message here" };
    Some(
        Diagnostic::error(format!("the rpc `{name}` uses `{other}`, {known}"))
            .at(&schema.source, place(), format!("kit cannot add the method's {what} there"))
            .help(format!("write `{}`: kit adds the messages{stays}", rpc_line(method))),
    )
}

/// The rpcs that the trait has no method for: a warning each.
pub(super) fn unserved(input: &Input, schema: &Schema) -> Vec<Diagnostic> {
    let name = input.service.name.proto_service();
    let Some((service, _)) = schema.service(&name) else { return Vec::new() };
    let served: HashSet<&str> = input.service.served().map(|method| &*method.rpc).collect();
    let all = service.method.iter().zip(schema.rpc_spans(&name));
    let rest = all.filter(|(rpc, _)| !served.contains(rpc.name()));
    let is_local = |rpc: &str| input.service.methods.iter().any(|method| method.local && method.rpc == rpc);
    rest.map(|(rpc, place)| {
        let help = match rpc.client_streaming() {
            _ if is_local(rpc.name()) => {
                "its method is local: take `local` off, or remove the rpc if no client calls it".to_owned()
            }
            true => {
                "no method can: what it takes is a stream; remove the rpc if no client calls it".to_owned()
            }
            false => format!(
                "add the method `{}` to `{}`, or remove the rpc if no client calls it",
                names::to_snake(rpc.name()),
                input.service.name.trait_name()
            ),
        };
        Diagnostic::warning(format!("no method of the trait serves the rpc `{}`", rpc.name()))
            .at(&schema.source, place, "answers UNIMPLEMENTED")
            .help(help)
    })
    .collect()
}

/// The file's package is the one that clients know; what Cargo.toml remembers must be the same.
pub(super) fn check_package(schema: &Schema, wanted: Option<&str>) -> Option<Diagnostic> {
    let (wanted, there) = (wanted?, schema.file.package());
    if wanted == there {
        return None;
    }
    let title = format!("the package of {} is `{there}`, not `{wanted}`", schema.source.name);
    Some(
        Diagnostic::error(title)
            .at(&schema.source, schema.package_span(), "clients that are there know this one")
            .help(format!(
                "write `package {wanted};` here if there are no clients yet, else `package = \"{there}\"` in \
                 Cargo.toml"
            )),
    )
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
