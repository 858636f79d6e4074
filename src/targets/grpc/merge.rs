//! What a `.proto` lacks of what the trait says: rpcs, messages, fields. Names, numbers and
//! comments that are there stay; a new field gets the next number that was never used.

use std::{collections::BTreeMap, ops::Range};

use prost_types::{DescriptorProto, EnumDescriptorProto, FieldDescriptorProto};

use super::{
    body::{Body as Block, usual_indent},
    check::{self, check_member, check_rpc, check_syntax, check_type, missing_service},
    former::{Former, Now},
    messages::{self, Body, Wanted},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{
        Method, Variant, fields, proto,
        schema::{self, Schema},
    },
    plan::edit::Insertion,
    targets::Input,
};

/// Numbers that protobuf keeps for itself.
/// Source: <https://protobuf.dev/programming-guides/proto3/#assigning>
const RESERVED: Range<i32> = 19_000..20_000;

pub(super) fn insertions(input: &Input, schema: &Schema) -> Result<Vec<Insertion>, Diagnostics> {
    if let Some(error) = check_syntax(schema) {
        return Err(error.into());
    }
    let former = Former::read(input.compiled, schema);
    let name = input.service.name.pascal();
    let Some((_, span)) = schema.service(&name) else {
        return Err(missing_service(schema, &name).into());
    };
    let mut found = Diagnostics::default();
    let mut insertions = Vec::new();
    let mut body = Block::new(&schema.source.text, span, schema.rpc_spans(&name).last().cloned());
    let (mut end, unit) = (String::new(), usual_indent(&schema.source.text));
    for method in &input.service.methods {
        let rpc = &method.rpc;
        match schema.rpc(&name, rpc) {
            Some((there, place)) => found.0.extend(check_rpc(schema, there, &place)),
            None => {
                body.docs(&method.docs);
                body.line(&format!("rpc {rpc} ({rpc}Request) returns ({rpc}Reply);"));
            }
        }
    }
    if found.has_errors() {
        return Err(found);
    }
    let all = messages::wanted(input, schema);
    found.0.extend(check::check_distinct(schema, &all));
    let mut new: BTreeMap<&str, ()> = BTreeMap::new();
    for wanted in &all {
        match find(schema, wanted) {
            Err(error) => found.push(error),
            Ok(Some(there)) => {
                found.0.extend(amend(schema, there, wanted, &former, &mut insertions));
            }
            Ok(None) if new.insert(&wanted.name, ()).is_none() => end.push_str(&new_entry(wanted, &unit)),
            Ok(None) => {}
        }
    }
    insertions.extend(body.insertion());
    insertions.extend(imports(schema, &all));
    if !end.is_empty() {
        let text = &schema.source.text;
        let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        insertions.push(Insertion::new(text.len(), format!("{gap}{end}")));
    }
    if found.has_errors() { Err(found) } else { Ok(insertions) }
}

/// The files of protobuf's own types that are used and not imported yet.
fn imports(schema: &Schema, all: &[Wanted]) -> Option<Insertion> {
    let uses = |ty: &str| all.iter().flat_map(Wanted::fields).any(|field| field.ty.name.contains(ty));
    let wanted = ["Duration", "Timestamp"].into_iter().filter(|ty| uses(&format!("google.protobuf.{ty}")));
    let files = wanted.map(|ty| format!("google/protobuf/{}.proto", ty.to_lowercase()));
    let lines: String = files
        .filter(|file| !schema.file.dependency.contains(file))
        .map(|file| format!("\nimport \"{file}\";"))
        .collect();
    let gap = if schema.file.dependency.is_empty() { "\n" } else { "" };
    (!lines.is_empty()).then(|| Insertion::new(schema.import_place(), format!("{gap}{lines}")))
}

