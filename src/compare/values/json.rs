//! Definitions as JSON has them, by serde's attributes. What only serde knows is taken to fit.

use super::{Pass, Side, What};
use crate::{
    compare::rules,
    model::{
        Service,
        json::{Content, Field, Json, Object, Tagging, Variant},
        types::Type,
    },
};

impl Pass<'_> {
    pub(super) fn json(&mut self, writer: Side<Json>, reader: Side<Json>, what: &What) {
        match (writer.1, reader.1) {
            (Json::Struct(from), Json::Struct(to)) => self.content((writer.0, from), (reader.0, to), what),
            (Json::Enum(Tagging::Untagged, from), Json::Enum(Tagging::Untagged, to)) => {
                for variant in from {
                    self.untagged((writer.0, variant), (reader.0, to), what);
                }
            }
            (Json::Enum(tagging, from), Json::Enum(other, to)) if tagging == other => {
                for variant in from {
                    self.variant((writer.0, variant), (reader.0, to), what);
                }
            }
            _ => self.other_shape(what),
        }
    }

    fn content(&mut self, writer: Side<Content>, reader: Side<Content>, what: &What) {
        let ((from, to), (one, other)) = ((writer.1, reader.1), (writer.0, reader.0));
        match (from, to) {
            (Content::Unknown, _) | (_, Content::Unknown) | (Content::Null, Content::Null) => {}
            (Content::Same(from), Content::Same(to)) => self.value((one, from), (other, to), what),
            (Content::Array(from), Content::Array(to)) if from.len() == to.len() => {
                for (from, to) in from.iter().zip(to) {
                    self.value((one, from), (other, to), what);
                }
            }
            (Content::Object(from), Content::Object(to)) => self.object((one, from), (other, to), what),
            _ => self.other_shape(what),
        }
    }

    fn value(&mut self, writer: Side<Option<Type>>, reader: Side<Option<Type>>, what: &What) {
        if let (Some(from), Some(to)) = (writer.1, reader.1) {
            self.accepts((writer.0, from), (reader.0, to), what);
        }
    }

    fn object(&mut self, writer: Side<Object>, reader: Side<Object>, what: &What) {
        let (Some(written), Some(read)) = (fields(writer), fields(reader)) else { return };
        for field in &read {
            let Some(name) = &field.names.read else { continue };
            match written.iter().find(|other| other.names.written.as_ref() == Some(name)) {
                Some(other) => {
                    let what = What { name: format!("{}.{name}", what.name), ..*what };
                    self.value((writer.0, &other.ty), (reader.0, &field.ty), &what);
                    if field.demanded && !other.always && !what.sent {
                        self.rare(&what);
                    }
                }
                None if what.sent && field.demanded => self.required(name, field.ty.as_ref(), what),
                None if what.sent => {}
                None => self.unanswered(name, what),
            }
        }
        for field in &written {
            let Some(name) = &field.names.written else { continue };
            let known = read.iter().any(|other| other.names.read.as_ref() == Some(name));
            match (known, what.sent) {
                (true, _) => {}
                (false, true) => self.ignored(name, what),
                (false, false) if reader.1.strict => self.unexpected(name, what),
                (false, false) => {}
            }
        }
    }

    fn variant(&mut self, writer: Side<Variant>, readers: Side<Vec<Variant>>, what: &What) {
        if writer.1.untagged {
            return self.untagged(writer, readers, what);
        }
        let Some(name) = &writer.1.names.written else { return };
        match readers.1.iter().find(|other| other.names.read.as_ref() == Some(name)) {
            Some(reader) => {
                let what = What { name: format!("{}::{name}", what.name), ..*what };
                self.content((writer.0, &writer.1.content), (readers.0, &reader.content), &what);
            }
            None if readers.1.iter().any(|other| other.other || other.untagged) => {}
            None => self.unknown_variant(name, what),
        }
    }

    /// Without a tag a reader takes what looks like one of its variants.
    fn untagged(&mut self, writer: Side<Variant>, readers: Side<Vec<Variant>>, what: &What) {
        let alike = readers.1.iter().find(|other| other.content == writer.1.content);
        match alike {
            Some(reader) => self.content((writer.0, &writer.1.content), (readers.0, &reader.content), what),
            None => self.other_shape(what),
        }
    }

    fn rare(&mut self, what: &What) {
        self.add(
            &rules::HTTP_FIELD_NO_DELETE,
            format!("`{}` is not in every answer any more", what.name),
            what,
            "old clients wait for it",
            "write it always, be it as null",
        );
    }

    fn unexpected(&mut self, name: &str, what: &What) {
        self.add(
            &rules::HTTP_FIELD_NO_ADD,
            format!("`{}.{name}` is new, and is answered", what.name),
            what,
            "old clients refuse fields that they do not know",
            "answer it in a new type or a new method",
        );
    }
}

/// The fields of an object, with those that stand in the place of one; `None` if some only serde knows.
fn fields(side: Side<Object>) -> Option<Vec<Field>> {
    let (service, object) = side;
    let mut all = Vec::new();
    for field in &object.fields {
        if field.flat {
            all.extend(flattened(service, field)?);
        } else {
            all.push(field.clone());
        }
    }
    Some(all)
}

fn flattened(service: &Service, field: &Field) -> Option<Vec<Field>> {
    let Some(Type::Named(named)) = field.ty.as_ref().map(Type::unboxed) else { return None };
    match &service.definition(&named.path).json {
        Json::Struct(Content::Object(inner)) => fields((service, inner)),
        _ => None,
    }
}
