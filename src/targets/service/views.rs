//! One view per template of the crate's own files.

use askama::Template;

use super::complexity;

use crate::{
    model::{Method, OpenApi, Service, Transport, middleware::Middleware, names::ServiceName},
    plan::format::{self, Link},
    targets::Input,
};

#[derive(Template)]
#[template(path = "service/Cargo.toml.tmpl", escape = "none")]
pub(super) struct CargoToml {
    name: String,
}

impl CargoToml {
    pub(super) fn new(name: &ServiceName) -> Self {
        Self { name: name.kebab().to_owned() }
    }
}

#[derive(Template)]
#[template(path = "service/lib.rs.tmpl", escape = "none")]
pub(super) struct LibRs {
    name: String,
    trait_name: String,
}

impl LibRs {
    pub(super) fn new(name: &ServiceName) -> Self {
        Self { name: name.kebab().to_owned(), trait_name: name.trait_name() }
    }
}

#[derive(Template)]
#[template(path = "service/service.rs.tmpl", escape = "none")]
pub(super) struct ServiceRs {
    name: String,
    trait_name: String,
    basic_name: String,
}

impl ServiceRs {
    pub(super) fn new(name: &ServiceName) -> Self {
        Self { name: name.kebab().to_owned(), trait_name: name.trait_name(), basic_name: name.basic_name() }
    }
}

/// `generated/mod.rs`: nothing but the name as long as the trait is empty.
#[derive(Template)]
#[template(path = "service/mod.rs.tmpl", escape = "none")]
pub(super) struct ModRs {
    header: String,
    name: String,
    with_methods: bool,
    complex: bool,
    errors: bool,
    foreign: bool,
    grpc: bool,
    http: bool,
    docs: bool,
    logging: bool,
}

impl ModRs {
    pub(super) fn empty(name: &ServiceName) -> Self {
        Self {
            header: format::header("src/service.rs"),
            name: name.wire().to_owned(),
            with_methods: false,
            complex: false,
            errors: false,
            foreign: false,
            grpc: false,
            http: false,
            docs: false,
            logging: false,
        }
    }

    pub(super) fn full(input: &Input) -> Self {
        let service = input.service;
        let grpc = service.transports.contains(&Transport::Grpc);
        Self {
            with_methods: true,
            // The trait may have an alias for it, or a word to clippy.
            complex: service.served().flat_map(Method::types).any(complexity::is_complex),
            errors: service.failure.is_some(),
            foreign: grpc && service.sends_foreign(),
            grpc,
            http: service.transports.contains(&Transport::Http),
            docs: service.transports.contains(&Transport::Http) && input.openapi == OpenApi::Served,
            logging: input.middleware.logging,
            ..Self::empty(&service.name)
        }
    }
}

#[derive(Template)]
#[template(path = "service/main.rs.tmpl", escape = "none")]
pub(super) struct MainRs {
    name: String,
    krate: String,
    imports: Vec<String>,
    service: String,
    endpoints: String,
    serve: String,
}

impl MainRs {
    pub(super) fn new(service: &Service, middleware: &Middleware) -> Self {
        let name = &service.name;
        let http = service.transports.contains(&Transport::Http);
        let grpc = service.transports.contains(&Transport::Grpc);
        let krate = name.snake();
        let modules = [("grpc", grpc), ("http", http)].into_iter().filter(|(_, chosen)| *chosen);
        let mut own: Vec<String> = modules.map(|(module, _)| module.to_owned()).collect();
        own.push("Endpoints".to_owned());
        own.extend(middleware.logging.then(|| "middleware::Logging".to_owned()));
        own.push(format!("service::{}", name.basic_name()));
        let imports = format::in_order(vec![
            "use clap::Parser;".to_owned(),
            "use platform::{App, Config, Error, resilience::Timeout};".to_owned(),
            format::import(&krate, &own),
        ]);
        let mut links = Vec::new();
        if http {
            let endpoints = if grpc { "endpoints.clone()" } else { "endpoints" };
            links.push(Link::call("http", &[format!("http::router({endpoints})")]));
        }
        if grpc {
            links.push(Link::call(
                "grpc",
                &["grpc::server(endpoints)".to_owned(), "grpc::DESCRIPTORS".to_owned()],
            ));
        }
        links.extend([Link::call("run", &[]), Link::plain(".await")]);
        let serve = format::chain(4, "", "app", &links, "");
        Self {
            name: name.kebab().to_owned(),
            krate,
            imports,
            service: made(name, middleware),
            endpoints: layered(middleware),
            serve,
        }
    }
}

fn made(name: &ServiceName, middleware: &Middleware) -> String {
    let basic = name.basic_name();
    match middleware.logging {
        true => format::nested(4, "let service = ", &["Logging::new"], &basic) + ";",
        false => format!("let service = {basic};"),
    }
}

fn layered(middleware: &Middleware) -> String {
    let timeout = Link::call("layer", &["&Timeout(app.config().request_timeout)".to_owned()]);
    let measured = Link::call("layer_each", &["app.instrument()".to_owned()]);
    let links: Vec<Link> = [timeout].into_iter().chain(middleware.instrument.then_some(measured)).collect();
    format::chain(4, "let endpoints = ", "Endpoints::new(service)", &links, ";")
}
