//! What a `.proto` said when it was last compiled. A field that the user deleted since leaves its
//! number and name reserved: bytes that are still about keep their meaning.

use std::collections::HashMap;

use prost::Message;
use prost_types::{DescriptorProto, FileDescriptorSet};

use crate::model::schema::Schema;

/// Names and numbers of the fields, by message.
#[derive(Default)]
pub(super) struct Former(HashMap<String, Vec<(String, i32)>>);

impl Former {
    /// From the descriptors, if there are any; of the package of `schema`.
    pub(super) fn read(descriptors: Option<&[u8]>, schema: &Schema) -> Self {
        let set = descriptors.and_then(|bytes| FileDescriptorSet::decode(bytes).ok()).unwrap_or_default();
        let files = set.file.iter().filter(|file| file.package() == schema.file.package());
        let messages = files.flat_map(|file| &file.message_type);
        let fields = |message: &DescriptorProto| {
            message.field.iter().map(|field| (field.name().to_owned(), field.number())).collect()
        };
        Self(messages.map(|message| (message.name().to_owned(), fields(message))).collect())
    }

    pub(super) fn numbers(&self, message: &str) -> impl Iterator<Item = i32> {
        self.0.get(message).into_iter().flatten().map(|(_, number)| *number)
    }

    /// The lines that a message lacks.
    pub(super) fn reservations(&self, message: &DescriptorProto) -> Vec<String> {
        let fields = self.0.get(message.name());
        let mut lines = Vec::new();
        for (name, number) in fields.into_iter().flatten() {
            let is_there = message.field.iter().any(|field| field.number() == *number);
            let reserved = |number| {
                message.reserved_range.iter().any(|range| (range.start()..range.end()).contains(number))
            };
            if is_there || reserved(number) {
                continue;
            }
            lines.push(format!("reserved {number};"));
            let named = message.field.iter().any(|field| field.name() == name);
            if !named && !message.reserved_name.contains(name) {
                lines.push(format!("reserved \"{name}\";"));
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;

    fn schema(body: &str) -> Schema {
        let text = format!("syntax = \"proto3\";\npackage pb;\nmessage M {{ {body} }}\n");
        Schema::parse(&Source::new("m.proto", text)).unwrap()
    }

    fn after(before: &str, now: &str) -> Vec<String> {
        let set = FileDescriptorSet { file: vec![schema(before).file] };
        let now = schema(now);
        Former::read(Some(&set.encode_to_vec()), &now).reservations(&now.file.message_type[0])
    }

    #[test]
    fn a_deleted_field_is_reserved_once() {
        assert_eq!(after("string a = 1; string b = 2;", "string a = 1;"), ["reserved 2;", "reserved \"b\";"]);
        assert_eq!(
            after("string a = 1; string b = 2;", "string a = 1; reserved 2; reserved \"b\";"),
            [""; 0]
        );
        assert_eq!(after("string b = 2;", "reserved 1 to 5;"), [""; 0]);
    }

    #[test]
    fn a_renamed_field_keeps_its_number_and_a_moved_one_its_name() {
        assert_eq!(after("string a = 1;", "string other = 1;"), [""; 0]);
        assert_eq!(after("string a = 1;", "string a = 2;"), ["reserved 1;"]);
    }

    #[test]
    fn without_descriptors_nothing_is_reserved() {
        let now = schema("string a = 1;");
        assert!(Former::read(None, &now).reservations(&now.file.message_type[0]).is_empty());
        assert!(Former::read(Some(b"junk"), &now).reservations(&now.file.message_type[0]).is_empty());
    }
}
