//! The views behind the first `.proto` and `grpc.rs`.

use askama::Template;
use heck::ToUpperCamelCase;

use super::{
    merge::{self, rpc_messages},
    secret::Secrets,
    types,
};
use crate::{
    model::{
        Method, Param, Service, names,
        schema::{self, Schema},
        types::Type,
    },
    plan::format::{self, Link},
    targets::{
        Input,
        rust::{self, Debug},
    },
};

#[derive(Template)]
#[template(path = "grpc/service.proto.tmpl", escape = "none")]
pub(super) struct ServiceProto {
    service: String,
}

impl ServiceProto {
    pub(super) fn new(service: &Service) -> Self {
        Self { service: service.name.proto_service() }
    }
}

#[derive(Template)]
#[template(path = "grpc/grpc.rs.tmpl", escape = "none")]
pub(super) struct GrpcRs {
    header: String,
    proto: String,
    deprecated: bool,
    platform: String,
    imports: String,
    /// The server, with all its methods.
    server: String,
    rpcs: Vec<Rpc>,
    conversions: Vec<Conversion>,
    /// Of messages with secrets.
    debugs: Vec<Debug>,
}

struct Rpc {
    constant: String,
    /// The field in the client's `Endpoints`.
    call: String,
}

/// Between a struct of ours and a message of `pb`.
struct Conversion {
    rust: String,
    proto: String,
    to_proto: String,
    encode: String,
    from_proto: String,
    signature: String,
    decode: String,
}

impl GrpcRs {
    pub(super) fn new(input: &Input, schema: &Schema, secrets: &Secrets, deprecated: bool) -> Self {
        let service = input.service;
        let conversions = conversions(input, schema);
        let has_fields = conversions.iter().any(|conversion| conversion.decode.contains("field("));
        let has_messages = conversions.iter().any(|conversion| conversion.decode.contains("required("));
        let helpers = [
            Some("FromProto"),
            Some("ToProto"),
            has_fields.then_some("field"),
            has_messages.then_some("required"),
        ];
        let helpers: Vec<&str> = helpers.into_iter().flatten().collect();
        let paths = service.structs.iter().map(|found| found.path.clone());
        Self {
            header: format::header("src/service.rs"),
            proto: format!("proto/{}.proto", service.name.proto_file()),
            deprecated,
            platform: format!(
                "use platform::{{\n    Error,\n    client::Channel,\n    grpc,\n    proto::{{{}}},\n}};",
                helpers.join(", ")
            ),
            imports: rust::import_paths(paths),
            server: server(input, schema),
            rpcs: service.methods.iter().map(|method| rpc(input, schema, method)).collect(),
            conversions,
            debugs: secrets.debugs(schema),
        }
    }
}

fn server(input: &Input, schema: &Schema) -> String {
    let serve = |method: &Method| {
        let endpoint = format!("endpoints.{}", method.name);
        Link::call("serve", &[constant(method), endpoint])
    };
    let links: Vec<Link> = input.service.methods.iter().map(serve).collect();
    format::chain(4, "", &format!("grpc::Server::new(\"{}\")", full_name(input, schema)), &links, "")
}

fn rpc(input: &Input, schema: &Schema, method: &Method) -> Rpc {
    let (request, reply) = rpc_messages(schema, input, method);
    let (request, reply) = (request.to_upper_camel_case(), reply.to_upper_camel_case());
    let name = constant(method);
    let path = format!("\"/{}/{}\"", full_name(input, schema), method.rpc);
    Rpc {
        constant: format::constant(
            &name,
            ("grpc::Rpc", &[&format!("pb::{request}"), &format!("pb::{reply}")]),
            &format!("grpc::Rpc::new({path})"),
        ),
        call: format::chain(
            8,
            &format!("{}: ", method.name),
            &name,
            &rust::client(method, Link::call("endpoint", &["&channel".to_owned()])),
            "",
        ),
    }
}

/// `SEND_EMAIL_RPC`
fn constant(method: &Method) -> String {
    format!("{}_RPC", names::field_name(&method.name).to_uppercase())
}

/// `pb.Notificator`: as it is on the wire.
fn full_name(input: &Input, schema: &Schema) -> String {
    match schema.file.package() {
        "" => input.service.name.proto_service(),
        package => format!("{package}.{}", input.service.name.proto_service()),
    }
}

fn conversions(input: &Input, schema: &Schema) -> Vec<Conversion> {
    let service = input.service;
    let mut all = Vec::new();
    for method in &service.methods {
        let (request, reply) = rpc_messages(schema, input, method);
        let response = input.response(method);
        all.push(conversion(schema, method.request(), request, &method.params));
        all.push(conversion(schema, response.rust().to_owned(), reply, response.fields()));
    }
    for nested in service.structs.iter().filter(|found| merge::is_held(input, &found.path)) {
        all.push(conversion(schema, nested.name.clone(), types::message(&nested.path), &nested.fields));
    }
    all.sort_by_key(|conversion| (conversion.rust.clone(), conversion.proto.clone()));
    all.dedup_by_key(|conversion| (conversion.rust.clone(), conversion.proto.clone()));
    all
}

fn conversion(schema: &Schema, rust: String, message: String, fields: &[Param]) -> Conversion {
    let proto = message.to_upper_camel_case();
    let more = schema.message(&message).is_some_and(|(found, _)| found.field.len() > fields.len());
    let mut encode: Vec<String> = fields.iter().map(encode).collect();
    encode.extend(more.then(|| "..Default::default()".to_owned()));
    let decode: Vec<String> = fields.iter().map(decode).collect();
    let mut encode = format::literal(8, "", &format!("pb::{proto}"), &encode, "");
    // The base of a struct takes no comma.
    encode = encode.replace("..Default::default(),", "..Default::default()");
    let argument = if fields.is_empty() { "_" } else { "proto" };
    Conversion {
        to_proto: format::implementation(&format!("impl ToProto<pb::{proto}>"), &rust),
        from_proto: format::implementation(&format!("impl FromProto<pb::{proto}>"), &rust),
        signature: format::signature(
            4,
            "fn from_proto",
            &[format!("{argument}: pb::{proto}")],
            " -> Result<Self, Error>",
        ),
        rust,
        encode,
        decode: format::literal(8, "Ok(", "Self", &decode, ")"),
        proto,
    }
}

fn encode(field: &Param) -> String {
    let name = schema::field_rust(names::field_name(&field.name));
    match field.ty {
        Type::Struct(_) => {
            let value = format!("self.{}.to_proto()", field.name);
            format::call(12, &format!("{name}: "), "Some", &[&value], "")
        }
        _ => {
            let links = [Link::plain(&format!(".{}", field.name)), Link::call("to_proto", &[])];
            format::chain(12, &format!("{name}: "), "self", &links, "")
        }
    }
}

fn decode(field: &Param) -> String {
    let label = names::field_name(&field.name);
    let name = schema::field_rust(label);
    let function = if matches!(field.ty, Type::Struct(_)) { "required" } else { "field" };
    format::call(
        12,
        &format!("{}: ", field.name),
        function,
        &[&format!("\"{label}\""), &format!("proto.{name}")],
        "?",
    )
}
