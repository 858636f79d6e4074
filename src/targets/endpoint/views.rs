//! The view behind `endpoints.rs`.

use askama::Template;

use super::messages::{self, Message};
use crate::{
    model::{Method, Param, Service, names, wire::Response},
    plan::format::{self, Link},
    targets::{Input, rust},
};

#[derive(Template)]
#[template(path = "endpoint/endpoints.rs.tmpl", escape = "none")]
pub(super) struct EndpointsRs {
    header: String,
    /// Of `platform`.
    platform: String,
    imports: String,
    trait_name: String,
    /// The type parameter for a layer.
    layer: String,
    /// The local in `Endpoints::new`: each method is a function beside it.
    service: String,
    /// What of `std` is used.
    std: &'static str,
    /// Whether a method streams.
    streams: bool,
    messages: Vec<Message>,
    endpoints: Vec<Endpoint>,
}

struct Endpoint {
    /// The field of `Endpoints`.
    field: String,
    /// The field in `Endpoints::new`.
    made: String,
    /// The field in `Endpoints::layer`.
    layered: String,
    /// The field in `Endpoints::layer_each`.
    layered_each: String,
    /// The trait's method on `Endpoints`, and its body.
    signature: String,
    forward: Vec<String>,
    /// The function that the endpoint is, and its body.
    function: String,
    call: Vec<String>,
}

impl EndpointsRs {
    pub(super) fn new(input: &Input) -> Self {
        let service = input.service;
        let methods = || service.methods.iter().map(|method| (method, input.response(method)));
        let messages: Vec<Message> =
            methods().flat_map(|(method, response)| messages::of(service, method, &response)).collect();
        let secret = service.methods.iter().any(|method| !method.secret.is_empty());
        let shared = shared_service(service);
        Self {
            header: format::header("src/service.rs"),
            platform: format::import("platform", &platform(service, &messages)),
            imports: rust::imports(service),
            trait_name: service.name.trait_name(),
            layer: rust::free_type(service, "L"),
            std: if secret { "{fmt, sync::Arc}" } else { "sync::Arc" },
            streams: rust::streams(service),
            messages,
            endpoints: methods()
                .map(|(method, response)| endpoint(service, &shared, method, &response))
                .collect(),
            service: shared,
        }
    }
}

fn platform(service: &Service, messages: &[Message]) -> Vec<String> {
    let own = service.failure.is_some().then_some("ServiceError as _");
    let items = rust::streams(service).then_some("ItemStream");
    let json = messages.iter().any(Message::is_json).then_some("json_object");
    let always = ["Endpoint", "EndpointLayer", "Error"];
    always.into_iter().chain(items).chain(own).chain(json).map(str::to_owned).collect()
}

fn endpoint(service: &Service, shared: &str, method: &Method, response: &Response) -> Endpoint {
    let name = &method.name;
    let trait_name = service.name.trait_name();
    let label = names::field_name(name);
    let shared = format!("&{shared}");
    let argument = if method.params.is_empty() { "_" } else { "request" };
    let request = method.request();
    let answer = match method.streams {
        true => format!("ItemStream<{}>", response.rust()),
        false => response.rust().to_owned(),
    };
    let types: [&str; 2] = [&request, &answer];
    let layer_any = if method.streams { "layer_stream" } else { "layer_any" };
    let layered = |layer: String| {
        let links = [Link::plain(&format!(".{name}")), Link::call(layer_any, &[layer])];
        format::chain(12, &format!("{name}: "), "self", &links, "")
    };
    Endpoint {
        field: format::field(4, &format!("pub {name}"), &format!("Endpoint<{}>", types.join(", "))),
        made: format::call(12, &format!("{name}: "), "Endpoint::with", &[&shared, name], ""),
        layered: layered("layer".to_owned()),
        layered_each: layered(format!("&layer(\"{label}\")")),
        signature: rust::future_declaration(service, method, 4),
        forward: forward(method, response),
        function: format::signature(
            0,
            &format!("async fn {name}"),
            &[format!("service: Arc<impl {trait_name}>"), format!("{argument}: {request}")],
            &format!(" -> Result<{answer}, Error>"),
        ),
        call: call(method, response),
    }
}

fn shared_service(service: &Service) -> String {
    // No method's name ends in an underscore.
    let named = service.methods.iter().any(|method| method.name == "service");
    if named { "service_" } else { "service" }.to_owned()
}

