//! Names that would meet in generated code or on the wire.

use std::collections::BTreeMap;

use proc_macro2::Ident;

use super::{
    attributes::Placed,
    definitions::{Read, a},
    names,
    names::ServiceName,
    reserved,
    syntax::Text,
    types::{Kind, Type},
};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// A method's names.
pub(super) struct Named<'a> {
    pub ident: &'a Ident,
    /// Of its rpc, with the place that says it.
    pub rpc: Placed<String>,
}

/// Checks the methods' names against what is generated, and against each other.
pub(super) fn check_methods(text: &Text, methods: &[Named], grpc: bool, errors: &mut Diagnostics) {
    let mut known: BTreeMap<String, &Ident> = BTreeMap::new();
    let mut rpcs: BTreeMap<String, &Ident> = BTreeMap::new();
    for Named { ident, rpc } in methods {
        let name = ident.to_string();
        errors.0.extend(check_method_free(text, ident));
        let pascal = names::method_pascal(&name);
        // `ABRequest` and `AbRequest` are one struct of prost's.
        let wire = if grpc { names::message_struct(&rpc.value) } else { pascal.clone() };
        let first = [*known.entry(pascal).or_insert(ident), *rpcs.entry(wire.clone()).or_insert(ident)];
        let Some(first) = first.into_iter().find(|first| !std::ptr::eq(*first, *ident)) else { continue };
        let error = if first == *ident {
            text.error(format!("two methods are named `{name}`"), *ident, "the second of them")
                .help("rename one")
        } else {
            let title = format!("the methods `{first}` and `{name}` have the same name on the wire");
            Diagnostic::error(title)
                .at(&text.source, rpc.span.clone(), format!("both are `{wire}`"))
                .help("rename one")
        };
        errors.push(error);
    }
}

/// Checks the methods' messages against the service, which has a name beside theirs in the `.proto`.
pub(super) fn check_messages(
    text: &Text,
    service: &ServiceName,
    methods: &[Named],
    errors: &mut Diagnostics,
) {
    let service = service.proto_service();
    for Named { rpc, .. } in methods {
        let messages = ["Request", "Reply"].map(|kind| format!("{}{kind}", rpc.value));
        if let Some(message) = messages.into_iter().find(|message| *message == service) {
            let title = format!("the message `{message}` would have the name of the service");
            let error = Diagnostic::error(title);
            let error = error.at(&text.source, rpc.span.clone(), "kit makes it for this method");
            errors.push(error.help("rename the method, or name its rpc: `#[cfg_attr(kit, rpc(\"…\"))]`"));
        }
    }
}

fn check_method_free(text: &Text, ident: &Ident) -> Option<Diagnostic> {
    let name = ident.to_string();
    let name = names::field_name(&name);
    let why = reserved::method_name(name)?;
    let error = text.error(format!("a method cannot be named `{ident}`"), ident, why);
    Some(error.help(format!("say what it does to what, for example `{name}_user`")))
}

/// Parameters of a method, or fields of a struct, become fields of one message.
pub(super) fn check_fields(text: &Text, fields: &[&Ident], grpc: bool, errors: &mut Diagnostics) {
    let mut known: BTreeMap<String, &Ident> = BTreeMap::new();
    for ident in fields {
        let name = ident.to_string();
        let key = if grpc { names::proto_json_key(&name) } else { names::field_name(&name).to_owned() };
        let Some(first) = known.insert(key.clone(), ident) else { continue };
        let error = if names::field_name(&first.to_string()) == names::field_name(&name) {
            let name = names::field_name(&name);
            text.error(format!("the name `{name}` is used twice"), *ident, "the second of them")
        } else {
            let title = format!("`{first}` and `{name}` have the same name in protobuf's JSON");
            text.error(title, *ident, format!("both are `{key}`"))
        };
        errors.push(error.help("rename one"));
    }
}

/// Of a map with enums prost makes a getter, which it cannot name after a keyword.
pub(super) fn check_getter(text: &Text, ident: &Ident, ty: &Type) -> Option<Diagnostic> {
    let Type::Map(_, _, value) = ty else { return None };
    let is_enum = matches!(value.unboxed(), Type::Named(named) if named.kind == Kind::Enum);
    let is_raw = names::ident(ident).starts_with("r#");
    let title = format!("a map with enums cannot be named `{ident}`");
    (is_enum && is_raw).then(|| {
        let error = text.error(title, ident, "gRPC needs a function of this name, which is a keyword");
        error
            .help(format!("choose another name, for example `{}_map`", names::field_name(&ident.to_string())))
    })
}

/// Variants become values of an enum or members of a oneof.
pub(super) fn check_variants(text: &Text, variants: &[&Ident], errors: &mut Diagnostics) {
    let mut known: BTreeMap<String, &Ident> = BTreeMap::new();
    for ident in variants {
        let key = names::to_snake(&ident.to_string());
        let Some(first) = known.insert(key.clone(), ident) else { continue };
        let title = format!("the variants `{first}` and `{ident}` have the same name in protobuf");
        errors.push(text.error(title, *ident, format!("both are `{key}`")).help("rename one"));
    }
}

/// Checks the definitions' names against those that kit makes for the service.
pub(super) fn check_definitions(
    definitions: &[Read],
    name: &ServiceName,
    methods: &[Named],
    grpc: bool,
    errors: &mut Diagnostics,
) {
    if definitions.is_empty() {
        return;
    }
    let mut taken = BTreeMap::from([
        (name.trait_name(), "the trait of the service has this name".to_owned()),
        (name.basic_name(), "the implementation of the service has this name".to_owned()),
    ]);
    if grpc {
        taken
            .entry(name.proto_service())
            .or_insert_with(|| "the service has this name in the `.proto`".to_owned());
    }
    for Named { ident, rpc } in methods {
        let pascal = names::method_pascal(&ident.to_string());
        let names = ["Request", "Response"].map(|part| format!("{pascal}{part}"));
        let messages = [format!("{}Request", rpc.value), format!("{}Reply", rpc.value)];
        for made in names.into_iter().chain(messages.into_iter().filter(|_| grpc)) {
            let key = if grpc { names::message_struct(&made) } else { made };
            taken.insert(key, format!("kit makes one for the method `{ident}`"));
        }
    }
    for read in definitions {
        let own = &read.model.name;
        let key = if grpc { names::message_struct(own) } else { own.clone() };
        let Some(why) = taken.get(&key) else { continue };
        let error = read.error(format!("{} that is sent cannot be named `{own}`", a(read.what())), why);
        errors.push(error.help(format!("choose another name, for example `{own}Data`")));
    }
}
