//! The document as a whole.

use serde_json::{Map, Value, json};
use toml_edit::Document;

use super::{
    components::{Components, free},
    operation::{BAD_REQUEST, COMPRESSED, OVERLOADED, PROBLEM, TOO_LARGE, TOO_LATE},
};
use crate::{
    diagnostic::Source,
    model::{codes::Code, wire::Response},
    targets::Input,
};

pub(super) fn document(input: &Input) -> Value {
    let service = input.service;
    let components = Components::new(service);
    let mut info = json!({ "title": service.name.wire(), "version": version(input) });
    let docs = service.docs.join("\n");
    if !docs.trim().is_empty() {
        info["description"] = docs.trim().into();
    }
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for method in service.served() {
        let response = input.response(method);
        let verbs = paths.entry(&method.route.path).or_insert_with(|| json!({}));
        verbs[method.route.verb.item()] = components.operation(method, &response);
        if method.is_json() {
            schemas.insert(method.request(), components.request(method));
        }
        if let Response::Made { name, field } = &response
            && !method.route.status.is_empty()
        {
            schemas.insert(name.clone(), components.made(field.as_ref()));
        }
    }
    schemas.extend(components.definitions());
    let problem = free(service, PROBLEM.to_owned());
    schemas.insert(problem.clone(), problem_schema());
    json!({
        "openapi": "3.1.0",
        "info": info,
        "paths": paths,
        "components": { "schemas": schemas, "responses": responses(&problem) },
    })
}

/// RFC 9457's object, as platform writes it.
fn problem_schema() -> Value {
    let codes = Code::ALL.map(Code::name);
    json!({
        "description": "What went wrong (RFC 9457).",
        "type": "object",
        "properties": {
            "type": { "type": "string", "format": "uri-reference" },
            "title": { "description": "The status in words.", "type": "string" },
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "detail": { "description": "What went wrong this time.", "type": "string" },
            "code": {
                "description": "By which a program tells errors apart: gRPC's codes.",
                "type": "string",
                "enum": codes,
            },
            "error_info": {
                "description": "Which error of which service it is (google.rpc.ErrorInfo).",
                "type": "object",
                "properties": {
                    "domain": { "type": "string" },
                    "reason": { "type": "string" },
                    "metadata": { "type": "object" },
                },
                "required": ["domain", "reason", "metadata"],
            },
        },
        "required": ["type", "title", "status", "detail", "code"],
    })
}

fn responses(problem: &str) -> Value {
    let content = json!({
        "application/problem+json": { "schema": { "$ref": format!("#/components/schemas/{problem}") } },
    });
    let mut all = Map::new();
    for (name, description) in [
        (BAD_REQUEST, "The request is wrong: `detail` says where."),
        (TOO_LARGE, "The body is longer than the service reads."),
        (COMPRESSED, "The body is compressed."),
        (OVERLOADED, "Overloaded, or something that is needed cannot be reached: try again later."),
        (TOO_LATE, "Time ran out. What was asked for may have been done all the same."),
        (PROBLEM, "Any other error of the service; its status is that of its `code`."),
    ] {
        all.insert(name.to_owned(), json!({ "description": description, "content": content }));
    }
    all[OVERLOADED]["headers"] =
        json!({ "Retry-After": { "description": "In seconds.", "schema": { "type": "integer" } } });
    Value::Object(all)
}

/// The package's.
fn version(input: &Input) -> String {
    let find = |manifest: Option<&Source>, path: &[&str]| {
        let document = Document::parse(&*manifest?.text).ok()?;
        let item = path.iter().try_fold(document.as_item(), |item, key| item.get(key))?;
        item.as_str().map(str::to_owned)
    };
    let own = find(input.manifest, &["package", "version"]);
    let inherited = || find(input.root_manifest, &["workspace", "package", "version"]);
    own.or_else(inherited).unwrap_or_else(|| "0.0.0".to_owned())
}
