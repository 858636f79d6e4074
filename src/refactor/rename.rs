//! A method gets another name in its trait and wherever the crate implements it, and an attribute that
//! keeps the names that clients know.

use std::collections::BTreeSet;

use super::Edits;
use crate::{
    model::{
        Method, Transport, names,
        places::{self, Declared, Implemented, Placed, Says},
    },
    plan::edit::Edit,
};

/// `method` is as it was before; `new` as it is to be written.
pub fn method(
    declared: &Declared,
    implemented: &[Implemented],
    method: &Method,
    transports: &BTreeSet<Transport>,
    new: &str,
) -> Edits {
    let mut edits = Edits::new();
    let mut add = |placed: &Placed, edit| {
        edits.entry(placed.source.name.to_string()).or_default().push(edit);
    };
    if let Some(attribute) = attribute(declared.says, method, transports, new) {
        let at = declared.placed.start;
        add(&declared.placed, Edit::replace(at..at, on_a_line(&declared.placed, &attribute)));
    }
    add(&declared.placed, Edit::replace(declared.placed.name.clone(), new));
    for found in implemented {
        add(&found.placed, Edit::replace(found.placed.name.clone(), new));
        if let Some(call) = &found.forward {
            add(&found.placed, Edit::replace(call.clone(), new));
        }
        if let Some(message) = &found.stub {
            let text = format!("{:?}", places::stub_message(new));
            add(&found.placed, Edit::replace(message.clone(), text));
        }
    }
    for edits in edits.values_mut() {
        edits.sort_by_key(|edit| edit.order());
    }
    edits
}

/// What must be said so that the names on the wire stay; of a transport that the service does not have
/// there is no client.
fn attribute(says: Says, method: &Method, transports: &BTreeSet<Transport>, new: &str) -> Option<String> {
    let mut items = Vec::new();
    if transports.contains(&Transport::Grpc) && !says.rpc && names::method_pascal(new) != method.rpc {
        items.push(format!("rpc(\"{}\")", method.rpc));
    }
    let path = format!("/{}", names::method_kebab(new));
    if transports.contains(&Transport::Http) && !says.route && path != method.route.path {
        items.push(format!("{}(\"{}\")", method.route.verb.item(), method.route.path));
    }
    (!items.is_empty()).then(|| format!("#[cfg_attr(kit, {})]", items.join(", ")))
}

/// Above the method, indented as it is; before it where it shares its line.
pub(super) fn on_a_line(placed: &Placed, attribute: &str) -> String {
    let text = &placed.source.text;
    let line = text[..placed.start].rfind('\n').map_or(0, |newline| newline + 1);
    let indent = &text[line..placed.start];
    if !indent.trim().is_empty() {
        return format!("{attribute} ");
    }
    let newline = if text[..line].ends_with("\r\n") { "\r\n" } else { "\n" };
    format!("{attribute}{newline}{indent}")
}
