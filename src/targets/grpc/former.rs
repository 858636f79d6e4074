//! What a `.proto` said when it was last compiled. A field, a member or a value that the user deleted
//! since leaves its number and name reserved: bytes that are still about keep their meaning.

use std::collections::HashMap;

use prost::Message;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorSet,
    descriptor_proto::ReservedRange,
};

use super::{check, messages::Field};
use crate::model::{
    entries::Entries,
    fields,
    schema::{self, Schema},
};

/// The messages and enums by name.
pub(super) struct Former {
    messages: HashMap<String, DescriptorProto>,
    enums: HashMap<String, EnumDescriptorProto>,
}

/// The largest number that a field may have.
pub(super) const LAST: i32 = (1 << 29) - 1;

/// A field or a value that a message or an enum is about to get.
pub(super) struct New {
    pub(super) name: String,
    pub(super) number: i32,
}

impl Former {
    /// From the descriptors, if there are any; of the package of `schema`.
    pub(super) fn read(descriptors: Option<&[u8]>, schema: &Schema) -> Self {
        let set = descriptors.and_then(|bytes| FileDescriptorSet::decode(bytes).ok()).unwrap_or_default();
        // The service's own file comes after all that it imports.
        let Entries { messages, enums, .. } = Entries::of(set.file.iter().rev());
        let is_own = |package: &str| package == schema.file.package();
        let messages = messages.into_iter().filter(|(_, entry)| is_own(&entry.package));
        let enums = enums.into_iter().filter(|(_, entry)| is_own(&entry.package));
        Self {
            messages: messages.map(|(name, entry)| (name, entry.found)).collect(),
            enums: enums.map(|(name, entry)| (name, entry.found)).collect(),
        }
    }

    fn fields(&self, message: &str) -> &[FieldDescriptorProto] {
        self.messages.get(message).map(|message| &*message.field).unwrap_or_default()
    }

    /// A message that is to be written anew: without fields, with the reservations that it had, and
    /// the lines that say so.
    pub(super) fn without_fields(&self, name: &str) -> (DescriptorProto, Vec<String>) {
        let known = self.messages.get(name).cloned().unwrap_or_default();
        let (ranges, names) = (known.reserved_range, known.reserved_name);
        let range = |range: &ReservedRange| match (range.start(), range.end() - 1) {
            (first, last) if first == last => format!("reserved {first};"),
            (first, LAST) => format!("reserved {first} to max;"),
            (first, last) => format!("reserved {first} to {last};"),
        };
        let quoted = names.iter().map(|name| format!("reserved \"{name}\";"));
        let lines = ranges.iter().map(range).chain(quoted).collect();
        let message = DescriptorProto {
            name: Some(name.to_owned()),
            reserved_range: ranges,
            reserved_name: names,
            ..DescriptorProto::default()
        };
        (message, lines)
    }

    pub(super) fn numbers(&self, message: &str) -> impl Iterator<Item = i32> {
        self.fields(message).iter().map(FieldDescriptorProto::number)
    }

    /// The number that a field had which the message lacks now: what it meant it still means, as long
    /// as its type is the same.
    pub(super) fn number(&self, schema: &Schema, message: &DescriptorProto, field: &Field) -> Option<i32> {
        let name = schema::field_rust(&field.name);
        let then = self.messages.get(message.name())?;
        let mut same = then.field.iter().filter(|former| schema::field_rust(former.name()) == name);
        // A wrapper has other bytes than what kit writes.
        let is_same = |former: &&FieldDescriptorProto| {
            fields::wrapped(former).is_none() && check::fits(schema, then, former, field)
        };
        let former = same.find(is_same)?;
        is_free(message, former.number()).then(|| former.number())
    }

    /// The lines that a message lacks, given the fields that it is about to get.
    pub(super) fn reservations(&self, message: &DescriptorProto, new: &[New]) -> Vec<String> {
        let then = self.fields(message.name()).iter().map(|field| (field.name(), field.number()));
        let now = message.field.iter().map(FieldDescriptorProto::name);
        reservations(then, |number| is_free(message, number), now.collect(), &message.reserved_name, new)
    }

    /// An enum as it was.
    pub(super) fn enumeration(&self, name: &str) -> EnumDescriptorProto {
        self.enums.get(name).cloned().unwrap_or_default()
    }

    /// The lines that an enum lacks, given the values that it is about to get.
    pub(super) fn value_reservations(
        &self,
        name: &str,
        found: &EnumDescriptorProto,
        new: &[New],
    ) -> Vec<String> {
        let former = self.enumeration(name);
        let then = former.value.iter().map(|value| (value.name(), value.number()));
        let now = found.value.iter().map(|value| value.name()).collect();
        reservations(then, |number| is_free_value(found, number), now, &found.reserved_name, new)
    }
}

fn reservations<'a>(
    then: impl Iterator<Item = (&'a str, i32)>,
    is_free: impl Fn(i32) -> bool,
    now: Vec<&str>,
    reserved: &[String],
    new: &[New],
) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, number) in then {
        if !is_free(number) || new.iter().any(|new| new.number == number) {
            continue;
        }
        lines.push(format!("reserved {number};"));
        let is_used = now.contains(&name) || new.iter().any(|new| new.name == name);
        if !is_used && !reserved.iter().any(|reserved| reserved == name) {
            lines.push(format!("reserved \"{name}\";"));
        }
    }
    lines
}

/// Whether a message neither uses nor reserves a number.
fn is_free(message: &DescriptorProto, number: i32) -> bool {
    let mut reserved = message.reserved_range.iter().map(|range| range.start()..range.end());
    !message.field.iter().any(|field| field.number() == number)
        && !reserved.any(|range| range.contains(&number))
}

/// The same of an enum, whose ranges include their ends.
pub(super) fn is_free_value(found: &EnumDescriptorProto, number: i32) -> bool {
    let mut reserved = found.reserved_range.iter().map(|range| range.start()..=range.end());
    !found.value.iter().any(|value| value.number() == number)
        && !reserved.any(|range| range.contains(&number))
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
        Former::read(Some(&set.encode_to_vec()), &now).reservations(&now.file.message_type[0], &[])
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
        assert!(Former::read(None, &now).reservations(&now.file.message_type[0], &[]).is_empty());
        assert!(Former::read(Some(b"junk"), &now).reservations(&now.file.message_type[0], &[]).is_empty());
    }
}
