//! The methods of the trait: an rpc each, the fields of its request as parameters.

use std::{ops::Range, sync::LazyLock};

use prost_types::{DescriptorProto, MethodDescriptorProto, ServiceDescriptorProto};

use super::{
    types::{self, Mention, Names},
    views::Block,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{
        fields, names, reserved,
        schema::{EMPTY, Schema},
    },
    plan::format,
};

/// The methods, and the messages and enums that they mention.
pub(super) fn read(
    schema: &Schema,
    service: &ServiceDescriptorProto,
    structs: &Names,
    wrong: &mut Diagnostics,
) -> (Vec<Block>, Vec<Mention>) {
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

/// What a method returns that answers item by item. By its path: a message may be named `Stream`.
fn stream_of(item: &str) -> String {
    format!("impl platform::Stream<Item = Result<{item}, Error>> + Send + 'static")
}

/// What `google.protobuf.Empty` has.
static NOTHING: LazyLock<DescriptorProto> = LazyLock::new(DescriptorProto::default);

/// Parameters of a function.
/// Source: <https://rust-lang.github.io/rust-clippy/master/#too_many_arguments>
const CLIPPY_ALLOWS: usize = 7;

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
        mentioned: &mut Vec<Mention>,
    ) -> Result<Block, Diagnostics> {
        let mut wrong = Diagnostics::default();
        self.check_one_request()?;
        let request = wrong.take(self.message(self.rpc.input_type(), "takes"));
        let reply = wrong.take(self.message(self.rpc.output_type(), "answers"));
        let (Some((_, request)), Some((name, reply))) = (request, reply) else { return Err(wrong) };

        let mut params = vec!["&self".to_owned()];
        for slot in fields::slots(request) {
            let Some(found) = wrong.take(types::slot(self.schema, structs, request, slot)) else { continue };
            params.push(format!("{}: {}", slot.rust(request), found.rust));
            mentioned.extend(found.mentions);
        }
        let result = match fields::slots(reply)[..] {
            [] => "()".to_owned(),
            [slot] => match wrong.take(types::slot(self.schema, structs, reply, slot)) {
                Some(found) => {
                    mentioned.extend(found.mentions);
                    found.rust
                }
                None => return Err(wrong),
            },
            _ => {
                mentioned.push(Mention::Type(name.clone()));
                structs.rust(&name).to_owned()
            }
        };
        if wrong.has_errors() {
            return Err(wrong);
        }
        let result = if self.rpc.server_streaming() { stream_of(&result) } else { result };
        let method = method_name(self.service, self.rpc).ok_or_else(|| self.no_name())?;
        let mut block = Block::default();
        block.docs("    ", docs, self.at);
        if names::method_pascal(&method) != self.rpc.name() {
            block.line(format!("    #[cfg_attr(kit, rpc(\"{}\"))]", self.rpc.name()), self.at);
        }
        if params.len() > CLIPPY_ALLOWS {
            block.line("    #[allow(clippy::too_many_arguments)]", self.at);
        }
        let tail = format!(" -> Result<{result}, Error>");
        let signature = format::signature(4, &format!("async fn {method}"), &params, &tail);
        block.line(format!("    {signature};"), self.at);
        Ok(block)
    }

    fn no_name(&self) -> Diagnostic {
        Diagnostic::error(format!("the rpc `{}` cannot be a method", self.rpc.name()))
            .at(&self.schema.source, self.at.clone(), "Rust has no identifier like it")
            .help("give it a name of letters and digits, such as `Create`")
    }

    fn check_one_request(&self) -> Result<(), Diagnostic> {
        if !self.rpc.client_streaming() {
            return Ok(());
        }
        Err(Diagnostic::error(format!("the rpc `{}` takes a stream", self.rpc.name()))
            .at(&self.schema.source, self.at.clone(), "kit makes methods of single requests")
            .help("leave the rpc out of the file that kit reads, or let a request have a `repeated` field"))
    }

    /// The message that a name means.
    fn message(&self, name: &str, verb: &str) -> Result<(String, &DescriptorProto), Diagnostic> {
        let local = self.schema.local(name);
        match self.schema.message(&local) {
            Some(found) => return Ok((local, found)),
            None if local == EMPTY => return Ok((local, &NOTHING)),
            None => {}
        }
        let kind = if verb == "takes" { "Request" } else { "Reply" };
        let title = format!("the rpc `{}` {verb} `{local}`", self.rpc.name());
        Err(Diagnostic::error(title)
            .at(&self.schema.source, self.at.clone(), "not a message of this file or of one that it imports")
            .help(format!("write a message `{}{kind}` at the top of the file", self.rpc.name())))
    }
}
