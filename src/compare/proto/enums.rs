//! Enums: values by their numbers, and reservations.

use prost_types::EnumDescriptorProto;

use super::{
    deleted, reserved,
    types::{Element, NAME, Types},
};
use crate::compare::{Findings, Place, proto::DEPRECATE, rules};

type Enum<'a> = Element<'a, EnumDescriptorProto>;

/// Of an enum in descriptor.proto: its values.
const VALUE: i32 = 2;

pub(super) fn compare(old: &Types, new: &Types, here: &Place, findings: &mut Findings) {
    for (name, before) in &old.enums {
        match new.enums.get(name) {
            Some(now) => {
                values(before, now, findings);
                reservations(before, now, findings);
            }
            None => {
                let rules = [&rules::ENUM_NO_DELETE, &rules::PACKAGE_ENUM_NO_DELETE];
                deleted(before, "enum", rules, here, findings);
            }
        }
    }
}

fn values(before: &Enum, now: &Enum, findings: &mut Findings) {
    for value in &before.found.value {
        let (name, number) = (value.name(), value.number());
        let same: Vec<usize> =
            (0..now.found.value.len()).filter(|index| now.found.value[*index].number() == number).collect();
        match same.first() {
            None => gone(name, number, now, findings),
            // An alias may stand beside the name.
            Some(_) if same.iter().any(|index| now.found.value[*index].name() == name) => {}
            Some(index) => findings.add(
                &rules::ENUM_VALUE_SAME_NAME,
                format!("the value `{}.{name}` is `{}` by now", now.name, now.found.value[*index].name()),
                &now.place(&[VALUE, *index as i32]),
                "old clients know the other name in JSON",
                &format!("name it `{name}` again, or add a value with a new number"),
            ),
        }
    }
}

fn gone(name: &str, number: i32, now: &Enum, findings: &mut Findings) {
    let title = || format!("the value `{}.{name}` is gone", now.name);
    let at = now.place(&[NAME]);
    findings.add(
        &rules::ENUM_VALUE_NO_DELETE,
        title(),
        &at,
        "code that was generated for old clients names it",
        DEPRECATE,
    );
    if !now.found.reserved_range.iter().any(|range| (range.start()..=range.end()).contains(&number)) {
        findings.add(
            &rules::ENUM_VALUE_NUMBER_RESERVED,
            title(),
            &at,
            "old clients still send its number, which a new value may get",
            &format!("write `reserved {number};`, or keep the value until no client sends it"),
        );
    }
    if !now.found.reserved_name.iter().any(|reserved| reserved == name) {
        findings.add(
            &rules::ENUM_VALUE_NAME_RESERVED,
            title(),
            &at,
            "old clients still send its name in JSON, which a new value may get",
            &format!("write `reserved \"{name}\";`, or keep the value until no client sends it"),
        );
    }
}

fn reservations(before: &Enum, now: &Enum, findings: &mut Findings) {
    let ranges = |found: &Enum| {
        found.found.reserved_range.iter().map(|range| (range.start(), range.end())).collect::<Vec<_>>()
    };
    let since = ranges(now);
    let covered = |(first, last): &(i32, i32)| since.iter().any(|(start, end)| start <= first && last <= end);
    let lost = ranges(before).into_iter().filter(|range| !covered(range));
    let names: Vec<String> = before
        .found
        .reserved_name
        .iter()
        .filter(|name| !now.found.reserved_name.contains(name))
        .cloned()
        .collect();
    for line in reserved(lost, &names) {
        findings.add(
            &rules::RESERVED_ENUM_NO_DELETE,
            format!("`{}` has lost `{line}`", now.name),
            &now.place(&[NAME]),
            "what old clients send there may be taken for something else",
            &format!("write `{line}` again"),
        );
    }
}
