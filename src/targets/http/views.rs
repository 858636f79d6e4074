//! The view behind `http.rs`.

use askama::Template;

use crate::{
    model::Method,
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
        let path = |method: &Method| format!("\"{}\"", method.route.path);
        let route = |method: &Method| {
            Link::call("route", &[path(method), format!("post(handler(endpoints.{}))", method.name)])
        };
        let routes: Vec<Link> = methods.iter().map(route).collect();
        let call = |method: &Method| {
            let before = format!("{}: ", method.name);
            format::chain(8, &before, "channel", &[Link::call("endpoint", &[path(method)])], "")
        };
        Self {
            header: format::header("src/service.rs"),
            routes: format::chain(4, "", "Router::new()", &routes, ""),
            calls: methods.iter().map(call).collect(),
        }
    }
}
