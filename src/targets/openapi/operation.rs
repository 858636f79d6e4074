//! A method as an operation: what it takes, and every answer that can come.

use serde_json::{Map, Value, json};

use super::components::{Components, Side};
use crate::model::{
    Method, Param, names,
    route::{Carried, Status},
    types::Type,
    wire::Response,
};

/// What stands under `components/responses`, with the statuses that it is for.
pub(super) const BAD_REQUEST: &str = "BadRequest";
pub(super) const TOO_LARGE: &str = "PayloadTooLarge";
pub(super) const COMPRESSED: &str = "UnsupportedMediaType";
pub(super) const OVERLOADED: &str = "ServiceUnavailable";
pub(super) const TOO_LATE: &str = "GatewayTimeout";
pub(super) const PROBLEM: &str = "Problem";

impl Components<'_> {
    pub(super) fn operation(&self, method: &Method, response: &Response) -> Value {
        let mut operation = Map::new();
        operation.insert("operationId".to_owned(), names::field_name(&method.name).into());
        let mut paragraphs = method.docs.splitn(2, String::is_empty);
        let summary = paragraphs.next().unwrap_or_default().join(" ");
        let rest = paragraphs.next().unwrap_or_default().join("\n");
        for (key, text) in [("summary", summary.trim()), ("description", rest.trim())] {
            if !text.is_empty() {
                operation.insert(key.to_owned(), text.into());
            }
        }
        let parameters = self.parameters(method);
        if !parameters.is_empty() {
            operation.insert("parameters".to_owned(), parameters.into());
        }
        let body = self.request_body(method);
        let responses = self.responses(method, response, body.is_some());
        operation.extend(body.map(|body| ("requestBody".to_owned(), body)));
        operation.insert("responses".to_owned(), responses);
        Value::Object(operation)
    }

    fn parameters(&self, method: &Method) -> Vec<Value> {
        let each = method.params.iter().zip(&method.route.carried);
        let parameter = |(param, carried): (&Param, &Carried)| match carried {
            Carried::Path => {
                let mut schema = self.schema(&param.ty, Side::Read);
                if param.ty == Type::String {
                    schema["minLength"] = 1.into();
                }
                Some(json!({
                    "name": names::field_name(&param.name), "in": "path", "required": true, "schema": schema,
                }))
            }
            Carried::Query => {
                // What is absent is `None`; no text means it.
                let (ty, required) = match &param.ty {
                    Type::Option(inner) => (&**inner, false),
                    ty => (ty, !matches!(ty, Type::List(..))),
                };
                Some(json!({
                    "name": names::field_name(&param.name), "in": "query", "required": required,
                    "schema": self.schema(ty, Side::Read),
                }))
            }
            Carried::Field | Carried::Body => None,
        };
        each.filter_map(parameter).collect()
    }

    fn request_body(&self, method: &Method) -> Option<Value> {
        let (schema, required) = match method.carried(Carried::Body).next() {
            Some(param) => (self.schema(&param.ty, Side::Read), !may_be_absent(self, &param.ty)),
            None if method.is_json() => {
                let schema = json!({ "$ref": format!("#/components/schemas/{}", method.request()) });
                (schema, method.params.iter().any(is_demanded))
            }
            None if method.carried(Carried::Field).next().is_none() => return None,
            None => (self.request(method), method.carried(Carried::Field).any(is_demanded)),
        };
        Some(json!({ "required": required, "content": { "application/json": { "schema": schema } } }))
    }

    /// The object whose fields are parameters.
    pub(super) fn request(&self, method: &Method) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for param in method.carried(Carried::Field) {
            let name = names::field_name(&param.name).to_owned();
            let mut schema = self.schema(&param.ty, Side::Read);
            if method.secret.contains(&param.name) {
                schema["writeOnly"] = true.into();
                if param.ty == Type::String {
                    schema["format"] = "password".into();
                }
            }
            if is_demanded(param) {
                required.push(name.clone());
            }
            properties.insert(name, schema);
        }
        object(properties, required)
    }

    fn responses(&self, method: &Method, response: &Response, has_body: bool) -> Value {
        let Status { code, constant } = method.route.status;
        let words = constant.replace('_', " ");
        let description = if constant == "OK" { words } else { sentence(&words) };
        let mut success = json!({ "description": description });
        if !method.route.status.is_empty() {
            success["content"] = match method.streams {
                true => events(self.answer(response)),
                false => json!({ "application/json": { "schema": self.answer(response) } }),
            };
        }
        let mut all = Map::from_iter([(code.to_string(), success)]);
        let has_input = has_body || !method.params.is_empty();
        for (status, name, can_come) in [
            ("400", BAD_REQUEST, has_input),
            ("413", TOO_LARGE, has_body),
            ("415", COMPRESSED, has_body),
            ("503", OVERLOADED, true),
            ("504", TOO_LATE, true),
            ("default", PROBLEM, true),
        ] {
            if can_come {
                let reference = json!({ "$ref": format!("#/components/responses/{name}") });
                all.insert(status.to_owned(), reference);
            }
        }
        Value::Object(all)
    }

    fn answer(&self, response: &Response) -> Value {
        match response {
            Response::Struct(found) => self.reference(&found.path, Side::Written),
            Response::Made { name, .. } => json!({ "$ref": format!("#/components/schemas/{name}") }),
        }
    }

    /// The object that kit makes around a result.
    pub(super) fn made(&self, field: Option<&Param>) -> Value {
        let named = field.map(|field| (names::field_name(&field.name).to_owned(), field));
        let required = named.iter().map(|(name, _)| name.clone()).collect();
        let properties = named.into_iter().map(|(name, field)| (name, self.schema(&field.ty, Side::Written)));
        object(properties.collect(), required)
    }
}

/// OpenAPI 3.1 has no words for what the items of a stream are.
fn events(item: Value) -> Value {
    let schema = json!({
        "description": "Server-sent events: the `data` of each is an item as `x-item` says, in JSON. The \
            last is the event `end`, or the event `error` with a problem.",
        "type": "string",
    });
    json!({ "text/event-stream": { "schema": schema, "x-item": item } })
}

/// Whether a request lacks something without it, as serde sees it.
fn is_demanded(param: &Param) -> bool {
    !matches!(param.ty.unboxed(), Type::Option(_))
}

/// Whether no body is read as a value of the type: `{}` or `null` is.
fn may_be_absent(components: &Components, ty: &Type) -> bool {
    match ty.unboxed() {
        Type::Option(_) | Type::Map(..) => true,
        Type::Named(named) => components.may_be_absent(&named.path),
        _ => false,
    }
}

/// `NO CONTENT` as a sentence has it.
fn sentence(words: &str) -> String {
    let (first, rest) = words.split_at(1);
    format!("{first}{}", rest.to_lowercase())
}

fn object(properties: Map<String, Value>, required: Vec<String>) -> Value {
    let mut schema = json!({ "type": "object" });
    if !properties.is_empty() {
        schema["properties"] = properties.into();
    }
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    schema
}
