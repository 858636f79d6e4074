//! The view behind `http.rs`.

use std::collections::BTreeSet;

use askama::Template;

use super::request::{Request, request};
use crate::{
    model::{Method, OpenApi, route::Route, types::Type},
    plan::format::{self, Link},
    targets::{Input, rust},
};

#[derive(Template)]
#[template(path = "http/http.rs.tmpl", escape = "none")]
pub(super) struct HttpRs {
    header: String,
    imports: Vec<String>,
    own_imports: String,
    routes: String,
    calls: Vec<String>,
    /// Of the methods that are not plain JSON.
    requests: Vec<Request>,
}

impl HttpRs {
    pub(super) fn new(input: &Input) -> Self {
        let served: Vec<&Method> = input.service.served().collect();
        let mut routes: Vec<Link> = served.iter().copied().map(route).collect();
        if input.openapi == OpenApi::Served {
            routes.push(Link::call("merge", &["super::docs::router()".to_owned()]));
        }
        let mapped = served.iter().filter(|method| !method.route.is_plain());
        let requests: Vec<Request> = mapped.map(|method| request(input.service, method)).collect();
        Self {
            header: format::header("src/service.rs"),
            imports: imports(&served, &requests),
            own_imports: own_imports(&served, &requests),
            routes: format::chain(4, "", "Router::new()", &routes, ""),
            calls: input.service.methods.iter().map(call).collect(),
            requests,
        }
    }
}

fn path(route: &Route) -> String {
    format!("\"{}\"", route.path)
}

/// The function of platform's that makes a handler of an endpoint.
fn handler(method: &Method) -> &'static str {
    match (method.route.is_plain(), method.streams) {
        (true, false) => "handler",
        (true, true) => "stream",
        (false, false) => "mapped",
        (false, true) => "mapped_stream",
    }
}

/// `.route("/bugs/{id}", get(mapped(endpoints.get)))`
fn route(method: &Method) -> Link {
    let handler = handler(method);
    let verb = method.route.verb.item();
    Link::call("route", &[path(&method.route), format!("{verb}({handler}(endpoints.{}))", method.name)])
}

/// The field in the client's `Endpoints`.
fn call(method: &Method) -> String {
    if method.local {
        return rust::local_field(method);
    }
    let link = match (method.route.is_plain(), method.streams) {
        (true, false) => Link::call("endpoint", &[path(&method.route)]),
        (true, true) => Link::call("stream", &[path(&method.route)]),
        (false, _) => Link::call(handler(method), &[]),
    };
    format::chain(8, &format!("{}: ", method.name), "channel", &rust::client(method, link), "")
}

fn imports(methods: &[&Method], requests: &[Request]) -> Vec<String> {
    let verbs: BTreeSet<&str> = methods.iter().map(|method| method.route.verb.item()).collect();
    let verbs: Vec<String> = verbs.into_iter().map(str::to_owned).collect();
    let status = requests.iter().any(|request| request.status.is_some());
    let http = status.then(|| ("http", vec!["StatusCode".to_owned()]));
    let axum = http.into_iter().chain([("routing", verbs)]).collect::<Vec<_>>();

    let handled = |by: &str| methods.iter().any(|method| handler(method) == by);
    let json = requests.iter().any(|request| request.has_body());
    let names = [
        ("HttpCall", !requests.is_empty()),
        ("Json", json),
        ("OverHttp", !requests.is_empty()),
        ("UrlParams", !requests.is_empty()),
        ("handler", handled("handler")),
        ("mapped", handled("mapped")),
        ("mapped_stream", handled("mapped_stream")),
        ("stream", handled("stream")),
    ];
    let names = names.into_iter().filter(|(_, used)| *used).map(|(name, _)| name.to_owned()).collect();
    let error = (!requests.is_empty()).then_some("Error");
    let own_body = requests.iter().any(|request| request.body.is_some());
    let json_object = own_body.then(|| ("json_object", Vec::new()));
    let client = ("client", vec!["Channel".to_owned()]);
    let platform: Vec<_> = [client, ("http", names)].into_iter().chain(json_object).collect();
    vec![
        format::import_tree("axum", Some("Router"), &axum),
        format::import_tree("platform", error, &platform),
    ]
}

/// The service's own: its endpoints and requests, and what bodies hold.
fn own_imports(methods: &[&Method], requests: &[Request]) -> String {
    if requests.is_empty() {
        return "use super::Endpoints;".to_owned();
    }
    let types = methods.iter().copied().flat_map(super::request::in_body);
    let structs = types.flat_map(Type::imports).map(str::to_owned);
    format!("use super::*;\n{}", rust::import_paths(structs)).trim_end().to_owned()
}
