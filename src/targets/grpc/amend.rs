//! The lines that a message or an enum lacks, and new ones whole. Numbers that were ever used keep
//! their meaning.

use std::ops::Range;

use prost_types::{DescriptorProto, EnumDescriptorProto, FieldDescriptorProto};

use super::{
    body::{Body as Block, usual_indent},
    check::{self, check_member, check_type},
    former::{Former, LAST, New, is_free_value},
    messages::{Body, Field, Wanted},
};
use crate::{
    diagnostic::Diagnostic,
    model::{
        Variant, fields, proto,
        schema::{self, Schema},
    },
    plan::edit::Insertion,
};

/// Numbers that protobuf keeps for itself.
/// Source: <https://protobuf.dev/programming-guides/proto3/#assigning>
const RESERVED: Range<i32> = 19_000..20_000;

/// What is to be added.
struct Lacking {
    reservations: Vec<String>,
    /// Comments and declarations.
    entries: Vec<String>,
}

/// A message or an enum that the file lacks.
pub(super) fn new_entry(schema: &Schema, wanted: &Wanted, former: &Former, unit: &str) -> String {
    let indented = |lines: &[String], indent: &str| -> String {
        lines.iter().map(|line| format!("{indent}{line}\n")).collect()
    };
    let name = &wanted.name;
    let (keyword, inside) = match &wanted.body {
        Body::Values(variants) => {
            let empty = EnumDescriptorProto { name: Some(name.clone()), ..Default::default() };
            let lacking = values(&empty, variants, former);
            let zero = format!("{unit}{} = 0;\n", proto::zero(name));
            let entries = indented(&lacking.entries, unit);
            ("enum", format!("{}{zero}{entries}", indented(&lacking.reservations, unit)))
        }
        body => {
            let (message, reserved) = former.without_fields(name);
            let lacking = lacking(schema, &message, wanted, former);
            let before = indented(&reserved, unit) + &indented(&lacking.reservations, unit);
            let entries = match body {
                Body::Oneof(_) => {
                    let members = indented(&lacking.entries, &unit.repeat(2));
                    format!("{unit}oneof {} {{\n{members}{unit}}}\n", wanted.oneof())
                }
                _ => indented(&lacking.entries, unit),
            };
            ("message", before + &entries)
        }
    };
    let docs = indented(&comments(&wanted.docs), "");
    format!("\n{docs}{keyword} {name} {{\n{inside}}}\n")
}

fn comments(docs: &[String]) -> Vec<String> {
    docs.iter().map(|line| format!("// {line}").trim_end().to_owned()).collect()
}

/// Adds the values that an enum lacks.
pub(super) fn amend_enum(
    schema: &Schema,
    (found, span): (&EnumDescriptorProto, Range<usize>),
    variants: &[Variant],
    former: &Former,
) -> Option<Insertion> {
    let last = found.value.len().checked_sub(1).map(|index| schema.value_span(found.name(), index));
    let mut block = Block::new(&schema.source.text, span, last);
    let lacking = values(found, variants, former);
    lacking.reservations.iter().chain(&lacking.entries).for_each(|line| block.line(line));
    block.insertion()
}

fn values(found: &EnumDescriptorProto, variants: &[Variant], former: &Former) -> Lacking {
    let name = found.name();
    let then = former.enumeration(name);
    let is_new = found.value.is_empty();
    let known = |constant: &str| {
        let wanted = fields::variant_rust(name, constant);
        found.value.iter().any(|value| fields::value_rust(found, value.name()) == wanted)
            || (is_new && *constant == proto::zero(name))
    };
    let mut used: Vec<i32> = found.value.iter().chain(&then.value).map(|value| value.number()).collect();
    used.extend(found.reserved_range.iter().map(|range| range.end()).filter(|end| *end < i32::MAX));
    let (mut new, mut entries): (Vec<New>, _) = (Vec::new(), Vec::new());
    for variant in variants {
        let constant = proto::constant(name, &variant.name);
        if known(&constant) {
            continue;
        }
        let former = then.value.iter().find(|value| value.name() == constant).map(|value| value.number());
        let former = former.filter(|number| *number != 0 && is_free_value(found, *number));
        let number =
            former.unwrap_or_else(|| used.iter().copied().max().unwrap_or(0).max(0).saturating_add(1));
        used.push(number);
        entries.extend(comments(&variant.docs));
        entries.push(format!("{constant} = {number};"));
        new.push(New { name: constant, number });
    }
    if is_new {
        new.push(New { name: proto::zero(name), number: 0 });
    }
    Lacking { reservations: former.value_reservations(found, &new), entries }
}

