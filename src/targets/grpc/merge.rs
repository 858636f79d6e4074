//! What a `.proto` lacks of what the trait says: rpcs, messages, fields. Names, numbers and
//! comments that are there stay; a new field gets the next number that was never used.

use std::{collections::BTreeSet, ops::Range};

use prost_types::DescriptorProto;

use super::{
    former::Former,
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
    fields: Vec<Param>,
}

pub(super) fn insertions(input: &Input, schema: &Schema) -> Result<Vec<Insertion>, Diagnostics> {
    let former = Former::read(input.compiled, schema);
    let name = input.service.name.pascal();
    let Some((_, span)) = schema.service(&name) else {
        return Err(missing_service(schema, &name).into());
    };
    let mut found = Diagnostics::default();
    let mut insertions = Vec::new();
    let mut body = Body::new(&schema.source.text, span, schema.rpc_spans(&name).last().cloned());
    let mut end = String::new();
    for method in &input.service.methods {
        let rpc = names::method_pascal(&method.name);
        if schema.rpc(&name, &rpc).is_none() {
            body.docs(&method.docs);
            body.line(&format!("rpc {rpc} ({rpc}Request) returns ({rpc}Reply);"));
        }
    }
    for wanted in wanted(input, schema) {
        match schema.message(&wanted.name) {
            None => end.push_str(&new_message(&wanted)),
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

/// Request and reply of each method, then the structs that they mention first.
fn wanted(input: &Input, schema: &Schema) -> Vec<Wanted> {
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    for method in &input.service.methods {
        let (request, reply) = rpc_messages(schema, input, method);
        let response = input.response(method);
        let from = all.len();
        all.push(Wanted { name: request, fields: method.params.clone() });
        all.push(Wanted { name: reply, fields: response.fields().to_vec() });
        let mut next = from;
        while next < all.len() {
            let paths = all[next].fields.iter().filter_map(|field| field.ty.struct_path());
            for path in paths.map(str::to_owned).collect::<Vec<_>>() {
                if seen.insert(path.clone()) {
                    let fields = input.service.find_struct(&path).fields.clone();
                    all.push(Wanted { name: message(&path), fields });
                }
            }
            next += 1;
        }
    }
    all
}

/// The messages of a method's rpc: as the file has them, else by kit's rule.
pub(super) fn rpc_messages(schema: &Schema, input: &Input, method: &Method) -> (String, String) {
    let rpc = names::method_pascal(&method.name);
    match schema.rpc(&input.service.name.pascal(), &rpc) {
        Some(found) => (schema.local(found.input_type()), schema.local(found.output_type())),
        None => (format!("{rpc}Request"), format!("{rpc}Reply")),
    }
}

fn new_message(wanted: &Wanted) -> String {
    if wanted.fields.is_empty() {
        return format!("\nmessage {} {{\n}}\n", wanted.name);
    }
    let fields: String = (1..)
        .filter(|number| !RESERVED.contains(number))
        .zip(&wanted.fields)
        .map(|(number, field)| format!("  {}\n", declaration(field, number)))
        .collect();
    format!("\nmessage {} {{\n{fields}}}\n", wanted.name)
}

fn declaration(field: &Param, number: i32) -> String {
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
    let mut complaints = Vec::new();
    let last = found.field.len().checked_sub(1).map(|index| schema.field_span(found.name(), index));
    let mut body = Body::new(&schema.source.text, span, last);
    let used = found.field.iter().map(|field| field.number());
    let reserved = found.reserved_range.iter().map(|range| range.end() - 1);
    let mut number = used.chain(reserved).chain(former.numbers(found.name())).max().unwrap_or(0);
    for line in former.reservations(found) {
        body.line(&line);
    }
    for field in &wanted.fields {
        let name = names::field_name(&field.name);
        match found
            .field
            .iter()
            .position(|found| schema::field_rust(found.name()) == schema::field_rust(name))
        {
            Some(index) => complaints.extend(check_type(schema, found, index, field)),
            None => {
                number += 1;
                if RESERVED.contains(&number) {
                    number = RESERVED.end;
                }
                body.line(&declaration(field, number));
            }
        }
    }
    insertions.extend(body.insertion());
    complaints
}

fn check_type(schema: &Schema, message: &DescriptorProto, index: usize, field: &Param) -> Option<Diagnostic> {
    use prost_types::field_descriptor_proto::Label as ProtoLabel;
    let found = &message.field[index];
    let label = match (found.label(), found.proto3_optional()) {
        (ProtoLabel::Repeated, _) => Label::Repeated,
        (_, true) => Label::Optional,
        _ => Label::Singular,
    };
    let (wanted_label, wanted) = proto_type(&field.ty);
    let named = schema::type_name(found);
    if label == wanted_label && schema.local(&named) == wanted {
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
    Some(
        Diagnostic::error(title)
            .at(&schema.source, place, format!("for the trait this must be `{wanted}`"))
            .help("change the type here or in the trait; a number that clients use already should get a new field instead"),
    )
}

fn missing_service(schema: &Schema, name: &str) -> Diagnostic {
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

/// Collects lines for the end of a `{ … }` block, indented as what is there.
struct Body {
    at: usize,
    /// The block's closing brace stands on the line of its opening one.
    flat: bool,
    indent: String,
    lines: String,
}

impl Body {
    /// `block` is the whole `service X { … }`, `sibling` its last entry.
    fn new(text: &str, block: Range<usize>, sibling: Option<Range<usize>>) -> Self {
        let brace = block.end - 1;
        let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let own_line = text[line_start(brace)..brace].trim().is_empty();
        let blank = |at: usize| {
            let start = line_start(at);
            let line = &text[start..at];
            line[..line.len() - line.trim_start().len()].to_owned()
        };
        let indent = match sibling {
            Some(sibling) if text[sibling.start..brace].contains('\n') => blank(sibling.start),
            _ => format!("{}  ", blank(block.start)),
        };
        Self {
            at: if own_line { line_start(brace) } else { brace },
            flat: !own_line,
            indent,
            lines: String::new(),
        }
    }

    fn docs(&mut self, docs: &[String]) {
        for line in docs {
            self.line(format!("// {line}").trim_end());
        }
    }

    fn line(&mut self, line: &str) {
        self.lines.push_str(&format!("{}{line}\n", self.indent));
    }

    fn insertion(self) -> Option<Insertion> {
        let break_first = if self.flat { "\n" } else { "" };
        (!self.lines.is_empty()).then(|| Insertion::new(self.at, format!("{break_first}{}", self.lines)))
    }
}
