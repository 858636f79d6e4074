//! Messages with fields that nothing may print: they get a `Debug` that leaves those out.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::rpc_messages;
use crate::{
    model::{
        fields, names,
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
            let path = schema.rust(message);
            let name = path.rsplit("::").next().unwrap_or_default();
            let found = schema.message(message);
            let slots = found.into_iter().flat_map(|found| {
                fields::slots(found).into_iter().map(|slot| slot.rust(found)).collect::<Vec<_>>()
            });
            let fields: Vec<String> = slots.collect();
            let open: Vec<&str> =
                fields.iter().filter(|field| !secret.contains(*field)).map(String::as_str).collect();
            Debug::new(&path, name, &open)
        };
        self.0.iter().map(debug).collect()
    }
}
