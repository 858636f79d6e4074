//! Types of `std` and of other crates that the contract knows, and the crates that have them.

/// A type that is not the workspace's, and how it crosses the wire.
#[derive(Debug)]
pub struct Known {
    /// As generated code names it.
    pub rust: &'static str,
    pub wire: Wire,
    /// Where else its crate has it.
    also: &'static [&'static str],
    /// The crate, if it is not `std`.
    pub krate: Option<&'static Foreign>,
}

/// What protobuf carries it as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    Bytes,
    Text,
    Timestamp,
    Duration,
}

/// A crate of which the contract knows types.
#[derive(Debug, PartialEq, Eq)]
pub struct Foreign {
    pub name: &'static str,
    pub version: &'static str,
    /// With these JSON works; empty if it works without.
    pub features: &'static [&'static str],
}

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        self.rust == other.rust
    }
}

impl Eq for Known {}

impl Known {
    /// Whether its JSON is a string and its text can be parsed.
    pub fn is_text(&self) -> bool {
        self.wire == Wire::Text
    }

    fn path(&self) -> &str {
        self.rust.split('<').next().unwrap_or(self.rust)
    }

    /// What must stand in its angle brackets.
    pub fn argument(&self) -> Option<&str> {
        self.rust.split_once('<').map(|(_, argument)| argument.trim_end_matches('>'))
    }

    /// The name at the end of its path.
    pub fn name(&self) -> &str {
        self.path().rsplit("::").next().unwrap_or_default()
    }
}

/// The type at this path into another crate.
pub(super) fn find(path: &[String]) -> Option<&'static Known> {
    let path = path.join("::");
    // What `core` has `std` has too.
    let path = path.strip_prefix("core::").map_or(path.clone(), |rest| format!("std::{rest}"));
    KNOWN.iter().find(|known| known.path() == path || known.also.contains(&&*path))
}

/// The path of a type that is not imported.
pub(super) fn suggestion(name: &str) -> Option<&'static str> {
    let collection = COLLECTIONS.iter().find(|path| path.ends_with(&format!("::{name}")));
    collection.copied().or_else(|| KNOWN.iter().find(|known| known.name() == name).map(Known::path))
}

/// What `use module::*` brings under a name, as far as the contract goes.
pub(super) fn in_glob(module: &[String], name: &str) -> Option<Vec<String>> {
    let path = [module, &[name.to_owned()]].concat();
    let is_collection = COLLECTIONS.contains(&&*path.join("::"));
    let is_zone = ZONE.contains(&&*path.join("::"));
    (is_collection || is_zone || find(&path).is_some()).then_some(path)
}

/// Whether a path names what stands in the angle brackets of `chrono::DateTime`.
pub(super) fn is_utc(path: &[String]) -> bool {
    ZONE.contains(&&*path.join("::"))
}

const ZONE: [&str; 3] = ["chrono::Utc", "chrono::offset::Utc", "chrono::prelude::Utc"];

/// Those after the first four are for JSON alone.
const COLLECTIONS: [&str; 7] = [
    "std::collections::HashMap",
    "std::collections::BTreeMap",
    "std::collections::HashSet",
    "std::collections::BTreeSet",
    "std::collections::VecDeque",
    "std::collections::LinkedList",
    "std::collections::BinaryHeap",
];

const BYTES: Foreign = Foreign { name: "bytes", version: "1", features: &["serde"] };
const CHRONO: Foreign = Foreign { name: "chrono", version: "0.4", features: &["serde"] };
const JIFF: Foreign = Foreign { name: "jiff", version: "0.2", features: &["serde"] };
const RUST_DECIMAL: Foreign = Foreign { name: "rust_decimal", version: "1", features: &[] };
const TIME: Foreign = Foreign { name: "time", version: "0.3", features: &["serde"] };
const URL: Foreign = Foreign { name: "url", version: "2", features: &["serde"] };
const UUID: Foreign = Foreign { name: "uuid", version: "1", features: &["serde"] };

const fn known(
    rust: &'static str,
    wire: Wire,
    also: &'static [&'static str],
    krate: Option<&'static Foreign>,
) -> Known {
    Known { rust, wire, also, krate }
}

static KNOWN: [Known; 18] = [
    known("std::net::IpAddr", Wire::Text, &[], None),
    known("std::net::Ipv4Addr", Wire::Text, &[], None),
    known("std::net::Ipv6Addr", Wire::Text, &[], None),
    known("std::time::Duration", Wire::Duration, &[], None),
    known("std::time::SystemTime", Wire::Timestamp, &[], None),
    known("bytes::Bytes", Wire::Bytes, &[], Some(&BYTES)),
    known("rust_decimal::Decimal", Wire::Text, &["rust_decimal::prelude::Decimal"], Some(&RUST_DECIMAL)),
    known("url::Url", Wire::Text, &[], Some(&URL)),
    known("uuid::Uuid", Wire::Text, &[], Some(&UUID)),
    known("chrono::DateTime<chrono::Utc>", Wire::Timestamp, &["chrono::prelude::DateTime"], Some(&CHRONO)),
    known(
        "chrono::NaiveDate",
        Wire::Text,
        &["chrono::naive::NaiveDate", "chrono::prelude::NaiveDate"],
        Some(&CHRONO),
    ),
    known("chrono::TimeDelta", Wire::Duration, &["chrono::Duration"], Some(&CHRONO)),
    known("jiff::civil::Date", Wire::Text, &[], Some(&JIFF)),
    known("jiff::SignedDuration", Wire::Duration, &[], Some(&JIFF)),
    known("jiff::Timestamp", Wire::Timestamp, &[], Some(&JIFF)),
    known("time::Date", Wire::Text, &[], Some(&TIME)),
    known("time::Duration", Wire::Duration, &[], Some(&TIME)),
    known("time::OffsetDateTime", Wire::Timestamp, &[], Some(&TIME)),
];