/// Adds the fields that a message lacks; complains of what is there and does not fit.
pub(super) fn amend_message(
    schema: &Schema,
    (found, span): (&DescriptorProto, Range<usize>),
    wanted: &Wanted,
    former: &Former,
    insertions: &mut Vec<Insertion>,
) -> Vec<Diagnostic> {
    let is_oneof = matches!(wanted.body, Body::Oneof(_));
    let text = &schema.source.text;
    let spans = |inside: bool| {
        let fields = found.field.iter().enumerate().filter(move |(_, field)| is_member(field) == inside);
        fields.map(|(index, _)| schema.field_span(found.name(), index)).max_by_key(|span| span.start)
    };
    let oneof = fields::oneof(found).map(|(index, _)| schema.oneof_span(found.name(), index));
    let last = spans(false).into_iter().chain(oneof.clone()).max_by_key(|span| span.start);
    let mut block = Block::new(text, span, last);
    let lacking = lacking(schema, found, wanted, former);
    lacking.reservations.iter().for_each(|line| block.line(line));
    match oneof.filter(|_| is_oneof) {
        Some(span) => {
            let mut members = Block::new(text, span, spans(true));
            lacking.entries.iter().for_each(|line| members.line(line));
            insertions.extend(members.insertion());
        }
        None if is_oneof && !lacking.entries.is_empty() => {
            let unit = usual_indent(text);
            block.line(&format!("oneof {} {{", wanted.oneof()));
            lacking.entries.iter().for_each(|line| block.line(&format!("{unit}{line}")));
            block.line("}");
        }
        None => lacking.entries.iter().for_each(|line| block.line(line)),
    }
    insertions.extend(block.insertion());
    complaints(schema, found, wanted)
}

fn complaints(schema: &Schema, found: &DescriptorProto, wanted: &Wanted) -> Vec<Diagnostic> {
    let is_oneof = matches!(wanted.body, Body::Oneof(_));
    let fields = wanted.fields();
    let complain = |field: &Field| match (position(found, field)?, is_oneof) {
        (index, true) => check_member(schema, found, index, field),
        (index, false) => check_type(schema, found, index, field),
    };
    let mut all: Vec<Diagnostic> = fields.iter().filter_map(complain).collect();
    if let Some((index, oneof)) = fields::oneof(found).filter(|_| is_oneof)
        && fields.iter().any(|field| field.name == oneof.name() && position(found, field).is_none())
    {
        all.push(check::oneof_name_taken(schema, found, index));
    }
    all
}

/// Whether a field is in a oneof that the `.proto` names.
fn is_member(field: &FieldDescriptorProto) -> bool {
    field.oneof_index.is_some() && !field.proto3_optional()
}

/// Fields, and what the message must not use again.
fn lacking(schema: &Schema, found: &DescriptorProto, wanted: &Wanted, former: &Former) -> Lacking {
    let (mut new, mut entries): (Vec<New>, _) = (Vec::new(), Vec::new());
    for field in wanted.fields().iter().filter(|field| position(found, field).is_none()) {
        let number = former.number(schema, found, field).unwrap_or_else(|| unused(found, former, &new));
        entries.extend(comments(&field.docs));
        entries.push(field.declaration(number));
        new.push(New { name: field.name.clone(), number });
    }
    Lacking { reservations: former.reservations(found, &new), entries }
}

/// The number after all that were ever used, as long as there is one.
fn unused(found: &DescriptorProto, former: &Former, new: &[New]) -> i32 {
    let used = found.field.iter().map(|field| field.number());
    let used = used.chain(former.numbers(found.name())).chain(new.iter().map(|new| new.number));
    let used: Vec<i32> = used.collect();
    let reserved = found.reserved_range.iter().map(|range| range.end() - 1);
    // `reserved 100 to max` leaves room only below.
    let last = used.iter().copied().chain(reserved).filter(|number| *number < LAST).max().unwrap_or(0);
    // From a number that is taken to the one after what takes it, for that may be half a billion.
    let after = |number: i32| {
        let reserved = found.reserved_range.iter().map(|range| range.start()..range.end());
        let ranges = reserved.chain([RESERVED]).filter(|range| range.contains(&number));
        let after = ranges.map(|range| range.end).max();
        after.or_else(|| used.contains(&number).then_some(number + 1))
    };
    let from = |first: i32| {
        let mut number = first;
        while number <= LAST {
            match after(number) {
                Some(next) => number = next,
                None => return Some(number),
            }
        }
        None
    };
    // With none left the compiler says what is wrong with the last.
    from(last + 1).or_else(|| from(1)).unwrap_or(LAST)
}

/// Where a message has a field.
fn position(message: &DescriptorProto, field: &Field) -> Option<usize> {
    let name = schema::field_rust(&field.name);
    message.field.iter().position(|found| schema::field_rust(found.name()) == name)
}
