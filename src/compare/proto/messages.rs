//! Messages: fields by their numbers, oneofs and reservations.

use prost_types::{DescriptorProto, FieldDescriptorProto};

use super::{
    deleted, reserved,
    types::{Cardinality, Element, Held, NAME, Types},
};
use crate::{
    compare::{Findings, Place, proto::DEPRECATE, rules},
    model::names,
};

type Message<'a> = Element<'a, DescriptorProto>;

/// Of a message in descriptor.proto: its fields.
const FIELD: i32 = 2;

pub(super) fn compare(old: &Types, new: &Types, here: &Place, findings: &mut Findings) {
    for (name, before) in &old.messages {
        match new.messages.get(name) {
            Some(now) => {
                fields((old, before), (new, now), findings);
                oneofs(before, now, findings);
                reservations(before, now, findings);
            }
            None => {
                let rules = [&rules::MESSAGE_NO_DELETE, &rules::PACKAGE_MESSAGE_NO_DELETE];
                deleted(before, "message", rules, here, findings);
            }
        }
    }
}

fn fields((old, before): (&Types, &Message), (new, now): (&Types, &Message), findings: &mut Findings) {
    for field in &before.found.field {
        let same = now.found.field.iter().position(|found| found.number() == field.number());
        let Some(index) = same else {
            gone(field, now, findings);
            continue;
        };
        let found = &now.found.field[index];
        let pair = Pair {
            then: field,
            since: found,
            at: now.place(&[FIELD, index as i32]),
            path: format!("{}.{}", now.name, field.name()),
        };
        pair.names(findings);
        let oneof = |message: &DescriptorProto, field: &FieldDescriptorProto| {
            let index = field.oneof_index.filter(|_| !field.proto3_optional())?;
            Some(message.oneof_decl[index as usize].name().to_owned())
        };
        pair.oneof(oneof(before.found, field), oneof(now.found, found), findings);
        let types = (old.held(before, field), new.held(now, found));
        let cardinalities = (old.cardinality(before, field), new.cardinality(now, found));
        pair.cardinality(cardinalities, &types, findings);
        if !matches!(types, (Held::Map(..), _) | (_, Held::Map(..))) || cardinalities.0 == cardinalities.1 {
            pair.types(&types, is_subset(old, new, &types), findings);
        }
    }
}

/// Whether both are enums of one short name, and all that the older has the newer has.
fn is_subset(old: &Types, new: &Types, types: &(Held, Held)) -> bool {
    let (Held::Enum(then), Held::Enum(since)) = types else { return false };
    let short = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let (Some(then_found), Some(since_found)) = (old.enums.get(then), new.enums.get(since)) else {
        return false;
    };
    let has = |name: &str, number: i32| {
        since_found.found.value.iter().any(|value| value.name() == name && value.number() == number)
    };
    short(then) == short(since)
        && then_found.found.value.iter().all(|value| has(value.name(), value.number()))
}

fn gone(field: &FieldDescriptorProto, now: &Message, findings: &mut Findings) {
    let title = || format!("the field `{}.{}` is gone", now.name, field.name());
    let at = now.place(&[]);
    let at = Place { span: now.place(&[NAME]).span, ..at };
    findings.add(
        &rules::FIELD_NO_DELETE,
        title(),
        &at,
        "code that was generated for old clients names it",
        DEPRECATE,
    );
    let number = field.number();
    if !now.found.reserved_range.iter().any(|range| (range.start()..range.end()).contains(&number)) {
        findings.add(
            &rules::FIELD_NUMBER_RESERVED,
            title(),
            &at,
            "old clients still send its number, which a new field may get",
            &format!("write `reserved {number};`, or keep the field until no client sends it"),
        );
    }
    let reused = now.found.field.iter().any(|found| found.name() == field.name());
    if !now.found.reserved_name.iter().any(|name| name == field.name()) {
        let help = if reused {
            format!("give the field the number {number} again")
        } else {
            format!("write `reserved \"{}\";`, or keep the field until no client sends it", field.name())
        };
        findings.add(
            &rules::FIELD_NAME_RESERVED,
            title(),
            &at,
            "old clients still send its name in JSON, which a new field may get",
            &help,
        );
    }
}

/// A field then and since, of one number.
struct Pair<'a> {
    then: &'a FieldDescriptorProto,
    since: &'a FieldDescriptorProto,
    at: Place<'a>,
    path: String,
}

