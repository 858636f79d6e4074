//! What a method's endpoint takes and answers: structs that kit makes, and those that platform has.

use crate::{
    model::{Method, Param, Service, Transport, wire::Response},
    plan::format,
    targets::rust::{self, Debug},
};

pub(super) enum Message {
    Struct(Struct),
    /// One of platform's, which all methods share: rustc compiles it once.
    Shared(String),
}

pub(super) struct Struct {
    pub name: String,
    pub fields: Vec<String>,
    /// That it is a JSON object.
    pub json: Option<String>,
    /// Where some field is secret.
    pub debug: Option<Debug>,
}

impl Message {
    pub(super) fn is_json(&self) -> bool {
        matches!(self, Self::Struct(Struct { json: Some(_), .. }))
    }
}

/// The request and, unless it is a struct of the user's, the response.
pub(super) fn of(service: &Service, method: &Method, response: &Response) -> Vec<Message> {
    let json = service.transports.contains(&Transport::Http);
    let request = Struct {
        debug: debug(method),
        ..message(method.request(), &method.params, json && method.is_json())
    };
    let response = match response {
        Response::Struct(_) => None,
        Response::Made { name, field } => Some(match shared(service, field.as_ref()) {
            Some(shared) => Message::Shared(format::alias(name, &shared)),
            None => Message::Struct(message(name.clone(), field.as_slice(), json)),
        }),
    };
    [Message::Struct(request)].into_iter().chain(response).collect()
}

fn message(name: String, params: &[Param], json: bool) -> Struct {
    let field = |param: &Param| format::field(4, &format!("pub {}", param.name), &param.ty.rust());
    Struct {
        fields: params.iter().map(field).collect(),
        json: json.then(|| rust::json_object(&name, params.iter())),
        name,
        debug: None,
    }
}

/// The response of platform's with just this field. What becomes a message of a `.proto` is a type of the
/// service's own: it has the conversions.
fn shared(service: &Service, field: Option<&Param>) -> Option<String> {
    match field {
        _ if service.transports.contains(&Transport::Grpc) => None,
        None => Some("platform::Empty".to_owned()),
        Some(field) if field.name == "value" => Some(format!("platform::Value<{}>", field.ty.rust())),
        Some(_) => None,
    }
}

/// The `Debug` of a request with secrets.
fn debug(method: &Method) -> Option<Debug> {
    let open = method.params.iter().map(|param| &*param.name);
    let open: Vec<&str> = open.filter(|name| !method.secret.iter().any(|secret| secret == name)).collect();
    let name = method.request();
    (!method.secret.is_empty()).then(|| Debug::new(&name, &name, &open))
}
