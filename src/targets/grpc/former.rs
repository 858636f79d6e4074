//! What a `.proto` said when it was last compiled. A field, a member or a value that the user deleted
//! since leaves its number and name reserved: bytes that are still about keep their meaning.

use std::collections::HashMap;

use prost::Message;
use prost_types::{DescriptorProto, EnumDescriptorProto, FileDescriptorSet};

use crate::model::schema::Schema;

/// Names and numbers of the fields of messages, and of the values of enums.
#[derive(Default)]
pub(super) struct Former(HashMap<String, Vec<(String, i32)>>);

/// A message or an enum as it is now.
pub(super) struct Now<'a> {
    name: &'a str,
    entries: Vec<(&'a str, i32)>,
    reserved_names: &'a [String],
    /// From and to, both included.
    reserved: Vec<(i32, i32)>,
}

impl<'a> From<&'a DescriptorProto> for Now<'a> {
    fn from(message: &'a DescriptorProto) -> Self {
        Self {
            name: message.name(),
            entries: message.field.iter().map(|field| (field.name(), field.number())).collect(),
            reserved_names: &message.reserved_name,
            reserved: message.reserved_range.iter().map(|range| (range.start(), range.end() - 1)).collect(),
        }
    }
}

impl<'a> From<&'a EnumDescriptorProto> for Now<'a> {
    fn from(found: &'a EnumDescriptorProto) -> Self {
        Self {
            name: found.name(),
            entries: found.value.iter().map(|value| (value.name(), value.number())).collect(),
            reserved_names: &found.reserved_name,
            reserved: found.reserved_range.iter().map(|range| (range.start(), range.end())).collect(),
        }
    }
}

impl Former {
    /// From the descriptors, if there are any; of the package of `schema`.
    pub(super) fn read(descriptors: Option<&[u8]>, schema: &Schema) -> Self {
        let set = descriptors.and_then(|bytes| FileDescriptorSet::decode(bytes).ok()).unwrap_or_default();
        let mut all = HashMap::new();
        for file in set.file.iter().filter(|file| file.package() == schema.file.package()) {
            let messages = file.message_type.iter().map(Now::from);
            for now in messages.chain(file.enum_type.iter().map(Now::from)) {
                let entries = now.entries.into_iter().map(|(name, number)| (name.to_owned(), number));
                all.insert(now.name.to_owned(), entries.collect());
            }
        }
        Self(all)
    }

    /// The greatest number that was ever used, 0 if there is none.
    pub(super) fn greatest(&self, now: &Now) -> i32 {
        let then = self.0.get(now.name).into_iter().flatten().map(|(_, number)| *number);
        let there = now.entries.iter().map(|(_, number)| *number);
        // `reserved 100 to max` leaves the numbers below it.
        let reserved = now.reserved.iter().map(|(_, end)| *end).filter(|end| *end < LARGEST);
        then.chain(there).chain(reserved).max().unwrap_or(0).max(0)
    }

    /// The lines that a message or an enum lacks. Names that are about to come back stay free.
    pub(super) fn reservations(&self, now: &Now, coming: &[String]) -> Vec<String> {
        let mut lines = Vec::new();
        for (name, number) in self.0.get(now.name).into_iter().flatten() {
            let is_there = now.entries.iter().any(|(_, found)| found == number);
            let is_reserved = now.reserved.iter().any(|(start, end)| (start..=end).contains(&number));
            if is_there || is_reserved {
                continue;
            }
            lines.push(format!("reserved {number};"));
            let named = now.entries.iter().any(|(found, _)| found == name);
            if !named && !now.reserved_names.contains(name) && !coming.contains(name) {
                lines.push(format!("reserved \"{name}\";"));
            }
        }
        lines
    }
}

/// The greatest number of a field.
/// Source: <https://protobuf.dev/programming-guides/proto3/#assigning>
const LARGEST: i32 = 536_870_911;

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
        Former::read(Some(&set.encode_to_vec()), &now).reservations(&(&now.file.message_type[0]).into(), &[])
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
        assert!(Former::read(None, &now).reservations(&(&now.file.message_type[0]).into(), &[]).is_empty());
        assert!(
            Former::read(Some(b"junk"), &now)
                .reservations(&(&now.file.message_type[0]).into(), &[])
                .is_empty()
        );
    }
}
