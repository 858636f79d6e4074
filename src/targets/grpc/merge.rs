//! What a `.proto` lacks of what the trait says: rpcs, messages, fields. Names, numbers and
//! comments that are there stay; a new field gets the next number that was never used.

use std::{collections::BTreeSet, ops::Range};

use prost_types::DescriptorProto;

use super::{
    body::{Body, usual_indent},
    check::{check_rpc, check_syntax, check_type, missing_service},
    former::{Former, LAST, New, is_free},
    types::{Label, message, proto_type},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{
        Method, Param, names,
        schema::{self, Schema},
    },
    plan::edit::Insertion,
    targets::Input,
};

/// Numbers that protobuf keeps for itself.
/// Source: <https://protobuf.dev/programming-guides/proto3/#assigning>
const RESERVED: Range<i32> = 19_000..20_000;

/// A message that the trait asks for.
struct Wanted {
    name: String,
    docs: Vec<String>,
    fields: Vec<Param>,
}

pub(super) fn insertions(input: &Input, schema: &Schema) -> Result<Vec<Insertion>, Diagnostics> {
    if let Some(error) = check_syntax(schema) {
        return Err(error.into());
    }
    let former = Former::read(input.compiled, schema);
    let name = input.service.name.proto_service();
    let Some((_, span)) = schema.service(&name) else {
        return Err(missing_service(schema, &name).into());
    };
    let mut found = Diagnostics::default();
    let mut insertions = Vec::new();
    let mut body = Body::new(&schema.source.text, span, schema.rpc_spans(&name).last().cloned());
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
    for wanted in wanted(input, schema) {
        match schema.message(&wanted.name) {
            None => end.push_str(&new_message(schema, &wanted, &former, &unit)),
            Some((message, span)) => {
                found.0.extend(amend_message(schema, message, span, &wanted, &former, &mut insertions));
            }
        }
    }
    insertions.extend(body.insertion());
    if !end.is_empty() {
        let text = &schema.source.text;
        let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        insertions.push(Insertion::new(text.len(), format!("{gap}{end}")));
    }
    if found.has_errors() { Err(found) } else { Ok(insertions) }
}

/// Whether a struct is held by a message, so that it has a message of its own; one that is only a
/// method's result is the reply.
pub(super) fn is_held(input: &Input, path: &str) -> bool {
    let holds = |fields: &[Param]| fields.iter().any(|field| field.ty.struct_path() == Some(path));
    let methods = &input.service.methods;
    methods.iter().any(|method| holds(&method.params) || holds(input.response(method).fields()))
        || input.service.structs.iter().any(|found| holds(&found.fields))
}

/// Request and reply of each method, then the structs that they mention first.
fn wanted(input: &Input, schema: &Schema) -> Vec<Wanted> {
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    for method in &input.service.methods {
        let (request, reply) = rpc_messages(schema, input, method);
        let response = input.response(method);
        let from = all.len();
        let (params, result) = (method.params.clone(), response.fields().to_vec());
        all.push(Wanted { name: request, docs: Vec::new(), fields: params });
        all.push(Wanted { name: reply, docs: Vec::new(), fields: result });
        let mut next = from;
        while next < all.len() {
            let paths = all[next].fields.iter().filter_map(|field| field.ty.struct_path());
            for path in paths.map(str::to_owned).collect::<Vec<_>>() {
                if seen.insert(path.clone()) {
                    let found = input.service.find_struct(&path);
                    let (docs, fields) = (found.docs.clone(), found.fields.clone());
                    all.push(Wanted { name: message(&path), docs, fields });
                }
            }
            next += 1;
        }
    }
    all
}

/// The messages of a method's rpc: as the file has them, else by kit's rule.
pub(super) fn rpc_messages(schema: &Schema, input: &Input, method: &Method) -> (String, String) {
    let rpc = &method.rpc;
    match schema.rpc(&input.service.name.proto_service(), rpc) {
        Some((found, _)) => (schema.local(found.input_type()), schema.local(found.output_type())),
        None => (format!("{rpc}Request"), format!("{rpc}Reply")),
    }
}

fn new_message(schema: &Schema, wanted: &Wanted, former: &Former, unit: &str) -> String {
    let docs: String =
        wanted.docs.iter().map(|line| format!("// {line}").trim_end().to_owned() + "\n").collect();
    let (message, mut lines) = former.without_fields(&wanted.name);
    lines.extend(lacking(schema, &message, wanted, former));
    let lines: String = lines.iter().map(|line| format!("{unit}{line}\n")).collect();
    format!("\n{docs}message {} {{\n{lines}}}\n", wanted.name)
}

pub(super) fn declaration(field: &Param, number: i32) -> String {
    let (label, ty) = proto_type(&field.ty);
    let label = match label {
        Label::Singular => "",
        Label::Optional => "optional ",
        Label::Repeated => "repeated ",
    };
    format!("{label}{ty} {} = {number};", names::field_name(&field.name))
}

/// Adds the fields that a message lacks; complains of those that are there with another type.
fn amend_message(
    schema: &Schema,
    found: &DescriptorProto,
    span: Range<usize>,
    wanted: &Wanted,
    former: &Former,
    insertions: &mut Vec<Insertion>,
) -> Vec<Diagnostic> {
    let last = found.field.len().checked_sub(1).map(|index| schema.field_span(found.name(), index));
    let mut body = Body::new(&schema.source.text, span, last);
    for line in lacking(schema, found, wanted, former) {
        body.line(&line);
    }
    insertions.extend(body.insertion());
    let there = wanted.fields.iter().filter_map(|field| Some((position(found, field)?, field)));
    there.filter_map(|(index, field)| check_type(schema, found, index, field)).collect()
}

/// The lines that a message lacks: fields, and what it must not use again.
fn lacking(schema: &Schema, found: &DescriptorProto, wanted: &Wanted, former: &Former) -> Vec<String> {
    let (mut new, mut declarations): (Vec<New>, _) = (Vec::new(), Vec::new());
    for field in wanted.fields.iter().filter(|field| position(found, field).is_none()) {
        let number = former.number(schema, found, field).unwrap_or_else(|| unused(found, former, &new));
        declarations.push(declaration(field, number));
        new.push(New { name: names::field_name(&field.name).to_owned(), number });
    }
    let mut lines = former.reservations(found, &new);
    lines.append(&mut declarations);
    lines
}

/// The number after all that were ever used, as long as there is one.
fn unused(found: &DescriptorProto, former: &Former, new: &[New]) -> i32 {
    let used = found.field.iter().map(|field| field.number());
    let used = used.chain(former.numbers(found.name())).chain(new.iter().map(|new| new.number));
    let used: Vec<i32> = used.collect();
    let reserved = found.reserved_range.iter().map(|range| range.end() - 1);
    // `reserved 100 to max` leaves room only below.
    let last = used.iter().copied().chain(reserved).filter(|number| *number < LAST).max().unwrap_or(0);
    let is_unused =
        |number: &i32| !RESERVED.contains(number) && is_free(found, *number) && !used.contains(number);
    let mut numbers = (last + 1..=LAST).chain(1..=last);
    numbers.find(is_unused).expect("no file has so many fields")
}

/// Where a message has a field.
fn position(message: &DescriptorProto, field: &Param) -> Option<usize> {
    let name = schema::field_rust(names::field_name(&field.name));
    message.field.iter().position(|found| schema::field_rust(found.name()) == name)
}
