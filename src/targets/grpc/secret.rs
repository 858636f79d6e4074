//! Messages with fields that nothing may print: they get a `Debug` that leaves those out.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;

use super::merge::rpc_messages;
use crate::{
    model::{
        names,
        schema::{self, Schema},
    },
    targets::{Input, rust::Debug},
};

/// The names of the secret fields, by message.
pub(super) struct Secrets(BTreeMap<String, BTreeSet<String>>);

impl Secrets {
    pub(super) fn of(input: &Input, schema: &Schema) -> Self {
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for method in input.service.served().filter(|method| !method.secret.is_empty()) {
            let (request, _) = rpc_messages(schema, input, method);
            let fields = method.secret.iter().map(|name| schema::field_rust(names::field_name(name)));
            all.entry(request).or_default().extend(fields);
        }
        Self(all)
    }

    pub(super) fn messages(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn debugs(&self, schema: &Schema) -> Vec<Debug> {
        let debug = |(message, secret): (&String, &BTreeSet<String>)| {
            let name = message.to_upper_camel_case();
            let found = schema.message(message).map(|(found, _)| &found.field[..]).unwrap_or_default();
            let fields: Vec<String> = found.iter().map(|field| schema::field_rust(field.name())).collect();
            let open: Vec<&str> =
                fields.iter().filter(|field| !secret.contains(*field)).map(String::as_str).collect();
            Debug::new(&format!("pb::{name}"), &name, &open)
        };
        self.0.iter().map(debug).collect()
    }
}
