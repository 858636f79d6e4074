//! The routes of the document and its page must be free.

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::Service,
};

/// What the service answers besides its methods.
pub(super) const DOCUMENT: &str = "/openapi.json";
pub(super) const PAGE: &str = "/docs";

pub(super) fn check(service: &Service) -> Result<(), Diagnostics> {
    let mut found = Diagnostics::default();
    for method in service.served() {
        let route = &method.route;
        let what = match &*route.path {
            DOCUMENT => "the OpenAPI document",
            PAGE => "the page that shows the OpenAPI document",
            _ => continue,
        };
        let title = format!("the method `{}` is where {what} is", method.name);
        let error =
            Diagnostic::error(title).at(&service.source, route.place.clone(), "one path cannot be both");
        found.push(error.help("give the method another path; or take `openapi-served` out of Cargo.toml"));
    }
    if found.has_errors() { Err(found) } else { Ok(()) }
}
