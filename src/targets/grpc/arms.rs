//! The arms of the matches between an enum with data and the oneof of its message.

use heck::ToUpperCamelCase;
use prost_types::DescriptorProto;

use super::{
    conversions::{find, marker},
    messages::{Member, Place},
};
use crate::{
    model::{
        Style, fields, proto,
        schema::{self, EMPTY, Schema},
    },
    plan::format,
};

/// The bodies of `to_proto` and `from_proto`.
pub(super) fn oneof(
    schema: &Schema,
    name: &str,
    beside: Option<&str>,
    members: &[Member],
) -> (Vec<String>, Vec<String>) {
    let found = schema.message(name);
    let (value, index) = rust(schema, name, beside);
    let field = found.zip(index).map_or("value", |(found, index)| found.oneof_decl[index].name());
    let import = format!("use {};\n", path(schema, name, beside));
    let arms = members.iter().map(|member| Arm::new(schema, found, &value, member));
    let arms: Vec<Arm> = arms.collect();

    let field = schema::field_rust(field);
    let (before, after) = if beside.is_some() { ("", "}") } else { ("let value = ", "};") };
    let mut encode = vec![import.clone(), format!("{before}match self {{")];
    encode.extend(arms.iter().map(|arm| format!("    {}", arm.encode())));
    encode.push(after.to_owned());
    let matched = if beside.is_some() { "proto".to_owned() } else { format!("member(proto.{field})?") };
    if beside.is_none() {
        let set = format!("{field}: Some(value)");
        encode.push(format::literal(8, "", &schema.rust(name), &[set], ""));
    }

    let mut decode = vec![import, format!("match {matched} {{")];
    decode.extend(arms.iter().map(|arm| format!("    {}", arm.decode())));
    let there = found.zip(index).map_or(0, |(found, index)| fields::members(found, index).count());
    if there > members.len() {
        decode.push("    _ => Err(unknown(\"the variant\")),".to_owned());
    }
    decode.push("}".to_owned());
    (encode, decode)
}

/// The Rust enum that prost makes of the oneof, as other code names it.
pub(super) fn path(schema: &Schema, message: &str, beside: Option<&str>) -> String {
    schema.inside(message) + &rust(schema, message, beside).0
}

/// Its name alone, and the index of the oneof.
fn rust(schema: &Schema, message: &str, beside: Option<&str>) -> (String, Option<usize>) {
    let found = schema.message(message);
    let place = beside.map_or(Place::Oneof, |name| Place::Beside(name.to_owned()));
    let index = found.and_then(|found| place.oneof(found));
    match found.zip(index) {
        Some((found, at)) => (fields::oneof_rust(found, found.oneof_decl[at].name()), index),
        None => ("Value".to_owned(), None),
    }
}

/// One variant and its member.
struct Arm<'a> {
    schema: &'a Schema,
    member: &'a Member,
    /// `Value::Circle`.
    value: String,
    is_boxed: bool,
    /// The names of what the variant holds.
    names: Vec<String>,
}

impl<'a> Arm<'a> {
    fn new(schema: &'a Schema, message: Option<&DescriptorProto>, value: &str, member: &'a Member) -> Self {
        let field = message.and_then(|message| find(message, &member.name));
        let is_boxed =
            message.zip(field).is_some_and(|(message, field)| schema.is_boxed(message.name(), field));
        let name = field.map_or(&*member.name, |field| field.name()).to_upper_camel_case();
        let name = if name == "Self" { "Self_".to_owned() } else { name };
        let names = member.variant.fields.params.iter().map(|param| param.name.clone()).collect();
        Self { schema, member, value: format!("{value}::{name}"), is_boxed, names }
    }

    /// Of what the member holds directly.
    fn marker(&self) -> Option<String> {
        marker(self.schema, proto::alone(&self.member.variant.fields)?)
    }

    fn is_alone(&self) -> bool {
        proto::alone(&self.member.variant.fields).is_some()
    }

    /// The variant with what it holds, as pattern and as expression.
    fn variant(&self, indent: usize, before: &str, after: &str) -> String {
        let name = format!("Self::{}", self.member.variant.name);
        match self.member.variant.fields.style {
            Style::Named => format::literal(indent, before, &name, &self.names, after),
            Style::Tuple => format!("{before}{}{after}", format::pattern(indent, &name, &self.names)),
            Style::Unit => format!("{before}{name}{after}"),
        }
    }

    fn encode(&self) -> String {
        let wrap = |value: &str| match (self.is_boxed, self.marker()) {
            (true, _) => format!("{}(Box::new({value}.to_proto()))", self.value),
            (false, Some(marker)) => format!("{}(ToProto::<_, {marker}>::to_proto({value}))", self.value),
            (false, None) => format!("{}({value}.to_proto())", self.value),
        };
        let pattern = self.variant(12, "", "");
        if self.member.variant.fields.params.is_empty() {
            let nothing = if self.member.ty.name == EMPTY { "()" } else { "Default::default()" };
            return format::arm(12, &pattern, &format!("{}({nothing})", self.value));
        }
        if self.is_alone() {
            return format::arm(12, &pattern, &wrap(&self.names[0]));
        }
        let tuple = tuple(&self.names);
        let body = wrap(&tuple);
        if format::fits_arm(12, &pattern, &body) {
            return format::arm(12, &pattern, &body);
        }
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let fields = match &names[..] {
            [one] => format!("let value = ({one},);"),
            names => format::call(16, "let value = ", "", names, ";"),
        };
        format!(
            "{pattern} => {{\n                {fields}\n                {}\n            }}",
            wrap("value")
        )
    }

    fn decode(&self) -> String {
        let label = &self.member.name;
        let value = if self.is_boxed { "*value" } else { "value" };
        let function = match self.marker() {
            Some(marker) => format!("field::<_, _, {marker}>"),
            None => "field".to_owned(),
        };
        let decoded = format!("{function}(\"{label}\", {value})?");
        let pattern = |inside: &str| format!("{}({inside})", self.value);
        if self.member.variant.fields.params.is_empty() {
            return format::arm(12, &pattern("_"), &format!("Ok({})", self.variant(12, "", "")));
        }
        if self.is_alone() {
            let body = format!("Ok(Self::{}({decoded}))", self.member.variant.name);
            if format::fits_arm(12, &pattern("value"), &body) {
                return format::arm(12, &pattern("value"), &body);
            }
        }
        let bind = match self.is_alone() {
            true => format!("let {} = {decoded};", self.names[0]),
            false => format::let_tuple(16, &self.names, &decoded),
        };
        let made = match self.member.variant.fields.style {
            Style::Named => self.variant(16, "Ok(", ")"),
            _ => format::wrapped(16, "Ok", &format!("Self::{}", self.member.variant.name), &self.names),
        };
        format!("{} => {{\n                {bind}\n                {made}\n            }}", pattern("value"))
    }
}

/// `(a, b)`, `(a,)`.
fn tuple(names: &[String]) -> String {
    match names {
        [one] => format!("({one},)"),
        names => format!("({})", names.join(", ")),
    }
}
