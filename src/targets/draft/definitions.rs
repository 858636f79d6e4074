//! The structs and enums: of what methods mention, and of what that mentions.

use std::ops::Range;

use heck::ToUpperCamelCase;
use prost_types::{DescriptorProto, EnumDescriptorProto};

use super::{types, types::Names, views::Block};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{
        fields, names, proto, reserved,
        schema::{self, Schema},
    },
    plan::format,
};

pub(super) fn read(
    schema: &Schema,
    mut mentioned: Vec<String>,
    structs: &Names,
    wrong: &mut Diagnostics,
) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut next = 0;
    while let Some(name) = mentioned.get(next).cloned() {
        next += 1;
        if mentioned[..next - 1].contains(&name) {
            continue;
        }
        let one = match (schema.message(&name), schema.enumeration(&name)) {
            (Some((found, span)), _) => One { schema, name: &name, span: schema::first_line(schema, span) }
                .message(found, structs.rust(&name), &mut mentioned),
            (_, Some((found, span))) => {
                One { schema, name: &name, span: schema::first_line(schema, span) }.values(found)
            }
            _ => unreachable!("only what is there is mentioned"),
        };
        match one {
            Ok(block) => blocks.push(block),
            Err(more) => wrong.0.extend(more.0),
        }
    }
    blocks
}

/// A message or an enum.
struct One<'a> {
    schema: &'a Schema,
    name: &'a str,
    /// The line that begins it.
    span: Range<usize>,
}

impl One<'_> {
    fn check_name(&self) -> Result<(), Diagnostic> {
        if let Some(why) = reserved::definition_name(self.name) {
            return Err(Diagnostic::error(format!(
                "in Rust nothing that is sent can be named `{}`",
                self.name
            ))
            .at(&self.schema.source, self.span.clone(), why)
            .help("rename it: names of messages and enums are not on the wire"));
        }
        let usual = self.name.to_upper_camel_case();
        if usual == self.name {
            return Ok(());
        }
        Err(Diagnostic::error(format!("`{}` is not written as Rust writes types", self.name))
            .at(&self.schema.source, self.span.clone(), format!("in Rust this would be `{usual}`"))
            .help("rename it: names of messages and enums are not on the wire"))
    }

    fn message(
        &self,
        found: &DescriptorProto,
        rust: &str,
        mentioned: &mut Vec<String>,
    ) -> Result<Block, Diagnostics> {
        self.check_name()?;
        let mut wrong = Diagnostics::default();
        let mut block = Block::default();
        block.docs("", &self.schema.docs(&self.schema.message_path(self.name)), &self.span);
        block.line("#[derive(Clone, Debug, PartialEq)]", &self.span);
        let oneof = fields::oneof(found);
        let head = if oneof.is_some() { "enum" } else { "struct" };
        let is_empty = found.field.is_empty();
        block.line(format!("pub {head} {rust} {{{}", if is_empty { "}" } else { "" }), &self.span);
        for (index, field) in found.field.iter().enumerate() {
            let at = self.schema.field_span(self.name, index);
            let path = [&self.schema.message_path(self.name)[..], &[2, index as i32]].concat();
            block.docs("    ", &self.schema.docs(&path), &at);
            let line = match oneof {
                Some(_) => self.member(found, index, mentioned),
                None => types::field(self.schema, found, index).map(|found| {
                    mentioned.extend(found.mentions);
                    let name = format!("pub {}", types::field_name(field));
                    format!("    {},", format::field(4, &name, &found.rust))
                }),
            };
            if let Some(line) = wrong.take(line) {
                block.line(line, &at);
            }
        }
        if !is_empty {
            block.line("}", &self.span);
        }
        if wrong.has_errors() { Err(wrong) } else { Ok(block) }
    }

    /// A variant for a member of the oneof, which must be all that the message has.
    fn member(
        &self,
        message: &DescriptorProto,
        index: usize,
        mentioned: &mut Vec<String>,
    ) -> Result<String, Diagnostic> {
        let field = &message.field[index];
        let at = self.schema.field_span(self.name, index);
        let first = fields::oneof(message).map(|(index, _)| index as i32);
        if field.proto3_optional() || field.oneof_index != first {
            return Err(Diagnostic::error(format!("`{}` has a oneof and other fields beside it", self.name))
                .at(&self.schema.source, at, "in Rust an enum has its variants alone")
                .help(
                    "put the oneof into a message of its own; or remove the word and let its members be \
                     fields: the bytes stay the same",
                ));
        }
        let variant = field.name().to_upper_camel_case();
        if names::to_snake(&variant) != schema::field_rust(field.name()).trim_start_matches("r#") {
            let usual = names::to_snake(&variant);
            return Err(Diagnostic::error(format!("the member `{}` cannot be found again", field.name()))
                .at(
                    &self.schema.source,
                    at,
                    format!("its variant would be `{variant}`, which is `{usual}` here"),
                )
                .help(format!("name it `{usual}`: names are not in the bytes")));
        }
        let held = types::member(self.schema, message, index)?;
        mentioned.extend(held.mentions);
        Ok(format!("    {variant}({}),", held.rust))
    }

    fn values(&self, found: &EnumDescriptorProto) -> Result<Block, Diagnostics> {
        self.check_name()?;
        let mut block = Block::default();
        let path = self.schema.enum_path(self.name);
        block.docs("", &self.schema.docs(&path), &self.span);
        block.line("#[derive(Clone, Copy, Debug, PartialEq, Eq)]", &self.span);
        block.line(format!("pub enum {} {{", self.name), &self.span);
        let mut numbers = Vec::new();
        for (index, value) in found.value.iter().enumerate() {
            // Of several names for one number the first is the one that is written.
            if numbers.contains(&value.number()) {
                continue;
            }
            numbers.push(value.number());
            let at = self.schema.value_span(self.name, index);
            block.docs("    ", &self.schema.docs(&[&path[..], &[2, index as i32]].concat()), &at);
            let variant = fields::value_rust(found, value.name());
            let again = fields::variant_rust(self.name, &proto::constant(self.name, &variant));
            if again != variant {
                return Err(Diagnostic::error(format!("the value `{}` cannot be found again", value.name()))
                    .at(&self.schema.source, at, format!("its variant would be `{variant}`"))
                    .help(format!(
                        "name it `{}`: names are not in the bytes",
                        proto::constant(self.name, &variant)
                    ))
                    .into());
            }
            block.line(format!("    {variant},"), &at);
        }
        block.line("}", &self.span);
        Ok(block)
    }
}