impl Pair<'_> {
    fn names(&self, findings: &mut Findings) {
        let (then, since) = (self.then.name(), self.since.name());
        if then != since {
            findings.add(
                &rules::FIELD_SAME_NAME,
                format!("the field `{}` is `{since}` by now", self.path),
                &self.at,
                "old clients know the other name in JSON",
                &format!("name it `{then}` again, or add a field with a new number"),
            );
        }
        let (then, since) = (json_name(self.then), json_name(self.since));
        if then != since && self.then.name() == self.since.name() {
            findings.add(
                &rules::FIELD_SAME_JSON_NAME,
                format!("the field `{}` is `{since}` instead of `{then}` in JSON", self.path),
                &self.at,
                "old clients know the other name",
                &format!("write `[json_name = \"{then}\"]`"),
            );
        }
    }

    fn oneof(&self, then: Option<String>, since: Option<String>, findings: &mut Findings) {
        if then == since {
            return;
        }
        let word =
            |oneof: Option<String>| oneof.map_or("in no oneof".to_owned(), |name| format!("in `{name}`"));
        findings.add(
            &rules::FIELD_SAME_ONEOF,
            format!("the field `{}` was {}, and is {}", self.path, word(then), word(since)),
            &self.at,
            "old clients set it together with others, or expect it alone",
            "move it back, or add a field with a new number",
        );
    }

    fn cardinality(
        &self,
        (then, since): (Cardinality, Cardinality),
        types: &(Held, Held),
        findings: &mut Findings,
    ) {
        if then == since {
            return;
        }
        let title = || format!("the field `{}` is {} instead of {}", self.path, since.word(), then.word());
        let mut add = |rule, label| {
            findings.add(rule, title(), &self.at, label, "change it back, or add a field with a new number");
        };
        add(&rules::FIELD_SAME_CARDINALITY, "code that was generated for old clients has another type");
        let is_one = |found| matches!(found, Cardinality::Implicit | Cardinality::Explicit);
        if is_one(then) && is_one(since) {
            return;
        }
        add(&rules::FIELD_WIRE_JSON_CARDINALITY, "old clients write and read it otherwise");
        let is_message = |held: &Held| matches!(held, Held::Message(_) | Held::Map(..));
        let is_list = !is_one(then) && !is_one(since) && is_message(&types.0) && is_message(&types.1);
        if !is_list {
            add(&rules::FIELD_WIRE_CARDINALITY, "old clients write and read it otherwise");
        }
    }

    fn types(&self, (then, since): &(Held, Held), is_subset: bool, findings: &mut Findings) {
        if then == since {
            return;
        }
        let title = || {
            format!("the field `{}` is of type `{}` instead of `{}`", self.path, since.word(), then.word())
        };
        let help = format!("make it `{}` again, or add a field with a new number", then.word());
        let mut add = |rule, label| findings.add(rule, title(), &self.at, label, &help);
        add(&rules::FIELD_SAME_TYPE, "code that was generated for old clients has another type");
        let (Held::Scalar(then), Held::Scalar(since)) = (then, since) else {
            if !is_subset {
                add(&rules::FIELD_WIRE_JSON_TYPE, "old clients read and write other values");
                add(&rules::FIELD_WIRE_TYPE, "old clients read and write other bytes");
            }
            return;
        };
        let share =
            |groups: &[&[&str]]| groups.iter().any(|group| group.contains(then) && group.contains(since));
        if !share(SAME_JSON) {
            add(&rules::FIELD_WIRE_JSON_TYPE, "old clients read and write other values");
        }
        if !share(SAME_BYTES) && (*then, *since) != ("string", "bytes") {
            add(&rules::FIELD_WIRE_TYPE, "old clients read and write other bytes");
        }
    }
}

const SAME_JSON: &[&[&str]] =
    &[&["int32", "uint32"], &["int64", "uint64"], &["fixed32", "sfixed32"], &["fixed64", "sfixed64"]];
const SAME_BYTES: &[&[&str]] = &[
    &["int32", "uint32", "int64", "uint64", "bool"],
    &["sint32", "sint64"],
    &["fixed32", "sfixed32"],
    &["fixed64", "sfixed64"],
];

impl Cardinality {
    fn word(self) -> &'static str {
        match self {
            Self::Implicit => "singular",
            Self::Explicit => "optional",
            Self::Repeated => "repeated",
            Self::Map => "a map",
        }
    }
}

/// The name in JSON: protobuf makes one of the field's own where the file says none.
fn json_name(field: &FieldDescriptorProto) -> String {
    field.json_name.clone().unwrap_or_else(|| names::proto_json_key(field.name()))
}

fn oneofs(before: &Message, now: &Message, findings: &mut Findings) {
    let names = |message: &DescriptorProto| {
        let made = |index: usize| {
            message
                .field
                .iter()
                .any(|field| field.oneof_index == Some(index as i32) && field.proto3_optional())
        };
        let all = message.oneof_decl.iter().enumerate().filter(|(index, _)| !made(*index));
        all.map(|(_, oneof)| oneof.name().to_owned()).collect::<Vec<_>>()
    };
    let since = names(now.found);
    for name in names(before.found).into_iter().filter(|name| !since.contains(name)) {
        findings.add(
            &rules::ONEOF_NO_DELETE,
            format!("the oneof `{}.{name}` is gone", now.name),
            &now.place(&[NAME]),
            "code that was generated for old clients names it",
            DEPRECATE,
        );
    }
}

fn reservations(before: &Message, now: &Message, findings: &mut Findings) {
    let ranges = |message: &Message| {
        let ranges = message.found.reserved_range.iter();
        ranges.map(|range| (range.start(), range.end() - 1)).collect::<Vec<_>>()
    };
    let since = ranges(now);
    let covered = |(first, last): &(i32, i32)| since.iter().any(|(start, end)| start <= first && last <= end);
    let lost = ranges(before).into_iter().filter(|range| !covered(range));
    let names: Vec<String> = before.found.reserved_name.clone();
    let names: Vec<String> =
        names.into_iter().filter(|name| !now.found.reserved_name.contains(name)).collect();
    for line in reserved(lost, &names) {
        findings.add(
            &rules::RESERVED_MESSAGE_NO_DELETE,
            format!("`{}` has lost `{line}`", now.name),
            &now.place(&[NAME]),
            "what old clients send there may be taken for something else",
            &format!("write `{line}` again"),
        );
    }
}