/// The messages of a method's rpc: as the file has them, else by kit's rule.
pub(super) fn rpc_messages(schema: &Schema, input: &Input, method: &Method) -> (String, String) {
    let rpc = &method.rpc;
    match schema.rpc(&input.service.name.pascal(), rpc) {
        Some((found, _)) => (schema.local(found.input_type()), schema.local(found.output_type())),
        None => (format!("{rpc}Request"), format!("{rpc}Reply")),
    }
}

fn comments(docs: &[String], indent: &str) -> String {
    docs.iter().map(|line| format!("{indent}// {line}").trim_end().to_owned() + "\n").collect()
}

/// A message or an enum that the file lacks.
fn new_entry(wanted: &Wanted, unit: &str) -> String {
    let docs = comments(&wanted.docs, "");
    let name = &wanted.name;
    let numbers = || (1..).filter(|number| !RESERVED.contains(number));
    let fields = |indent: &str| -> String {
        let all = wanted.fields();
        let line = |(number, field): (i32, &messages::Field)| {
            format!("{}{indent}{}\n", comments(&field.docs, indent), field.declaration(number))
        };
        numbers().zip(&all).map(line).collect()
    };
    let (keyword, inside) = match &wanted.body {
        Body::Fields(..) => ("message", fields(unit)),
        Body::Oneof(_) => (
            "message",
            format!("{unit}oneof {} {{\n{}{unit}}}\n", wanted.oneof(), fields(&format!("{unit}{unit}"))),
        ),
        Body::Values(variants) => {
            let zero = proto::zero(name);
            let constant = |variant: &Variant| proto::constant(name, &variant.name);
            let mut lines = format!("{unit}{zero} = 0;\n");
            for (number, variant) in (1..).zip(variants.iter().filter(|one| constant(one) != zero)) {
                let docs = comments(&variant.docs, unit);
                lines.push_str(&format!("{docs}{unit}{} = {number};\n", constant(variant)));
            }
            ("enum", lines)
        }
    };
    format!("\n{docs}{keyword} {name} {{\n{inside}}}\n")
}

/// A message or an enum of the file.
enum There<'a> {
    Message(&'a DescriptorProto, Range<usize>),
    Enum(&'a EnumDescriptorProto, Range<usize>),
}

fn find<'a>(schema: &'a Schema, wanted: &Wanted) -> Result<Option<There<'a>>, Diagnostic> {
    let message = schema.message(&wanted.name);
    let found = schema.enumeration(&wanted.name);
    match (&wanted.body, message, found) {
        (Body::Values(_), None, Some((found, span))) => Ok(Some(There::Enum(found, span))),
        (Body::Fields(..) | Body::Oneof(_), Some((found, span)), _) => Ok(Some(There::Message(found, span))),
        (_, None, None) => Ok(None),
        (Body::Values(_), Some((_, span)), _) => Err(check::other_kind(schema, wanted, span, "a message")),
        (_, _, Some((_, span))) => Err(check::other_kind(schema, wanted, span, "an enum")),
    }
}

/// Adds what is lacking; complains of what is there and does not fit.
fn amend(
    schema: &Schema,
    there: There,
    wanted: &Wanted,
    former: &Former,
    insertions: &mut Vec<Insertion>,
) -> Vec<Diagnostic> {
    match (there, &wanted.body) {
        (There::Enum(found, span), Body::Values(variants)) => {
            amend_enum(schema, (found, span), variants, former, insertions);
            Vec::new()
        }
        (There::Message(found, span), _) => amend_message(schema, (found, span), wanted, former, insertions),
        (There::Enum(..), _) => unreachable!("`find` compares the kinds"),
    }
}

