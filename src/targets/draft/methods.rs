//! The methods of the trait: an rpc each, the fields of its request as parameters.

use std::ops::Range;

use prost_types::{DescriptorProto, MethodDescriptorProto, ServiceDescriptorProto};

use super::{types, types::Names, views::Block};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{fields, names, reserved, schema::Schema},
    plan::format,
};

/// The methods, and the messages and enums that they mention.
pub(super) fn read(
    schema: &Schema,
    service: &ServiceDescriptorProto,
    structs: &Names,
    wrong: &mut Diagnostics,
) -> (Vec<Block>, Vec<String>) {
    let (mut blocks, mut mentioned) = (Vec::new(), Vec::new());
    for (index, rpc) in (0..).zip(&service.method) {
        let path = [&schema.service_path(service.name())[..], &[2, index]].concat();
        let at = schema.place(&path).unwrap_or(0..0);
        let one = One { schema, service: service.name(), rpc, at: &at };
        match one.read(structs, &schema.docs(&path), &mut mentioned) {
            Ok(block) => blocks.push(block),
            Err(more) => wrong.0.extend(more.0),
        }
    }
    (blocks, mentioned)
}

/// The name of an rpc's method: another one where Rust or kit has no use for it.
pub(super) fn method_name(service: &str, rpc: &MethodDescriptorProto) -> Option<String> {
    let snake = names::to_snake(rpc.name());
    let longer = format!("{snake}_{}", names::to_snake(service));
    let free = |name: &String| reserved::method_name(name).is_none();
    [snake, longer].into_iter().filter(free).find_map(|name| names::identifier(&name))
}

struct One<'a> {
    schema: &'a Schema,
    service: &'a str,
    rpc: &'a MethodDescriptorProto,
    at: &'a Range<usize>,
}

impl One<'_> {
    fn read(
        &self,
        structs: &Names,
        docs: &[String],
        mentioned: &mut Vec<String>,
    ) -> Result<Block, Diagnostics> {
        let mut wrong = Diagnostics::default();
        self.check_no_stream()?;
        let request = wrong.take(self.message(self.rpc.input_type(), "takes"));
        let reply = wrong.take(self.message(self.rpc.output_type(), "answers"));
        let (Some((_, request)), Some((name, reply))) = (request, reply) else { return Err(wrong) };

        let mut params = vec!["&self".to_owned()];
        for index in 0..request.field.len() {
            let Some(found) = wrong.take(types::field(self.schema, request, index)) else { continue };
            params.push(format!("{}: {}", types::field_name(&request.field[index]), found.rust));
            mentioned.extend(found.mentions);
        }
        let result = match reply.field.len() {
            0 => "()".to_owned(),
            1 => match wrong.take(types::field(self.schema, reply, 0)) {
                Some(found) => {
                    mentioned.extend(found.mentions);
                    found.rust
                }
                None => return Err(wrong),
            },
            _ => {
                mentioned.push(name.clone());
                structs.rust(&name).to_owned()
            }
        };
        if wrong.has_errors() {
            return Err(wrong);
        }
        let method = method_name(self.service, self.rpc).ok_or_else(|| self.no_name())?;
        let mut block = Block::default();
        block.docs("    ", docs, self.at);
        if names::method_pascal(&method) != self.rpc.name() {
            block.line(format!("    #[cfg_attr(kit, rpc(\"{}\"))]", self.rpc.name()), self.at);
        }
        let tail = format!(" -> Result<{result}, Error>");
        let signature = format::signature(4, &format!("async fn {method}"), &params, &tail);
        block.line(format!("    {signature};"), self.at);
        Ok(block)
    }

    fn no_name(&self) -> Diagnostic {
        Diagnostic::error(format!("the rpc `{}` cannot be a method", self.rpc.name())).at(
            &self.schema.source,
            self.at.clone(),
            "Rust has no identifier like it",
        )
    }

    fn check_no_stream(&self) -> Result<(), Diagnostic> {
        if !self.rpc.client_streaming() && !self.rpc.server_streaming() {
            return Ok(());
        }
        Err(Diagnostic::error(format!("the rpc `{}` is a stream", self.rpc.name()))
            .at(&self.schema.source, self.at.clone(), "kit makes methods of single requests and replies")
            .help("leave the rpc out of the file that kit reads, or let a reply have a `repeated` field"))
    }

    /// The message of this file that a name means.
    fn message(&self, name: &str, verb: &str) -> Result<(String, &DescriptorProto), Diagnostic> {
        let local = self.schema.local(name);
        let refuse = |label: &str, help: String| {
            let title = format!("the rpc `{}` {verb} `{local}`", self.rpc.name());
            Err(Diagnostic::error(title).at(&self.schema.source, self.at.clone(), label).help(help))
        };
        let kind = if verb == "takes" { "Request" } else { "Reply" };
        let Some((found, _)) = self.schema.message(&local) else {
            let own = format!("{}{kind}", self.rpc.name());
            let help = match &*local {
                "google.protobuf.Empty" => {
                    format!("write `message {own} {{}}` and use that: the bytes stay the same")
                }
                _ => format!("write a message `{own}` at the top of the file"),
            };
            return refuse("not a message at the top of this file", help);
        };
        if let Some((_, oneof)) = fields::oneof(found) {
            let help = format!(
                "put the oneof `{}` into a message of its own; or remove the word and let its members be \
                 fields: the bytes stay the same",
                oneof.name()
            );
            return refuse("a oneof has no form as parameters or as a result", help);
        }
        Ok((local, found))
    }
}
