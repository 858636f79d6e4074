//! The view behind `http.rs`.

use askama::Template;

use crate::{
    model::names,
    plan::format::{self, Link},
    targets::Input,
};

#[derive(Template)]
#[template(path = "http/http.rs.tmpl", escape = "none")]
pub(super) struct HttpRs {
    header: String,
    routes: String,
    calls: Vec<String>,
}

impl HttpRs {
    pub(super) fn new(input: &Input) -> Self {
        let methods = &input.service.methods;
        let route = |name: &String| {
            let path = format!("\"/{}\"", names::method_kebab(name));
            Link::call("route", &[path, format!("post(handler(endpoints.{name}))")])
        };
        let routes: Vec<Link> = methods.iter().map(|method| route(&method.name)).collect();
        let call = |name: &String| {
            let path = format!("\"/{}\"", names::method_kebab(name));
            format::chain(8, &format!("{name}: "), "channel", &[Link::call("endpoint", &[path])], "")
        };
        Self {
            header: format::header("src/service.rs"),
            routes: format::chain(4, "", "Router::new()", &routes, ""),
            calls: methods.iter().map(|method| call(&method.name)).collect(),
        }
    }
}
