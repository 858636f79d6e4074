//! What leaves a `.proto`: an rpc. Its messages stay, and with them every number that was ever used.

use crate::{
    model::{Method, schema::Schema},
    plan::{edit::Edit, lines::item},
};

/// Takes out the rpc of a method, with the documentation that kit wrote above it; `None` if the file
/// has no such rpc.
pub fn without_rpc(schema: &Schema, service: &str, method: &Method) -> Option<Edit> {
    let text = &*schema.source.text;
    let (_, block) = schema.service(service)?;
    schema.rpc(service, &method.rpc)?;
    let rpc = schema.rpc_span(service, &method.rpc);
    let open = block.start + text[block.clone()].find('{')? + 1;
    let close = block.end - 1;
    let start = method.docs.iter().rev().try_fold(rpc.start, |at, doc| {
        let above = text[open..at].trim_end_matches([' ', '\t']).strip_suffix('\n')?;
        let line = above.rfind('\n').map_or(0, |newline| newline + 1);
        let said = above[line..].trim();
        let indent = above[line..].len() - above[line..].trim_start().len();
        (said == format!("// {doc}").trim_end()).then_some(open + line + indent)
    });
    let last = schema.rpc_spans(service).iter().all(|other| other.start <= rpc.start);
    Some(Edit::delete(item(text, start.unwrap_or(rpc.start)..rpc.end, open..close, last)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        diagnostic::Source,
        model::{self, Crate, Module, Transport, names::ServiceName},
        plan::edit,
    };

    /// The body of the service without the rpc `Close`, whose documentation says "Closes it."
    fn without(body: &str) -> String {
        let text = "use platform::Error; #[trait_variant::make(Send)] pub trait BugsService: Sync + 'static {\n\
                    /// Closes it.\n///\n/// For good.\nasync fn close(&self) -> Result<(), Error>; }";
        let module = Module { path: vec!["service".into()], source: Source::new("service.rs", text) };
        let krate = Crate { modules: vec![module], ..Default::default() };
        let transports = BTreeSet::from([Transport::Grpc]);
        let service = model::parse(&krate, &ServiceName::parse("bugs").unwrap(), &transports).unwrap();
        let text = format!("syntax = \"proto3\";\nservice Bugs {{{body}}}\nmessage M {{}}\n");
        let schema = Schema::parse(&Source::new("bugs.proto", &*text)).unwrap();
        let edit = without_rpc(&schema, "Bugs", &service.methods[0]).unwrap();
        let after = edit::apply(&text, &[edit]);
        let (_, after) = after.split_once("service Bugs {").unwrap();
        after.strip_suffix("}\nmessage M {}\n").unwrap().to_owned()
    }

    const DOCS: &str = "  // Closes it.\n  //\n  // For good.\n";

    #[test]
    fn an_rpc_goes_with_what_kit_wrote_above_it() {
        let rpc = |name: &str| format!("  rpc {name} (M) returns (M);\n");
        let (open, close) = (rpc("Open"), rpc("Close"));
        assert_eq!(without(&format!("\n{open}{DOCS}{close}")), format!("\n{open}"));
        assert_eq!(without(&format!("\n{DOCS}{close}{open}")), format!("\n{open}"));
        assert_eq!(without(&format!("\n{DOCS}{close}")), "");
        assert_eq!(without("\n rpc Close (M) returns (M) { option deprecated = true; } // gone\n"), "");
    }

    #[test]
    fn what_somebody_else_wrote_there_stays() {
        let close = "  rpc Close (M) returns (M);\n";
        assert_eq!(without(&format!("\n  // Mine.\n{close}")), "\n  // Mine.\n");
        assert_eq!(without(&format!("\n  // {{ }}\n\n{DOCS}{close}")), "\n  // { }\n");
    }
}
