//! `templates/platform` ships etcd's messages and calls written by hand: they must be what etcd's .proto
//! says.

use std::{fs, path::Path};

use prost_types::{
    DescriptorProto, FileDescriptorProto,
    field_descriptor_proto::{Label, Type},
};
use syn::{Expr, Fields, ImplItem, Item, ItemImpl, ItemStruct, Lit};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn etcds_api_is_that_of_its_proto() {
    let support = Path::new(HERE).join("tests/support");
    let proto = protox::compile(["etcd.proto"], [support]).unwrap().file.remove(0);
    let api =
        fs::read_to_string(Path::new(HERE).join("templates/platform/src/discovery/etcd/api.rs")).unwrap();
    let (mut messages, mut calls) = (0, 0);
    for item in syn::parse_file(&api).unwrap().items {
        match item {
            Item::Struct(item) if item.attrs.iter().any(|attr| attr.path().is_ident("derive")) => {
                messages += 1;
                check_message(&item, &proto);
            }
            Item::Impl(item) if item.trait_.is_some() => {
                calls += 1;
                check_call(&item, &proto);
            }
            Item::Enum(item) => {
                let declared = &message(&proto, "Event").enum_type[0];
                let declared = declared.value.iter().map(|value| (value.name().to_owned(), value.number()));
                let written = item.variants.iter().map(|variant| {
                    let (_, number) = variant.discriminant.as_ref().unwrap();
                    (variant.ident.to_string().to_uppercase(), number_of(number))
                });
                assert!(written.eq(declared));
            }
            _ => {}
        }
    }
    // As many as the .proto has, but for LeaseRevokeResponse, which is empty.
    assert_eq!(messages, proto.message_type.len() - 1);
    assert_eq!(calls, proto.service.iter().map(|service| service.method.len()).sum::<usize>());
}

fn message<'a>(proto: &'a FileDescriptorProto, name: &str) -> &'a DescriptorProto {
    let found = proto.message_type.iter().find(|message| message.name() == name);
    found.unwrap_or_else(|| panic!("etcd has no message {name}"))
}

/// Each field has the number and the type of the one of its name.
fn check_message(item: &ItemStruct, proto: &FileDescriptorProto) {
    let declared = message(proto, &item.ident.to_string());
    let Fields::Named(fields) = &item.fields else { panic!("{} has no named fields", item.ident) };
    for field in &fields.named {
        let name = field.ident.as_ref().unwrap().to_string();
        let name = name.trim_start_matches("r#");
        let place = format!("{}.{name}", item.ident);
        let found = declared.field.iter().find(|found| found.name().eq_ignore_ascii_case(name));
        let found = found.unwrap_or_else(|| panic!("etcd has no {place}"));
        let attribute = field.attrs.iter().find(|attribute| attribute.path().is_ident("prost"));
        let written = &attribute.unwrap().meta.require_list().unwrap().tokens.to_string();
        let label = match found.label() {
            Label::Repeated => ", repeated",
            _ if found.r#type() == Type::Message => ", optional",
            _ => "",
        };
        let expected = match found.r#type() {
            Type::Bool => "bool",
            Type::Int64 => "int64",
            Type::String => "string",
            Type::Bytes => "bytes = \"vec\"",
            Type::Enum => "enumeration = \"EventType\"",
            Type::Message => "message",
            other => panic!("{place} is {other:?}"),
        };
        let expected = format!("{expected}{label}, tag = \"{}\"", found.number());
        assert_eq!(written.replace(" ,", ","), expected, "{place}");
        if found.r#type() == Type::Message {
            let ty = &field.ty;
            let ty = quote::quote!(#ty).to_string();
            let name = found.type_name().rsplit('.').next().unwrap();
            assert!(ty.contains(&format!("< {name} >")), "{place} is {ty}");
        }
    }
}

/// `impl Ask for REQUEST`: a method of the path takes it, and answers with what is said there.
fn check_call(item: &ItemImpl, proto: &FileDescriptorProto) {
    let (mut path, mut answer) = (String::new(), String::new());
    for item in &item.items {
        match item {
            ImplItem::Const(item) => path = text_of(&item.expr),
            ImplItem::Type(item) => {
                let ty = &item.ty;
                answer = quote::quote!(#ty).to_string();
            }
            _ => panic!("what is this?"),
        }
    }
    let request = &item.self_ty;
    let request = quote::quote!(#request).to_string();
    let methods = proto.service.iter().flat_map(|service| {
        let path = |method: &str| format!("/{}.{}/{method}", proto.package(), service.name());
        service.method.iter().map(move |method| (path(method.name()), method))
    });
    let method = methods.into_iter().find(|(found, _)| *found == path);
    let (_, method) = method.unwrap_or_else(|| panic!("etcd has no {path}"));
    let name = |path: &str| path.rsplit('.').next().unwrap().to_owned();
    let expected = match name(method.output_type()) {
        empty if message(proto, &empty).field.is_empty() => "()".to_owned(),
        name => name,
    };
    assert_eq!((request, answer), (name(method.input_type()), expected), "{path}");
}

fn text_of(expr: &Expr) -> String {
    let Expr::Lit(expr) = expr else { panic!("no literal") };
    let Lit::Str(text) = &expr.lit else { panic!("no text") };
    text.value()
}

fn number_of(expr: &Expr) -> i32 {
    let Expr::Lit(expr) = expr else { panic!("no literal") };
    let Lit::Int(number) = &expr.lit else { panic!("no number") };
    number.base10_parse().unwrap()
}
