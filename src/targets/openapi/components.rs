//! The schemas that have names: structs and enums, once each, or twice where what is written has other
//! names than what is read.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::schema::{any, described, only_serde_knows, tuple};
use crate::model::{
    Definition, Service,
    json::{Content, Field, Json, Names, Object, Tagging, Variant},
    types::{Named, Type},
};

/// Of a request, which the service reads, or of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Read,
    Written,
}

pub(super) struct Components<'a> {
    pub service: &'a Service,
    /// By path and side: the name, and the side that it shows.
    names: BTreeMap<(&'a str, Side), (String, Side)>,
}

impl<'a> Components<'a> {
    pub fn new(service: &'a Service) -> Self {
        let params = service.served().flat_map(|method| &method.params).map(|param| &param.ty);
        let read = reachable(service, params);
        let written = reachable(service, service.served().map(|method| &method.output));
        let two_sided = two_sided(service);
        let mut names = BTreeMap::new();
        for Definition { path, name, .. } in &service.definitions {
            let path = path.as_str();
            let both = read.contains(path) && written.contains(path);
            let apart = both && two_sided.contains(path);
            let shown = |side| if both && !apart { Side::Read } else { side };
            let other = if apart { free(service, format!("{name}Written")) } else { name.clone() };
            names.insert((path, Side::Read), (name.clone(), shown(Side::Read)));
            names.insert((path, Side::Written), (other, shown(Side::Written)));
        }
        let used = |(path, side): &(&str, Side)| match side {
            Side::Read => read.contains(path),
            Side::Written => written.contains(path),
        };
        names.retain(|key, _| used(key));
        Self { service, names }
    }

    pub fn reference(&self, path: &str, side: Side) -> Value {
        let (name, _) = &self.names[&(path, side)];
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    /// All of them, in the order of their first mention.
    pub fn definitions(&self) -> Map<String, Value> {
        let mut all = Map::new();
        for definition in &self.service.definitions {
            for side in [Side::Read, Side::Written] {
                if let Some((name, shown)) = self.names.get(&(definition.path.as_str(), side)) {
                    let schema = described(self.definition(definition, *shown), &definition.docs);
                    all.insert(name.clone(), schema);
                }
            }
        }
        all
    }

    /// Whether an object without a field, or `null`, is read as one of these.
    pub fn may_be_absent(&self, path: &str) -> bool {
        match &self.service.definition(path).json {
            Json::Struct(Content::Null) => true,
            Json::Struct(Content::Object(object)) => {
                object.fields.iter().all(|field| !field.demanded && !field.flat)
            }
            Json::Struct(Content::Same(Some(ty))) => match ty.unboxed() {
                Type::Named(named) => self.may_be_absent(&named.path),
                ty => matches!(ty, Type::Option(_) | Type::Map(..)),
            },
            _ => false,
        }
    }

    fn definition(&self, definition: &Definition, side: Side) -> Value {
        match &definition.json {
            Json::Struct(Content::Unknown) => only_serde_knows(&definition.path),
            Json::Struct(content) => self.content(content, side),
            Json::Enum(tagging, variants) => self.enumeration(tagging, variants, side),
        }
    }

    fn content(&self, content: &Content, side: Side) -> Value {
        match content {
            Content::Unknown | Content::Same(None) => json!({}),
            Content::Null => json!({ "type": "null" }),
            Content::Same(Some(ty)) => self.schema(ty, side),
            Content::Array(types) => tuple(types.iter().map(|ty| self.maybe(ty.as_ref(), side)).collect()),
            Content::Object(object) => self.object(object, side, None),
        }
    }

    /// What only serde knows is anything.
    fn maybe(&self, ty: Option<&Type>, side: Side) -> Value {
        ty.map_or_else(|| json!({}), |ty| self.schema(ty, side))
    }

    /// An object, with a tag if it is a variant that has one beside its fields.
    fn object(&self, object: &Object, side: Side, tag: Option<(&str, Value)>) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        if let Some((tag, value)) = tag {
            properties.insert(tag.to_owned(), value);
            required.push(tag.to_owned());
        }
        for field in object.fields.iter().filter(|field| !field.flat) {
            let Some(name) = field.names.on(side) else { continue };
            let schema = described(self.maybe(field.ty.as_ref(), side), &field.docs);
            properties.insert(name.clone(), schema);
            if field.is_required(side) {
                required.push(name.clone());
            }
        }
        let mut schema = Map::from_iter([("type".to_owned(), "object".into())]);
        if !properties.is_empty() {
            schema.insert("properties".to_owned(), properties.into());
        }
        if !required.is_empty() {
            schema.insert("required".to_owned(), required.into());
        }
        if object.strict && side == Side::Read {
            schema.insert("additionalProperties".to_owned(), false.into());
        }
        self.flattened(object, side, &mut schema);
        Value::Object(schema)
    }

    /// Fields whose own fields stand in their place. Of one that may be absent nothing is known.
    fn flattened(&self, object: &Object, side: Side, schema: &mut Map<String, Value>) {
        let flat = object.fields.iter().filter(|field| field.flat && field.names.on(side).is_some());
        let mut parts = Vec::new();
        for ty in flat.filter_map(|field| field.ty.as_ref()) {
            match ty.unboxed() {
                Type::Map(_, _, value) => {
                    schema.insert("unevaluatedProperties".to_owned(), self.schema(value, side));
                }
                Type::Named(named) => parts.push(self.reference(&named.path, side)),
                _ => {}
            }
        }
        if !parts.is_empty() {
            schema.insert("allOf".to_owned(), parts.into());
        }
    }

