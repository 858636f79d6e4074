//! Types and definitions made at random, as `random` needs them: every row of the contract.

use std::collections::BTreeSet;

use super::random::{Random, name, parameters};

/// What a random type may mention.
pub struct Types<'a> {
    pub definitions: &'a [String],
    pub grpc: bool,
}

const SCALARS: [&str; 15] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize",
    "String",
];

/// What has an order and an equality, and is text in JSON.
const KEYS: [&str; 9] =
    ["bool", "char", "i8", "u64", "usize", "String", "std::net::IpAddr", "uuid::Uuid", "i32"];

const KNOWN: [&str; 10] = [
    "Vec<u8>",
    "[u8; 16]",
    "uuid::Uuid",
    "chrono::NaiveDate",
    "chrono::DateTime<chrono::Utc>",
    "chrono::TimeDelta",
    "std::net::Ipv4Addr",
    "std::time::Duration",
    "std::time::SystemTime",
    "std::net::Ipv6Addr",
];

/// The dependencies that a service with such types must have.
pub const DEPENDENCIES: &str = "chrono = { version = \"0.4\", default-features = false, features = [\"serde\", \"std\"] }\n\
    uuid = { version = \"1\", features = [\"serde\"] }\n";

/// The type of a parameter: some are borrowed.
pub fn param(random: &mut Random, types: &Types) -> String {
    match random.below(12) {
        0 => "&str".to_owned(),
        1 => "&[u8]".to_owned(),
        2 => format!("&[{}]", plain(random, types)),
        _ => ty(random, types),
    }
}

pub fn ty(random: &mut Random, types: &Types) -> String {
    let inner = plain(random, types);
    match random.below(13) {
        0 => format!("Option<{inner}>"),
        1 => format!("Vec<{inner}>"),
        2 if !types.grpc => format!("Option<Vec<Vec<{inner}>>>"),
        3 => format!("std::collections::HashMap<{}, {inner}>", random.pick(&KEYS)),
        4 => format!("std::collections::BTreeMap<{}, {inner}>", random.pick(&KEYS)),
        5 => format!("std::collections::HashSet<{}>", random.pick(&KEYS)),
        6 => format!("std::collections::BTreeSet<{}>", random.pick(&KEYS)),
        7 => format!("Option<{}>", tuple(random, types)),
        8 => tuple(random, types),
        _ => inner,
    }
}

fn tuple(random: &mut Random, types: &Types) -> String {
    let parts: String = (0..1 + random.below(4)).map(|_| plain(random, types) + ",").collect();
    format!("({parts})")
}

/// One value of one type.
fn plain(random: &mut Random, types: &Types) -> String {
    match types.definitions {
        [_, ..] if random.chance(40) => random.pick(types.definitions).clone(),
        _ if random.chance(40) => (*random.pick(&KNOWN)).to_owned(),
        _ => (*random.pick(&SCALARS)).to_owned(),
    }
}

/// A struct or an enum that may hold others, and itself in a box.
pub fn definition(random: &mut Random, own: &str, types: &Types) -> String {
    let fields = |random: &mut Random, before: &str, most: usize| -> String {
        let fields = parameters(random, types, most, ty);
        fields.iter().map(|(name, ty)| format!("    {before}{name}: {ty},\n")).collect()
    };
    let parts = |random: &mut Random, before: &str| -> String {
        (0..1 + random.below(4)).map(|_| format!("{before}{}, ", ty(random, types))).collect()
    };
    match random.below(6) {
        0 => format!("pub struct {own}({});", parts(random, "pub ")),
        1 => format!("pub struct {own};"),
        2 => {
            let most = 1 + random.below(5);
            let variants: BTreeSet<String> = (0..most).map(|_| variant(random)).collect();
            let variants: String = variants.iter().map(|name| format!("    {name},\n")).collect();
            format!("pub enum {own} {{\n{variants}}}")
        }
        3 => {
            let most = 2 + random.below(5);
            let names: BTreeSet<String> = (0..most).map(|_| variant(random)).collect();
            let mut variants = String::new();
            for (index, name) in names.iter().enumerate() {
                variants.push_str(&match random.below(3) {
                    _ if index == 0 => format!("    {name}(Box<{own}>),\n"),
                    _ if index == 1 => format!("    {name},\n"),
                    0 => format!("    {name} {{\n{}}},\n", fields(random, "", 5)),
                    _ => format!("    {name}({}),\n", parts(random, "")),
                });
            }
            format!("pub enum {own} {{\n{variants}}}")
        }
        4 => {
            let rest = fields(random, "pub ", 4);
            format!("pub struct {own} {{\n    pub itself: Option<Box<{own}>>,\n{rest}}}")
        }
        _ => format!("pub struct {own} {{\n{}}}", fields(random, "pub ", 6)),
    }
}

/// As rustc's lint wants it.
fn variant(random: &mut Random) -> String {
    kit::model::names::method_pascal(&name(random))
}
