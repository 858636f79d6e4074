//! How protobuf carries the types of other crates that the service sends.

use super::views::{ForeignConversion, ForeignRs};
use crate::{
    model::{
        Service,
        known::{Known, Wire},
        types::Type,
    },
    plan::format,
};

impl ForeignRs {
    /// `None` if all types are the workspace's own or platform's to convert.
    pub(super) fn new(service: &Service) -> Option<Self> {
        let mut known: Vec<&Known> = service
            .types()
            .filter_map(|ty| match ty {
                Type::Known(known) if known.krate.is_some() => Some(*known),
                _ => None,
            })
            .collect();
        known.sort_by_key(|known| known.rust);
        known.dedup();
        if known.is_empty() {
            return None;
        }
        let conversions: Vec<ForeignConversion> = known.into_iter().map(ForeignConversion::of).collect();
        let uses = |name: &str| conversions.iter().any(|found| found.uses(name));
        let helpers = ["date", "duration", "text"].into_iter().filter(|name| uses(&format!("{name}(")));
        let names: Vec<&str> = ["FromProto", "ToProto"].into_iter().chain(helpers).collect();
        let proto: Vec<&str> = ["Duration", "Timestamp"].into_iter().filter(|name| uses(name)).collect();
        let nested = match proto[..] {
            [] => None,
            [one] => Some(format!("prost_types::{one}")),
            _ => Some(format!("prost_types::{{{}}}", proto.join(", "))),
        };
        let platform = ["Error".to_owned()].into_iter().chain(nested);
        let platform = platform.chain([format!("proto::{{{}}}", names.join(", "))]);
        let time = uses("SystemTime").then(|| "use std::time::SystemTime;\n".to_owned());
        let platform =
            format!("use platform::{{\n    {},\n}};", platform.collect::<Vec<_>>().join(",\n    "));
        Some(Self {
            header: format::header("src/service.rs"),
            imports: time.into_iter().chain([platform]).collect(),
            conversions,
        })
    }
}

impl ForeignConversion {
    fn uses(&self, name: &str) -> bool {
        self.encode.contains(name)
            || self.proto.contains(name)
            || self.decode.iter().any(|line| line.contains(name))
    }

    fn of(known: &Known) -> Self {
        let parts = |seconds: &str, nanos: &str| {
            let fields = [format!("seconds: self.{seconds}()"), format!("nanos: self.{nanos}()")];
            format::literal(8, "", "Duration", &fields, "")
        };
        let (proto, encode, decode): (_, _, &[&str]) = match (known.wire, known.rust) {
            (Wire::Bytes, _) => ("Vec<u8>", "self.into()".to_owned(), &["Ok(proto.into())"]),
            (Wire::Text, "time::Date") => (
                "String",
                "self.to_string()".to_owned(),
                &[
                    "let (year, month, day) = date(&proto)?;",
                    "let month = month.try_into().map_err(Error::invalid_argument)?;",
                    "Self::from_calendar_date(year, month, day).map_err(Error::invalid_argument)",
                ],
            ),
            (Wire::Text, _) => ("String", "self.to_string()".to_owned(), &["text(&proto)"]),
            (Wire::Timestamp, "jiff::Timestamp") => (
                "Timestamp",
                "SystemTime::from(self).to_proto()".to_owned(),
                &[
                    "let instant = SystemTime::from_proto(proto)?;",
                    "instant.try_into().map_err(Error::invalid_argument)",
                ],
            ),
            (Wire::Timestamp, _) => (
                "Timestamp",
                "SystemTime::from(self).to_proto()".to_owned(),
                &["SystemTime::from_proto(proto).map(Self::from)"],
            ),
            (Wire::Duration, "chrono::TimeDelta") => (
                "Duration",
                parts("num_seconds", "subsec_nanos"),
                &[
                    "let Duration { seconds, nanos } = duration(proto)?;",
                    "Ok(Self::seconds(seconds) + Self::nanoseconds(nanos.into()))",
                ],
            ),
            (Wire::Duration, "jiff::SignedDuration") => (
                "Duration",
                parts("as_secs", "subsec_nanos"),
                &["let Duration { seconds, nanos } = duration(proto)?;", "Ok(Self::new(seconds, nanos))"],
            ),
            (Wire::Duration, _) => (
                "Duration",
                parts("whole_seconds", "subsec_nanoseconds"),
                &["let Duration { seconds, nanos } = duration(proto)?;", "Ok(Self::new(seconds, nanos))"],
            ),
        };
        Self { rust: known.rust, proto, encode, decode }
    }
}
