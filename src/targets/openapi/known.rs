//! The JSON of types of `std` and of other crates, as their implementations of serde's traits have it.

use serde_json::{Value, json};

use super::{
    components::Side,
    schema::{any, integer, tuple},
};
use crate::model::types::Int;

/// By the type's path; `None` if it is not in the contract.
pub(super) fn schema(rust: &str, side: Side) -> Option<Value> {
    let text = |format: &str| json!({ "type": "string", "format": format });
    let u64s = || integer(Int::U64);
    let u32s = || integer(Int::U32);
    Some(match rust {
        "std::net::IpAddr" => any(vec![text("ipv4"), text("ipv6")]),
        "std::net::Ipv4Addr" => text("ipv4"),
        "std::net::Ipv6Addr" => text("ipv6"),
        "url::Url" => text("uri"),
        "uuid::Uuid" => text("uuid"),
        "chrono::DateTime<chrono::Utc>" | "jiff::Timestamp" => text("date-time"),
        "chrono::NaiveDate" | "jiff::civil::Date" => text("date"),
        "jiff::SignedDuration" => text("duration"),
        "std::time::Duration" => pair([("secs", u64s()), ("nanos", u32s())]),
        "std::time::SystemTime" => {
            let mut seconds = u64s();
            seconds["maximum"] = i64::MAX.into();
            pair([("secs_since_epoch", seconds), ("nanos_since_epoch", u32s())])
        }
        "chrono::TimeDelta" => {
            let mut seconds = integer(Int::I64);
            let most = i64::MAX / 1000;
            (seconds["minimum"], seconds["maximum"]) = ((-most).into(), (most - 1).into());
            let nanos = json!({ "type": "integer", "minimum": 0, "maximum": 999_999_999 });
            tuple(vec![seconds, nanos])
        }
        "bytes::Bytes" => {
            let bytes = json!({ "type": "array", "items": integer(Int::U8) });
            match side {
                Side::Read => any(vec![bytes, json!({ "type": "string" })]),
                Side::Written => bytes,
            }
        }
        "rust_decimal::Decimal" => {
            let decimal = json!({
                "type": "string", "format": "decimal", "pattern": "^-?[0-9]{1,28}(\\.[0-9]{1,28})?$",
            });
            let number = json!({ "type": "number", "minimum": -7.9e28, "maximum": 7.9e28 });
            match side {
                Side::Read => any(vec![decimal, number]),
                Side::Written => decimal,
            }
        }
        "time::Date" => by_feature("date", 2),
        "time::Duration" => by_feature("duration", 2),
        "time::OffsetDateTime" => by_feature("date-time", 9),
        _ => return None,
    })
}

/// Two fields that must be there, and no other.
fn pair(fields: [(&str, Value); 2]) -> Value {
    let names = fields.each_ref().map(|(name, _)| *name);
    let properties: serde_json::Map<String, Value> =
        fields.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    json!({
        "type": "object", "properties": properties, "required": names, "additionalProperties": false,
    })
}

/// Numbers, unless the service's build has the feature for text.
fn by_feature(what: &str, length: usize) -> Value {
    let mut schema =
        any(vec![tuple(vec![json!({ "type": "integer" }); length]), json!({ "type": "string" })]);
    let description =
        format!("A {what}: numbers, or text with the feature `serde-human-readable` of `time`.");
    schema["description"] = description.into();
    schema
}
