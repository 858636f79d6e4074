//! The views behind the first `.proto`, `grpc.rs` and `foreign.rs`.

use askama::Template;
use heck::{ToSnakeCase, ToUpperCamelCase};

use super::{
    conversions::{self, Conversion},
    merge::rpc_messages,
};
use crate::{
    model::{
        Method, Service, names,
        schema::{self, Schema},
    },
    plan::format::{self, Link},
    targets::{Input, rust},
};

#[derive(Template)]
#[template(path = "grpc/service.proto.tmpl", escape = "none")]
pub(super) struct ServiceProto {
    service: String,
}

impl ServiceProto {
    pub(super) fn new(service: &Service) -> Self {
        Self { service: service.name.pascal() }
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
    /// The aliases of tonic's client and server.
    client: String,
    server: String,
    implementation: String,
    rpcs: Vec<Rpc>,
    conversions: Vec<Conversion>,
}

struct Rpc {
    request: String,
    /// The field in the client's `Endpoints`, and the function that it calls.
    field: String,
    caller: String,
    call: String,
    /// The server's method.
    served: String,
    serve: String,
}

impl GrpcRs {
    pub(super) fn new(input: &Input, schema: &Schema, deprecated: bool) -> Self {
        let service = input.service;
        // As tonic names them: `Notificator`, in its modules `notificator_client` and so on; it makes
        // `Ab` of `AB`.
        let pascal = service.name.pascal().to_upper_camel_case();
        let client = format!("pb::{0}_client::{pascal}Client<Channel>", pascal.to_snake_case());
        let server = format!("pb::{0}_server::{pascal}", pascal.to_snake_case());
        let conversions = conversions::all(input, schema);
        let calls = |function: &&str| conversions.iter().any(|conversion| conversion.calls(function));
        let functions = ["field", "member", "required", "unknown"].into_iter().filter(calls);
        let helpers: Vec<&str> = ["FromProto", "ToProto"].into_iter().chain(functions).collect();
        let paths = service.definitions.iter().map(|found| found.path.clone());
        Self {
            header: format::header("src/service.rs"),
            proto: format!("proto/{}.proto", service.name.snake()),
            deprecated,
            platform: format!(
                "use platform::{{\n    Endpoint, Error,\n    client::Channel,\n    proto::{{{}}},\n}};",
                helpers.join(", ")
            ),
            imports: rust::import_paths(paths),
            client: format::alias("type TonicClient", &client),
            server: format::alias("type TonicServer", &format!("{server}Server<Served>")),
            implementation: format::implementation(&format!("impl {server}"), "Served"),
            rpcs: service.methods.iter().map(|method| rpc(input, schema, method)).collect(),
            conversions,
        }
    }
}

fn rpc(input: &Input, schema: &Schema, method: &Method) -> Rpc {
    let (request, reply) = rpc_messages(schema, input, method);
    let (request, reply) = (request.to_upper_camel_case(), reply.to_upper_camel_case());
    let response = input.response(method);
    let name = schema::field_rust(&names::method_pascal(&method.name));
    let caller = format!("call_{}", names::field_name(&method.name));
    let links = [
        Link::plain(".endpoints"),
        Link::plain(&format!(".{}", method.name)),
        Link::call("call", &["request".to_owned()]),
        Link::plain(".await?"),
    ];
    Rpc {
        field: format::call(8, &format!("{}: ", method.name), "Endpoint::with", &["&client", &caller], ""),
        caller: format::signature(
            0,
            &format!("async fn {caller}"),
            &["mut client: TonicClient".to_owned(), format!("request: {}", method.request())],
            &format!(" -> Result<{}, Error>", response.rust()),
        ),
        served: format::signature(
            4,
            &format!("async fn {name}"),
            &["&self".to_owned(), format!("request: Request<pb::{request}>")],
            &format!(" -> Result<Response<pb::{reply}>, Status>"),
        ),
        serve: format::chain(8, "let response = ", "self", &links, ";"),
        call: format::chain(
            4,
            "let reply = ",
            "client",
            &[Link::call(&name, &["request".to_owned()]), Link::plain(".await?")],
            ";",
        ),
        request,
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
