//! How many bytes what becomes of a message takes in memory, roughly.

use prost_types::{DescriptorProto, FieldDescriptorProto};

use crate::model::{
    fields::{self, Slot},
    proto::Label,
    schema::Schema,
};

/// clippy complains of an enum of which one variant is that much larger than all others. The half is
/// enough to be sure: sizes are not known to the byte.
/// Source: <https://rust-lang.github.io/rust-clippy/master/#large_enum_variant>
const TOO_MUCH: usize = 200 / 2;

pub(super) fn is_lopsided(schema: &Schema, message: &DescriptorProto, oneof: usize) -> bool {
    let mut sizes = members(schema, message, oneof);
    sizes.sort_unstable();
    matches!(sizes[..], [.., second, first] if first - second > TOO_MUCH)
}

fn members(schema: &Schema, message: &DescriptorProto, oneof: usize) -> Vec<usize> {
    fields::members(message, oneof).map(|(_, field)| of_field(schema, message, field)).collect()
}

fn of_message(schema: &Schema, message: &DescriptorProto) -> usize {
    let sizes = fields::slots(message).into_iter().map(|slot| match slot {
        Slot::Field(index) => of_field(schema, message, &message.field[index]),
        Slot::Oneof(index) => 8 + members(schema, message, index).into_iter().max().unwrap_or(0),
    });
    sizes.sum()
}

fn of_field(schema: &Schema, message: &DescriptorProto, field: &FieldDescriptorProto) -> usize {
    let ty = schema.field_type(message, field);
    let alone = match &*ty.name {
        _ if schema.is_boxed(message.name(), field) => 8,
        map if map.starts_with("map<") => 48,
        _ if ty.label == Label::Repeated => 24,
        "string" | "bytes" => 24,
        "google.protobuf.Timestamp" | "google.protobuf.Duration" => 16,
        name => schema.message(name).map_or(8, |found| of_message(schema, found)),
    };
    if ty.label == Label::Optional || ty.is_message { alone + 8 } else { alone }
}