fn amend_enum(
    schema: &Schema,
    (found, span): (&EnumDescriptorProto, Range<usize>),
    variants: &[Variant],
    former: &Former,
    insertions: &mut Vec<Insertion>,
) {
    let last = found.value.len().checked_sub(1).map(|index| schema.value_span(found.name(), index));
    let mut block = Block::new(&schema.source.text, span, last);
    let now = Now::from(found);
    let numbers = (former.greatest(&now) + 1)..;
    let known = |variant: &&Variant| {
        let wanted = fields::variant_rust(found.name(), &proto::constant(found.name(), &variant.name));
        found.value.iter().any(|value| fields::value_rust(found, value.name()) == wanted)
    };
    let missing: Vec<&Variant> = variants.iter().filter(|variant| !known(variant)).collect();
    let constants: Vec<String> =
        missing.iter().map(|variant| proto::constant(found.name(), &variant.name)).collect();
    for line in former.reservations(&now, &constants) {
        block.line(&line);
    }
    for ((number, variant), constant) in numbers.zip(missing).zip(&constants) {
        block.docs(&variant.docs);
        block.line(&format!("{constant} = {number};"));
    }
    insertions.extend(block.insertion());
}

fn amend_message(
    schema: &Schema,
    (found, span): (&DescriptorProto, Range<usize>),
    wanted: &Wanted,
    former: &Former,
    insertions: &mut Vec<Insertion>,
) -> Vec<Diagnostic> {
    let mut complaints = Vec::new();
    let oneof = fields::oneof(found).map(|(index, oneof)| (index, oneof.name().to_owned()));
    let is_oneof = matches!(wanted.body, Body::Oneof(_));
    let text = &schema.source.text;
    let spans = |inside: bool| {
        let member = |field: &FieldDescriptorProto| field.oneof_index.is_some() && !field.proto3_optional();
        let fields = found.field.iter().enumerate().filter(move |(_, field)| member(field) == inside);
        fields.map(|(index, _)| schema.field_span(found.name(), index)).max_by_key(|span| span.start)
    };
    let oneof_span = oneof.as_ref().map(|(index, _)| schema.oneof_span(found.name(), *index));
    let last = spans(false).into_iter().chain(oneof_span.clone()).max_by_key(|span| span.start);
    let mut block = Block::new(text, span, last);
    let mut members = oneof_span.filter(|_| is_oneof).map(|span| Block::new(text, span, spans(true)));
    let now = Now::from(found);
    let mut number = former.greatest(&now);
    let wanted_fields = wanted.fields();
    let same = |name: &str, other: &str| schema::field_rust(name) == schema::field_rust(other);
    let position = |name: &str| found.field.iter().position(|field| same(field.name(), name));
    let (there, missing): (Vec<_>, Vec<_>) =
        wanted_fields.iter().partition(|field| position(&field.name).is_some());
    for field in there {
        let index = position(&field.name).expect("it is there");
        complaints.extend(match is_oneof {
            true => check_member(schema, found, index, field),
            false => check_type(schema, found, index, field),
        });
    }
    if let Some((index, name)) = oneof.as_ref().filter(|_| is_oneof)
        && missing.iter().any(|field| field.name == *name)
    {
        complaints.push(check::oneof_name_taken(schema, found, *index));
    }
    let names: Vec<String> = missing.iter().map(|field| field.name.clone()).collect();
    for line in former.reservations(&now, &names) {
        block.line(&line);
    }
    let opens = is_oneof && members.is_none() && !missing.is_empty();
    if opens {
        block.line(&format!("oneof {} {{", wanted.oneof()));
    }
    let unit = usual_indent(text);
    for field in missing {
        number += 1;
        if RESERVED.contains(&number) {
            number = RESERVED.end;
        }
        let declaration = field.declaration(number);
        let into = members.as_mut().unwrap_or(&mut block);
        if is_oneof {
            let indent = if opens { &*unit } else { "" };
            field.docs.iter().for_each(|line| into.line(format!("{indent}// {line}").trim_end()));
            into.line(&format!("{indent}{declaration}"));
        } else {
            into.line(&declaration);
        }
    }
    if opens {
        block.line("}");
    }
    insertions.extend(block.insertion());
    insertions.extend(members.and_then(Block::insertion));
    complaints
}
