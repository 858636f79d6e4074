//! The structs and enums: of what methods mention, and of what that mentions.

use std::ops::Range;

use heck::ToUpperCamelCase;
use prost_types::{DescriptorProto, EnumDescriptorProto};

use super::{
    sizes,
    types::{self, Mention, Names},
    views::Block,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{
        fields,
        fields::Slot,
        names, proto, reserved,
        schema::{self, EMPTY, FIELD, ONEOF, Schema, VALUE},
    },
    plan::format,
};

pub(super) fn read(
    schema: &Schema,
    mut mentioned: Vec<Mention>,
    structs: &Names,
    wrong: &mut Diagnostics,
) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut next = 0;
    while let Some(mention) = mentioned.get(next).cloned() {
        next += 1;
        if mentioned[..next - 1].contains(&mention) {
            continue;
        }
        let one = match &mention {
            Mention::Oneof(name, oneof) => {
                let found = schema.message(name).expect("a oneof is in a message");
                let span = schema::first_line(schema, schema.oneof_span(name, *oneof));
                One { schema, structs, name, span }.oneof(found, *oneof, &mut mentioned)
            }
            Mention::Type(name) => match (schema.message(name), schema.enumeration(name)) {
                (Some(found), _) => {
                    let span = schema::first_line(schema, schema.span_of(name));
                    One { schema, structs, name, span }.message(found, &mut mentioned)
                }
                (_, Some(found)) => {
                    let span = schema::first_line(schema, schema.span_of(name));
                    One { schema, structs, name, span }.values(found)
                }
                _ => unreachable!("only what is there is mentioned"),
            },
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
    structs: &'a Names,
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

    fn message(&self, found: &DescriptorProto, mentioned: &mut Vec<Mention>) -> Result<Block, Diagnostics> {
        self.check_name()?;
        let docs = self.schema.docs_of(self.name, &[]);
        let rust = self.structs.rust(self.name);
        if let (true, Some((oneof, _))) = (fields::is_oneof(found), fields::oneof(found)) {
            return self.variants((found, oneof), (rust, docs), mentioned);
        }
        let mut wrong = Diagnostics::default();
        let mut block = self.head(&docs, "#[derive(Clone, Debug, PartialEq)]");
        let slots = fields::slots(found);
        block.line(format!("pub struct {rust} {{{}", if slots.is_empty() { "}" } else { "" }), &self.span);
        for slot in &slots {
            let (at, part) = match *slot {
                Slot::Field(index) => (self.schema.field_span(self.name, index), [FIELD, index as i32]),
                Slot::Oneof(index) => (self.schema.oneof_span(self.name, index), [ONEOF, index as i32]),
            };
            let at = schema::first_line(self.schema, at);
            block.docs("    ", &self.schema.docs_of(self.name, &part), &at);
            if let Some(held) = wrong.take(types::slot(self.schema, self.structs, found, *slot)) {
                mentioned.extend(held.mentions);
                let name = format!("pub {}", slot.rust(found));
                block.line(format!("    {},", format::field(4, &name, &held.rust)), &at);
            }
        }
        if !slots.is_empty() {
            block.line("}", &self.span);
        }
        if wrong.has_errors() { Err(wrong) } else { Ok(block) }
    }

    fn head(&self, docs: &[String], derives: &str) -> Block {
        let mut block = Block::default();
        block.docs("", docs, &self.span);
        block.line(derives, &self.span);
        block
    }

    /// The enum for a oneof that has other fields beside it.
    fn oneof(
        &self,
        found: &DescriptorProto,
        oneof: usize,
        mentioned: &mut Vec<Mention>,
    ) -> Result<Block, Diagnostics> {
        let rust = self.structs.oneof(self.schema, found, oneof);
        let docs = vec![format!("What `{}` of `{}` may be.", found.oneof_decl[oneof].name(), self.name)];
        self.variants((found, oneof), (&rust, docs), mentioned)
    }

    fn variants(
        &self,
        (found, oneof): (&DescriptorProto, usize),
        (rust, docs): (&str, Vec<String>),
        mentioned: &mut Vec<Mention>,
    ) -> Result<Block, Diagnostics> {
        let mut wrong = Diagnostics::default();
        let mut block = self.head(&docs, "#[derive(Clone, Debug, PartialEq)]");
        if sizes::is_lopsided(self.schema, found, oneof) {
            block.line("#[allow(clippy::large_enum_variant)]", &self.span);
        }
        block.line(format!("pub enum {rust} {{"), &self.span);
        for (index, _) in fields::members(found, oneof) {
            let at = self.schema.field_span(self.name, index);
            block.docs("    ", &self.schema.docs_of(self.name, &[FIELD, index as i32]), &at);
            if let Some(line) = wrong.take(self.member(found, index, mentioned)) {
                block.line(line, &at);
            }
        }
        block.line("}", &self.span);
        if wrong.has_errors() { Err(wrong) } else { Ok(block) }
    }

    /// A variant for a member of a oneof.
    fn member(
        &self,
        message: &DescriptorProto,
        index: usize,
        mentioned: &mut Vec<Mention>,
    ) -> Result<String, Diagnostic> {
        let field = &message.field[index];
        let at = self.schema.field_span(self.name, index);
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
        if self.schema.field_type(message, field).name == EMPTY {
            return Ok(format!("    {variant},"));
        }
        let held = types::member(self.schema, message, index)?;
        mentioned.extend(held.mentions);
        Ok(format!("    {variant}({}),", held.rust))
    }

    fn values(&self, found: &EnumDescriptorProto) -> Result<Block, Diagnostics> {
        self.check_name()?;
        let docs = self.schema.docs_of(self.name, &[]);
        let mut block = self.head(&docs, "#[derive(Clone, Copy, Debug, PartialEq, Eq)]");
        block.line(format!("pub enum {} {{", self.name), &self.span);
        let mut numbers = Vec::new();
        for (index, value) in found.value.iter().enumerate() {
            // Of several names for one number the first is the one that is written.
            if numbers.contains(&value.number()) {
                continue;
            }
            numbers.push(value.number());
            let at = self.schema.value_span(self.name, index);
            block.docs("    ", &self.schema.docs_of(self.name, &[VALUE, index as i32]), &at);
            let own = found.name();
            let variant = fields::value_rust(found, value.name());
            let again = fields::variant_rust(own, &proto::constant(own, &variant));
            if again != variant {
                return Err(Diagnostic::error(format!("the value `{}` cannot be found again", value.name()))
                    .at(&self.schema.source, at, format!("its variant would be `{variant}`"))
                    .help(format!("name it `{}`: names are not in the bytes", proto::constant(own, &variant)))
                    .into());
            }
            block.line(format!("    {variant},"), &at);
        }
        block.line("}", &self.span);
        Ok(block)
    }
}
