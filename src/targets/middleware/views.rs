//! The view behind `middleware.rs`.

use askama::Template;

use crate::{
    model::{
        Method, Service,
        middleware::MiddlewareName,
        names::{self, ServiceName},
    },
    plan::format::{self, Link},
    targets::{Input, rust},
};

#[derive(Template)]
#[template(path = "middleware/middleware.rs.tmpl", escape = "none")]
pub(super) struct MiddlewareRs {
    header: String,
    /// Of `platform`.
    platform: String,
    imports: String,
    trait_name: String,
    /// The type parameter: what is wrapped.
    next: String,
    implementation: String,
    streams: bool,
    methods: Vec<Forwarded>,
}

struct Forwarded {
    signature: String,
    body: Vec<String>,
}

impl MiddlewareRs {
    pub(super) fn new(input: &Input) -> Self {
        let service = input.service;
        let trait_name = service.name.trait_name();
        let next = rust::free_type(service, "S");
        Self {
            header: format::header("src/service.rs"),
            platform: format::import("platform", &platform(&service.methods)),
            imports: rust::imports(service),
            implementation: format::implementation(
                &format!("impl<{next}: {trait_name}> {trait_name}"),
                &format!("Logging<{next}>"),
            ),
            next,
            streams: rust::streams(service),
            trait_name,
            methods: service.methods.iter().map(|method| forwarded(service, method)).collect(),
        }
    }
}

/// A service middleware of the user's own, without methods yet.
#[derive(Template)]
#[template(path = "middleware/own.rs.tmpl", escape = "none")]
pub(super) struct OwnRs {
    struct_name: String,
    trait_name: String,
    implementation: String,
}

impl OwnRs {
    pub(super) fn new(name: &ServiceName, own: &MiddlewareName) -> Self {
        let (struct_name, trait_name) = (own.struct_name(), name.trait_name());
        let head = format!("impl<S: {trait_name}> {trait_name}");
        let implementation = format::implementation(&head, &format!("{struct_name}<S>"));
        Self { struct_name, trait_name, implementation }
    }
}

/// An endpoint middleware of the user's own.
#[derive(Template)]
#[template(path = "middleware/layer.rs.tmpl", escape = "none")]
pub(super) struct LayerRs {
    name: String,
    struct_name: String,
}

impl LayerRs {
    pub(super) fn new(own: &MiddlewareName) -> Self {
        Self { name: own.kebab().to_owned(), struct_name: own.struct_name() }
    }
}

fn platform(methods: &[Method]) -> Vec<String> {
    let error = methods.iter().any(|method| method.failure.is_none()).then_some("Error");
    let items = methods.iter().any(|method| method.streams).then_some("ItemStream");
    let called = ["logged", "logged_stream"].into_iter();
    let called = called.filter(|name| methods.iter().any(|method| logs_with(method) == *name));
    error.into_iter().chain(items).chain(called).map(str::to_owned).collect()
}

/// The function of platform's, by its path if a parameter hides it.
fn logs_with(method: &Method) -> &'static str {
    let hidden = |function: &str| method.params.iter().any(|param| param.name == function);
    match method.streams {
        false if hidden("logged") => "platform::logged",
        false => "logged",
        true if hidden("logged_stream") => "platform::logged_stream",
        true => "logged_stream",
    }
}

fn forwarded(service: &Service, method: &Method) -> Forwarded {
    let args: Vec<String> = method.params.iter().map(|param| param.name.clone()).collect();
    let links = [Link::plain(".next"), Link::call(&method.name, &args)];
    let call = |indent, after| format::chain(indent, "", "self", &links, after);
    let (function, name) = (logs_with(method), format!("\"{}\"", names::field_name(&method.name)));

    let short = Some(call(8, "")).filter(|call| !call.contains('\n'));
    let short = short.map(|call| format::call(8, "", function, &[&name, &call], ""));
    let body = match short.filter(|line| !line.contains('\n')) {
        Some(line) => vec![line],
        None => {
            let call = call(12, ",");
            vec![format!("{function}("), format!("    {name},"), format!("    {call}"), ")".to_owned()]
        }
    };
    Forwarded { signature: rust::future_declaration(service, method, 4), body }
}