    fn enumeration(&self, tagging: &Tagging, variants: &[Variant], side: Side) -> Value {
        let kept: Vec<&Variant> =
            variants.iter().filter(|variant| variant.names.on(side).is_some()).collect();
        let is_name = |variant: &Variant| {
            *tagging == Tagging::External && variant.content == Content::Null && !variant.untagged
        };
        let (units, rest): (Vec<&Variant>, Vec<&Variant>) = kept.iter().partition(|variant| is_name(variant));
        let mut choices = Vec::new();
        if !units.is_empty() {
            let names: Vec<_> = units.iter().filter_map(|variant| variant.names.on(side)).collect();
            let docs: Vec<String> = units.iter().flat_map(|unit| documented(unit, side)).collect();
            choices.push(described(json!({ "type": "string", "enum": names }), &docs));
        }
        choices.extend(
            rest.iter().map(|variant| described(self.variant(tagging, variant, side), &variant.docs)),
        );
        let apart = kept.iter().all(|variant| !variant.untagged && !variant.other);
        match choices.len() {
            1 => choices.remove(0),
            _ if apart => json!({ "oneOf": choices }),
            _ => any(choices),
        }
    }

    fn variant(&self, tagging: &Tagging, variant: &Variant, side: Side) -> Value {
        let name = variant.names.on(side).cloned().unwrap_or_default();
        let tagged = match variant.other && side == Side::Read {
            true => json!({ "type": "string" }),
            false => json!({ "const": name }),
        };
        match tagging {
            _ if variant.untagged => self.content(&variant.content, side),
            Tagging::Untagged => self.content(&variant.content, side),
            Tagging::External => json!({
                "type": "object",
                "properties": { &name: self.content(&variant.content, side) },
                "required": [name],
                "additionalProperties": false,
            }),
            Tagging::Internal(tag) => match &variant.content {
                Content::Object(object) => self.object(object, side, Some((tag, tagged))),
                content => {
                    let mut schema = self.object(&Object::default(), side, Some((tag, tagged)));
                    if let Content::Same(_) = content {
                        schema["allOf"] = vec![self.content(content, side)].into();
                    }
                    schema
                }
            },
            Tagging::Adjacent { tag, content } => {
                let mut schema = self.object(&Object::default(), side, Some((tag, tagged)));
                if variant.content == Content::Null {
                    if side == Side::Read {
                        schema["properties"][content] = json!({ "type": "null" });
                    }
                } else {
                    schema["properties"][content] = self.content(&variant.content, side);
                    let absent = matches!(&variant.content, Content::Same(Some(Type::Option(_))));
                    if !absent || side == Side::Written {
                        schema["required"] = json!([tag, content]);
                    }
                }
                schema
            }
        }
    }
}

/// A line for a variant that is a name alone, if it is documented.
fn documented(variant: &Variant, side: Side) -> Option<String> {
    let name = variant.names.on(side)?;
    let text = variant.docs.iter().take_while(|line| !line.is_empty()).cloned().collect::<Vec<_>>();
    (!text.is_empty()).then(|| format!("- `{name}`: {}", text.join(" ")))
}

/// A name that no definition and no message of the service has.
pub(super) fn free(service: &Service, mut name: String) -> String {
    let is_taken = |name: &str| {
        let made = service.methods.iter().any(|method| {
            let request = method.request();
            name == request
                || Some(name.strip_suffix("Response").unwrap_or("")) == request.strip_suffix("Request")
        });
        made || service.definitions.iter().any(|found| found.name == name)
    };
    while is_taken(&name) {
        name.push('_');
    }
    name
}

/// The definitions that types mention, and those that these hold.
fn reachable<'a>(service: &'a Service, types: impl Iterator<Item = &'a Type>) -> BTreeSet<&'a str> {
    let mut next: Vec<&str> = types.flat_map(Type::definitions).collect();
    let mut found = BTreeSet::new();
    while let Some(path) = next.pop() {
        if found.insert(path) {
            next.extend(service.definition(path).json.holds().into_iter().map(|Named { path, .. }| &**path));
        }
    }
    found
}

/// The definitions that are written under other names than they are read, and what holds them.
fn two_sided(service: &Service) -> BTreeSet<&str> {
    let own = service.definitions.iter().filter(|found| found.json.has_two_sides());
    let mut found: BTreeSet<&str> = own.map(|found| &*found.path).collect();
    loop {
        let holds = |definition: &&Definition| {
            definition.json.holds().into_iter().any(|named| found.contains(&*named.path))
        };
        let more = service.definitions.iter().filter(|known| !found.contains(&*known.path)).find(holds);
        match more {
            Some(more) => drop(found.insert(&more.path)),
            None => return found,
        }
    }
}

impl Names {
    fn on(&self, side: Side) -> Option<&String> {
        match side {
            Side::Read => self.read.as_ref(),
            Side::Written => self.written.as_ref(),
        }
    }
}

impl Field {
    fn is_required(&self, side: Side) -> bool {
        match side {
            Side::Read => self.demanded,
            Side::Written => self.always,
        }
    }
}
