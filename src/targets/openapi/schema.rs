//! JSON schemas of types, in the dialect of OpenAPI 3.1 (JSON Schema 2020-12).

use serde_json::{Map, Value, json};

use super::{
    components::{Components, Side},
    known, pattern,
};
use crate::model::{
    json::{Content, Json},
    types::{Int, List, Named, Type},
};

impl Components<'_> {
    pub(super) fn schema(&self, ty: &Type, side: Side) -> Value {
        match ty {
            Type::Unit => json!({ "type": "null" }),
            Type::Bool => json!({ "type": "boolean" }),
            Type::Char => json!({ "type": "string", "minLength": 1, "maxLength": 1 }),
            Type::Int(int) => integer(*int),
            Type::F32 => json!({ "type": "number", "format": "float" }),
            Type::F64 => json!({ "type": "number", "format": "double" }),
            Type::String => json!({ "type": "string" }),
            Type::Bytes => json!({ "type": "array", "items": integer(Int::U8) }),
            Type::Array(inner, length) => json!({
                "type": "array", "items": self.schema(inner, side), "minItems": length, "maxItems": length,
            }),
            Type::Option(inner) => nullable(self.schema(inner, side)),
            Type::Box(inner) => self.schema(inner, side),
            Type::List(list, inner) => {
                let mut schema = json!({ "type": "array", "items": self.schema(inner, side) });
                if *list != List::Vec && side == Side::Written {
                    schema["uniqueItems"] = true.into();
                }
                schema
            }
            Type::Map(_, key, value) => {
                let mut schema = json!({ "type": "object" });
                if let Some(names) = self.key(key, side) {
                    schema["propertyNames"] = names;
                }
                schema["additionalProperties"] = self.schema(value, side);
                schema
            }
            Type::Tuple(parts) => tuple(parts.iter().map(|part| self.schema(part, side)).collect()),
            Type::Named(named) => self.reference(&named.path, side),
            Type::Known(known) => {
                known::schema(known.rust, side).unwrap_or_else(|| only_serde_knows(known.rust))
            }
            Type::Other(path, parts) => self.other(path, parts, side),
        }
    }

    /// What only serde sees; collections of `std` among it.
    fn other(&self, path: &str, parts: &[Type], side: Side) -> Value {
        let is_list = ["VecDeque", "LinkedList", "BinaryHeap"]
            .iter()
            .any(|name| path.strip_prefix("std::collections::") == Some(name));
        match parts {
            [inner] if is_list => json!({ "type": "array", "items": self.schema(inner, side) }),
            _ => only_serde_knows(path),
        }
    }

    /// Of a key of a map, which JSON has as text; `None` if any text will do.
    fn key(&self, ty: &Type, side: Side) -> Option<Value> {
        match ty {
            Type::Bool => Some(json!({ "enum": ["true", "false"] })),
            Type::Int(int) => {
                let (least, most) = int.range();
                Some(json!({ "pattern": pattern::integers(least, most) }))
            }
            Type::Char | Type::Known(_) => Some(self.schema(ty, side)),
            Type::Named(Named { path, .. }) => match &self.service.definition(path).json {
                Json::Enum(..) => Some(self.schema(ty, side)),
                Json::Struct(Content::Same(Some(inner))) => self.key(inner, side),
                Json::Struct(_) => None,
            },
            _ => None,
        }
    }
}

pub(super) fn integer(int: Int) -> Value {
    let (least, most) = int.range();
    let mut schema = json!({ "type": "integer" });
    match int {
        Int::I128 | Int::U128 => {}
        Int::Isize => schema["format"] = "int64".into(),
        Int::Usize => schema["format"] = "uint64".into(),
        _ => schema["format"] = Type::Int(int).rust().replacen('i', "int", 1).replacen('u', "uint", 1).into(),
    }
    // What is longer than 64 bits has no exact limit in JSON's tools.
    if let Ok(least) = i64::try_from(least) {
        schema["minimum"] = least.into();
    }
    if let Ok(most) = u64::try_from(most) {
        schema["maximum"] = most.into();
    }
    schema
}

/// An array of these, one after the other.
pub(super) fn tuple(parts: Vec<Value>) -> Value {
    let length = parts.len();
    match length {
        0 => json!({ "type": "array", "maxItems": 0 }),
        _ => json!({ "type": "array", "prefixItems": parts, "minItems": length, "maxItems": length }),
    }
}

/// One of these, or several at once.
pub(super) fn any(choices: Vec<Value>) -> Value {
    json!({ "anyOf": choices })
}

pub(super) fn only_serde_knows(path: &str) -> Value {
    json!({ "description": format!("The JSON of `{path}`, which is not described here.") })
}

/// The same, or `null`.
pub(super) fn nullable(schema: Value) -> Value {
    let closed = ["enum", "const", "$ref"].iter().any(|key| schema.get(key).is_some());
    match (schema.get("type"), schema.get("anyOf").and_then(Value::as_array)) {
        (Some(Value::String(name)), _) if !closed => {
            let types = json!([name, "null"]);
            let mut schema = schema;
            schema["type"] = types;
            schema
        }
        (Some(Value::Array(types)), _) if types.contains(&"null".into()) => schema,
        (None, None) if !closed => schema,
        _ => any(vec![schema, json!({ "type": "null" })]),
    }
}

/// The schema with its documentation, which goes first.
pub(super) fn described(schema: Value, docs: &[String]) -> Value {
    let mut text = docs.join("\n").trim().to_owned();
    let Value::Object(schema) = schema else { return schema };
    if text.is_empty() {
        return schema.into();
    }
    if let Some(more) = schema.get("description").and_then(Value::as_str) {
        text = format!("{text}\n\n{more}");
    }
    let mut all = Map::from_iter([("description".to_owned(), Value::from(text))]);
    all.extend(schema.into_iter().filter(|(key, _)| key != "description"));
    all.into()
}

impl Int {
    /// The least and the greatest of them.
    fn range(self) -> (i128, u128) {
        let signed = |bits: u32| (-1_i128 << (bits - 1), (1_u128 << (bits - 1)) - 1);
        let unsigned = |bits: u32| (0, u128::MAX >> (128 - bits));
        match self {
            Self::I8 => signed(8),
            Self::I16 => signed(16),
            Self::I32 => signed(32),
            Self::I64 | Self::Isize => signed(64),
            Self::I128 => signed(128),
            Self::U8 => unsigned(8),
            Self::U16 => unsigned(16),
            Self::U32 => unsigned(32),
            Self::U64 | Self::Usize => unsigned(64),
            Self::U128 => unsigned(128),
        }
    }
}