/// The body of a method of `Endpoints`: parameters → request → endpoint → result.
fn forward(method: &Method, response: &Response) -> Vec<String> {
    let field = |param: &Param| match param.borrowed {
        true => {
            let owned = [Link::call("to_owned", &[])];
            format::chain(12, &format!("{}: ", param.name), &param.name, &owned, "")
        }
        false => param.name.clone(),
    };
    let fields: Vec<String> = method.params.iter().map(field).collect();
    let request = format::literal(8, "let request = ", &method.request(), &fields, ";");
    let called = |before, links: &[Link], after| {
        let links = [&[Link::plain(&format!(".{}", method.name))], links].concat();
        format::chain(8, before, "self", &links, after)
    };
    let call = [Link::call("call", &["request".to_owned()])];
    let started = || called("let call = ", &call, ";");
    if method.streams && !(method.failure.is_none() && matches!(response, Response::Struct(_))) {
        return [vec![request, started()], forward_stream(method, response)].concat();
    }
    if method.failure.is_some() {
        return [vec![request, started()], forward_own(method, response)].concat();
    }
    let wanted = match response {
        Response::Struct(_) => return vec![request, called("", &call, "")],
        Response::Made { field: None, .. } => "|_| ()".to_owned(),
        Response::Made { field: Some(field), .. } => format!("|response| response.{}", field.name),
    };
    let mapped = Link::call("call_map", &["request".to_owned(), wanted]);
    vec![request, called("", &[mapped], "")]
}

/// The future of a method whose items are not the endpoint's own.
fn forward_stream(method: &Method, response: &Response) -> Vec<String> {
    let items = match method.failure {
        None => "let items = call.await?;".to_owned(),
        Some(_) => {
            let own = Link::plain(&format!(".map_err({}::from_error)?", rust::error(method)));
            format::chain(12, "let items = ", "call", &[Link::plain(".await"), own], ";")
        }
    };
    let into = match response {
        Response::Struct(_) => "|item| item".to_owned(),
        Response::Made { field: None, .. } => "|_| ()".to_owned(),
        Response::Made { field: Some(field), .. } => format!("|item| item.{}", field.name),
    };
    ["async {", &format!("    {items}"), &format!("    Ok(items.map_items({into}))"), "}"]
        .map(str::to_owned)
        .to_vec()
}

/// The future of a method that fails with the service's own error.
fn forward_own(method: &Method, response: &Response) -> Vec<String> {
    let own = format!(".map_err({}::from_error)", rust::error(method));
    let answer = |before: &str, sign: &str, after: &str| {
        let links = [Link::plain(".await"), Link::plain(&format!("{own}{sign}"))];
        format::chain(12, before, "call", &links, after)
    };
    let lines = match response {
        Response::Struct(_) => match answer("", "", "") {
            line if !line.contains('\n') => return vec![format!("async {{ {line} }}")],
            lines => vec![lines],
        },
        Response::Made { field: None, .. } => vec![answer("", "?", ";"), "Ok(())".to_owned()],
        Response::Made { field: Some(field), .. } => {
            vec![answer("let answer = ", "?", ";"), format!("Ok(answer.{})", field.name)]
        }
    };
    let inner = lines.into_iter().map(|line| format!("    {line}"));
    ["async {".to_owned()].into_iter().chain(inner).chain(["}".to_owned()]).collect()
}

/// The body of an endpoint's function: request → method → response.
fn call(method: &Method, response: &Response) -> Vec<String> {
    let borrow = |param: &Param| if param.borrowed { "&" } else { "" };
    let args: Vec<String> =
        method.params.iter().map(|param| format!("{}request.{}", borrow(param), param.name)).collect();
    let links = |sign: &str| {
        let called = Link::call(&method.name, &args);
        match &method.failure {
            None => vec![called, Link::plain(&format!(".await{sign}"))],
            Some(_) => {
                let sent = format!(".map_err({}::into_error){sign}", rust::error(method));
                vec![called, Link::plain(".await"), Link::plain(&sent)]
            }
        }
    };
    if method.streams {
        return serve(response, format::chain(4, "let items = ", "service", &links("?"), ";"));
    }
    match response {
        Response::Struct(_) => vec![format::chain(4, "", "service", &links(""), "")],
        Response::Made { name, field: None } => {
            vec![format::chain(4, "", "service", &links("?"), ";"), format!("Ok({name} {{}})")]
        }
        Response::Made { name, field: Some(field) } => {
            let value = &field.name;
            vec![
                format::chain(4, &format!("let {value} = "), "service", &links("?"), ";"),
                format::literal(4, "Ok(", name, std::slice::from_ref(value), ")"),
            ]
        }
    }
}

/// The same of a stream: each item becomes a response.
fn serve(response: &Response, items: String) -> Vec<String> {
    let respond = |param: &str, fields: &[String]| {
        format::literal(4, &format!("let respond = |{param}| "), response.rust(), fields, ";")
    };
    let (respond, into) = match response {
        Response::Struct(_) => (None, "|item| item"),
        Response::Made { field: None, .. } => (Some(respond("()", &[])), "respond"),
        Response::Made { field: Some(field), .. } => {
            (Some(respond(&field.name, std::slice::from_ref(&field.name))), "respond")
        }
    };
    let served = format!("Ok(ItemStream::served(items, {into}))");
    [items].into_iter().chain(respond).chain([served]).collect()
}
