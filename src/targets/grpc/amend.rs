//! The lines that a message or an enum lacks, and new ones whole. Numbers that were ever used keep
//! their meaning.

use std::{collections::BTreeMap, ops::Range};

use prost_types::{DescriptorProto, EnumDescriptorProto};

use super::{
    body::{Body as Block, usual_indent},
    check::{self, check_member, check_type},
    former::{Former, LAST, New, is_free_value},
    messages::{Body, Field, Place, Wanted},
};
use crate::{
    diagnostic::Diagnostic,
    model::{
        Variant,
        fields::{self, Slot},
        proto,
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
    entries: Vec<(Place, Vec<String>)>,
}

impl Lacking {
    fn lines(&self) -> impl Iterator<Item = &String> {
        self.entries.iter().flat_map(|(_, lines)| lines)
    }
}

/// A message or an enum that the file lacks.
pub(super) fn new_entry(schema: &Schema, wanted: &Wanted, former: &Former, unit: &str) -> String {
    fn indented<'a>(lines: impl IntoIterator<Item = &'a String>, indent: &str) -> String {
        lines.into_iter().map(|line| format!("{indent}{line}\n")).collect()
    }
    let name = &wanted.name;
    let (keyword, inside) = match &wanted.body {
        Body::Values(variants) => {
            let empty = EnumDescriptorProto { name: Some(name.clone()), ..Default::default() };
            let lacking = values(name, &empty, variants, former);
            let zero = format!("{unit}{} = 0;\n", proto::zero(name));
            let entries = indented(lacking.lines(), unit);
            ("enum", format!("{}{zero}{entries}", indented(&lacking.reservations, unit)))
        }
        body => {
            let (message, reserved) = former.without_fields(name);
            let lacking = lacking(schema, &message, &wanted.fields(), former);
            let before = indented(&reserved, unit) + &indented(&lacking.reservations, unit);
            let entries = match body {
                Body::Oneof(..) => {
                    let members = indented(lacking.lines(), &unit.repeat(2));
                    format!("{unit}oneof {} {{\n{members}{unit}}}\n", wanted.oneof())
                }
                _ => indented(lacking.lines(), unit),
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
    (key, variants): (&str, &[Variant]),
    former: &Former,
) -> Result<Option<Insertion>, Diagnostic> {
    let lacking = values(key, found, variants, former);
    if schema.import(key).is_some() {
        return check::not_ours(schema, key, span, lacking.lines().next()).map_or(Ok(None), Err);
    }
    let last = found.value.len().checked_sub(1).map(|index| schema.value_span(key, index));
    let mut block = Block::new(&schema.source.text, span, last);
    lacking.reservations.iter().chain(lacking.lines()).for_each(|line| block.line(line));
    Ok(block.insertion())
}

/// `key` is the enum's among all of the file's types.
fn values(key: &str, found: &EnumDescriptorProto, variants: &[Variant], former: &Former) -> Lacking {
    let name = found.name();
    let then = former.enumeration(key);
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
        let declaration = format!("{constant} = {number};");
        entries.push((Place::Alone, comments(&variant.docs).into_iter().chain([declaration]).collect()));
        new.push(New { name: constant, number });
    }
    if is_new {
        new.push(New { name: proto::zero(name), number: 0 });
    }
    Lacking { reservations: former.value_reservations(key, found, &new), entries }
}

/// Adds the fields that a message lacks, for all that is made of it; complains of what is there and does
/// not fit.
pub(super) fn amend_message(
    schema: &Schema,
    (found, span): (&DescriptorProto, Range<usize>),
    wanted: &[&Wanted],
    former: &Former,
    insertions: &mut Vec<Insertion>,
) -> Vec<Diagnostic> {
    let mut fields: Vec<Field> = Vec::new();
    for field in wanted.iter().flat_map(|wanted| wanted.fields()) {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    let mut wrong = complaints(schema, found, &fields);
    let mut new: Vec<Field> = Vec::new();
    for field in fields {
        match new.iter().find(|other| other.name == field.name) {
            None => new.push(field),
            Some(other) => wrong.extend(check::two_types(schema, (found, &span), other, &field)),
        }
    }
    let fields = new;
    let lacking = lacking(schema, found, &fields, former);
    if schema.import(found.name()).is_some() {
        wrong.extend(check::not_ours(schema, found.name(), span, lacking.lines().next()));
    } else if wrong.is_empty() {
        let oneof = wanted.iter().find(|wanted| matches!(wanted.body, Body::Oneof(None, _)));
        let oneof = oneof.map(|wanted| wanted.oneof());
        insertions.extend(blocks(schema, (found, span), &lacking, oneof));
    }
    wrong
}

/// The lines, in the message and in its oneofs; one that is not there yet gets the name `oneof`.
fn blocks(
    schema: &Schema,
    (found, span): (&DescriptorProto, Range<usize>),
    lacking: &Lacking,
    oneof: Option<String>,
) -> Vec<Insertion> {
    let text = &schema.source.text;
    let place = |slot: &Slot| match *slot {
        Slot::Field(index) => schema.field_span(found.name(), index),
        Slot::Oneof(index) => schema.oneof_span(found.name(), index),
    };
    let last = fields::slots(found).iter().map(place).max_by_key(|span| span.start);
    let mut block = Block::new(text, span, last);
    lacking.reservations.iter().for_each(|line| block.line(line));
    let mut inside: BTreeMap<usize, Block> = BTreeMap::new();
    let mut new = Vec::new();
    for (place, lines) in &lacking.entries {
        match (place.oneof(found), place) {
            (Some(index), _) => {
                let members =
                    fields::members(found, index).map(|(at, _)| schema.field_span(found.name(), at));
                let last = members.max_by_key(|span| span.start);
                let span = schema.oneof_span(found.name(), index);
                let members = inside.entry(index).or_insert_with(|| Block::new(text, span, last));
                lines.iter().for_each(|line| members.line(line));
            }
            (None, Place::Alone) => lines.iter().for_each(|line| block.line(line)),
            (None, _) => new.extend(lines),
        }
    }
    if let Some(name) = oneof.filter(|_| !new.is_empty()) {
        let unit = usual_indent(text);
        block.line(&format!("oneof {name} {{"));
        new.iter().for_each(|line| block.line(&format!("{unit}{line}")));
        block.line("}");
    }
    inside.into_values().chain([block]).filter_map(Block::insertion).collect()
}

fn complaints(schema: &Schema, found: &DescriptorProto, fields: &[Field]) -> Vec<Diagnostic> {
    let complain = |field: &Field| match (position(found, field), &field.place) {
        (Some(index), Place::Alone) => check_type(schema, found, index, field),
        (Some(index), _) => check_member(schema, found, index, field),
        (None, Place::Alone) => check::no_oneof(schema, found, field),
        (None, place) => {
            let index = place.oneof(found)?;
            let is_taken = field.name == found.oneof_decl[index].name();
            is_taken.then(|| check::oneof_name_taken(schema, found, index))
        }
    };
    fields.iter().filter_map(complain).collect()
}

/// Fields, and what the message must not use again.
fn lacking(schema: &Schema, found: &DescriptorProto, fields: &[Field], former: &Former) -> Lacking {
    let (mut new, mut entries): (Vec<New>, _) = (Vec::new(), Vec::new());
    for field in fields.iter().filter(|field| position(found, field).is_none()) {
        let number = former.number(schema, found, field).unwrap_or_else(|| unused(found, former, &new));
        let declaration = field.declaration(schema, number);
        let lines = comments(&field.docs).into_iter().chain([declaration]).collect();
        entries.push((field.place.clone(), lines));
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
