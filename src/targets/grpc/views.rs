//! The views behind the first `.proto`, `grpc.rs` and `foreign.rs`.

use askama::Template;

use super::{
    conversions::{self, Conversion},
    merge::rpc_messages,
    secret::Secrets,
};
use crate::{
    model::{Method, names, schema::Schema},
    plan::format::{self, Link},
    targets::{
        Input,
        rust::{self, Debug},
    },
};

/// The Go tool's: services of both can call each other.
const PACKAGE: &str = "pb";

#[derive(Template)]
#[template(path = "grpc/service.proto.tmpl", escape = "none")]
pub(super) struct ServiceProto {
    package: String,
    service: String,
}

impl ServiceProto {
    pub(super) fn new(input: &Input) -> Self {
        let package = input.package.unwrap_or(PACKAGE).to_owned();
        Self { package, service: input.service.name.proto_service() }
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
    /// A constant each.
    rpcs: Vec<String>,
    /// The fields of the client's `Endpoints`.
    calls: Vec<String>,
    conversions: Vec<Conversion>,
    /// Of messages with secrets.
    debugs: Vec<Debug>,
}

impl GrpcRs {
    pub(super) fn new(input: &Input, schema: &Schema, secrets: &Secrets, deprecated: bool) -> Self {
        let service = input.service;
        let conversions = conversions::all(input, schema);
        let calls = |function: &&str| conversions.iter().any(|conversion| conversion.calls(function));
        let functions = ["field", "member", "required", "unknown"].into_iter().filter(calls);
        let helpers: Vec<&str> = ["FromProto", "ToProto"].into_iter().chain(functions).collect();
        let paths = service.sent().into_iter().map(|found| found.item.clone());
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
            rpcs: service.served().map(|method| rpc(input, schema, method)).collect(),
            calls: service.methods.iter().map(call).collect(),
            conversions,
            debugs: secrets.debugs(schema),
        }
    }
}

fn server(input: &Input, schema: &Schema) -> String {
    let serve = |method: &Method| {
        let endpoint = format!("endpoints.{}", method.name);
        let serve = if method.streams { "serve_stream" } else { "serve" };
        Link::call(serve, &[constant(method), endpoint])
    };
    let links: Vec<Link> = input.service.served().map(serve).collect();
    format::chain(4, "", &format!("grpc::Server::new(\"{}\")", full_name(input, schema)), &links, "")
}

fn rpc(input: &Input, schema: &Schema, method: &Method) -> String {
    let (request, reply) = rpc_messages(schema, input, method);
    let (request, reply) = (schema.rust(&request), schema.rust(&reply));
    let path = format!("\"/{}/{}\"", full_name(input, schema), method.rpc);
    format::constant(
        &constant(method),
        ("grpc::Rpc", &[&request, &reply]),
        &format!("grpc::Rpc::new({path})"),
    )
}

/// The field in the client's `Endpoints`.
fn call(method: &Method) -> String {
    if method.local {
        return rust::local_field(method);
    }
    let endpoint = if method.streams { "stream" } else { "endpoint" };
    let links = rust::client(method, Link::call(endpoint, &["&channel".to_owned()]));
    format::chain(8, &format!("{}: ", method.name), &constant(method), &links, "")
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

#[derive(Template)]
#[template(path = "grpc/foreign.rs.tmpl", escape = "none")]
pub(super) struct ForeignRs {
    pub header: String,
    pub imports: Vec<String>,
    pub conversions: Vec<ForeignConversion>,
}

/// Both ways between a type of another crate and what protobuf has.
pub(super) struct ForeignConversion {
    pub rust: &'static str,
    pub proto: &'static str,
    pub encode: String,
    pub decode: &'static [&'static str],
}
