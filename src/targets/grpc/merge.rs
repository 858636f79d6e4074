//! What a `.proto` lacks of what the trait says: rpcs, messages, fields. Names, numbers and
//! comments that are there stay; a new field gets the next number that was never used.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

use prost_types::{DescriptorProto, EnumDescriptorProto};

use super::{
    amend::{amend_enum, amend_message, new_entry},
    body::{Body as Block, usual_indent},
    check::{self, check_rpc, missing_service},
    former::Former,
    messages::{self, Body, Wanted},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{
        Method,
        schema::{self, EMPTY, Schema},
    },
    plan::edit::Insertion,
    targets::Input,
};

pub(super) fn insertions(input: &Input, schema: &Schema) -> Result<Vec<Insertion>, Diagnostics> {
    let refused = schema::check_syntax(schema).or_else(|| check::check_package(schema, input.package));
    if let Some(error) = refused {
        return Err(error.into());
    }
    let former = Former::read(input.compiled, schema);
    let name = input.service.name.proto_service();
    let Some((_, span)) = schema.service(&name) else {
        return Err(missing_service(schema, &name).into());
    };
    let mut found = Diagnostics::default();
    let mut insertions = Vec::new();
    let mut body = Block::new(&schema.source.text, span, schema.rpc_spans(&name).last().cloned());
    let (mut end, unit) = (String::new(), usual_indent(&schema.source.text));
    for method in input.service.served() {
        let rpc = &method.rpc;
        match schema.rpc(&name, rpc) {
            Some(there) => found.0.extend(check_rpc(schema, method, there, || schema.rpc_span(&name, rpc))),
            None => {
                body.docs(&method.docs);
                body.line(&rpc_line(method));
            }
        }
    }
    if found.has_errors() {
        return Err(found);
    }
    let all = messages::wanted(input, schema);
    found.0.extend(check::check_distinct(schema, &all));
    let mut same = HashMap::<&str, Vec<&Wanted>>::new();
    for wanted in &all {
        same.entry(&wanted.name).or_default().push(wanted);
    }
    let (mut new, mut amended) = (BTreeSet::new(), BTreeSet::new());
    for wanted in all.iter().filter(|wanted| wanted.name != EMPTY) {
        match find(schema, wanted) {
            Err(error) => found.push(error),
            Ok(Some(there)) if amended.insert(&wanted.name) => {
                let same = &same[&*wanted.name];
                found.0.extend(amend(schema, there, same, &former, &mut insertions));
            }
            Ok(Some(_)) => {}
            Ok(None) if new.insert(&wanted.name) => end.push_str(&new_entry(schema, wanted, &former, &unit)),
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

/// The rpc of a method, as kit writes it.
pub(super) fn rpc_line(method: &Method) -> String {
    let (rpc, stream) = (&method.rpc, if method.streams { "stream " } else { "" });
    format!("rpc {rpc} ({rpc}Request) returns ({stream}{rpc}Reply);")
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
    match schema.rpc(&input.service.name.proto_service(), rpc) {
        Some(found) => (schema.local(found.input_type()), schema.local(found.output_type())),
        None => (format!("{rpc}Request"), format!("{rpc}Reply")),
    }
}

/// A message or an enum of the file.
enum There<'a> {
    Message(&'a DescriptorProto, Range<usize>),
    Enum(&'a EnumDescriptorProto, Range<usize>),
}

fn find<'a>(schema: &'a Schema, wanted: &Wanted) -> Result<Option<There<'a>>, Diagnostic> {
    let message = schema.message(&wanted.name);
    let found = schema.enumeration(&wanted.name);
    let span = || schema.span_of(&wanted.name);
    match (&wanted.body, message, found) {
        (Body::Values(_), None, Some(found)) => Ok(Some(There::Enum(found, span()))),
        (Body::Fields(..) | Body::Oneof(..), Some(found), _) => Ok(Some(There::Message(found, span()))),
        (_, None, None) => Ok(None),
        (Body::Values(_), Some(_), _) => Err(check::other_kind(schema, wanted, span(), "a message")),
        (_, _, Some(_)) => Err(check::other_kind(schema, wanted, span(), "an enum")),
    }
}

/// Adds what is lacking; complains of what is there and does not fit.
fn amend(
    schema: &Schema,
    there: There,
    wanted: &[&Wanted],
    former: &Former,
    insertions: &mut Vec<Insertion>,
) -> Vec<Diagnostic> {
    match (there, &wanted[0].body) {
        (There::Enum(found, span), Body::Values(variants)) => {
            match amend_enum(schema, (found, span), (&wanted[0].name, variants), former) {
                Ok(insertion) => insertions.extend(insertion),
                Err(wrong) => return vec![wrong],
            }
            Vec::new()
        }
        (There::Message(found, span), _) => amend_message(schema, (found, span), wanted, former, insertions),
        (There::Enum(..), _) => unreachable!("`find` compares the kinds"),
    }
}
