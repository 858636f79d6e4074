//! `kit list --json`. The fields are told in `kit help json`: they stay, new ones may come.

use serde_json::{Map, Value, json};

use super::gather::{Listed, ListedMethod, ListedParam};
use crate::{
    cli::report,
    model::{
        route::{Carried, Route},
        wire::DEBUG_PORT,
    },
};

/// Raised when a field changes its meaning or goes.
const VERSION: u32 = 1;

pub(super) fn list(services: &[Listed]) -> Value {
    let services: Vec<Value> = services.iter().map(service).collect();
    json!({ "reason": "list", "version": VERSION, "services": services })
}

fn service(service: &Listed) -> Value {
    let mut ports: Map<String, Value> = service
        .transports
        .iter()
        .map(|transport| (transport.name().to_owned(), json!(transport.port())))
        .collect();
    ports.insert("debug".to_owned(), json!(DEBUG_PORT));
    let published = service.published.iter();
    let published = published.map(|(host, container)| json!({ "host": host, "container": container }));
    json!({
        "name": service.name,
        "dir": service.dir,
        "transports": service.transports.iter().map(|transport| transport.name()).collect::<Vec<_>>(),
        "methods": service.methods.iter().map(method).collect::<Vec<_>>(),
        "ports": ports,
        "published": published.collect::<Vec<_>>(),
        "calls": service.calls,
        "called_by": service.called_by,
        "errors": service.errors.iter().map(report::diagnostic_json).collect::<Vec<_>>(),
    })
}

fn method(method: &ListedMethod) -> Value {
    let route = |route: &Route| json!({ "method": route.verb.name(), "path": route.path, "status": route.status.code });
    json!({
        "name": method.name,
        "docs": method.docs.join("\n"),
        "params": method.params.iter().map(param).collect::<Vec<_>>(),
        "output": method.output.as_deref().unwrap_or("()"),
        "streams": method.streams,
        "file": method.file,
        "line": method.line,
        "http": method.http.as_ref().map(route),
        "grpc": method.grpc.as_ref().map(|rpc| json!({ "service": rpc.service, "method": rpc.name })),
        "idempotent": method.idempotent,
    })
}

fn param(param: &ListedParam) -> Value {
    let carried = param.carried.map(|carried| match carried {
        Carried::Path => "path",
        Carried::Query => "query",
        Carried::Field => "field",
        Carried::Body => "body",
    });
    json!({ "name": param.name, "type": param.ty, "in": carried, "secret": param.secret })
}
