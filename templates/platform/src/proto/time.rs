//! Instants and durations, within the bounds that protobuf sets them.
//! Source: <https://protobuf.dev/reference/protobuf/google.protobuf/#timestamp>

use std::time::{Duration, SystemTime};

use prost_types::{Duration as ProtoDuration, Timestamp};

use super::{FromProto, ToProto};
use crate::{Error, Result};

/// From the year 1 to the year 9999.
const INSTANTS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;
/// 10,000 years, in seconds.
const LONGEST: i64 = 315_576_000_000;
const NANOS: i32 = 1_000_000_000;

impl ToProto<Timestamp> for SystemTime {
    fn to_proto(self) -> Timestamp {
        self.into()
    }
}

impl FromProto<Timestamp> for SystemTime {
    fn from_proto(proto: Timestamp) -> Result<Self> {
        let fits = INSTANTS.contains(&proto.seconds) && (0..NANOS).contains(&proto.nanos);
        let instant = fits.then(|| proto.try_into().ok()).flatten();
        instant.ok_or_else(|| Error::invalid_argument("not an instant of the years 1 to 9999"))
    }
}

impl ToProto<ProtoDuration> for Duration {
    fn to_proto(self) -> ProtoDuration {
        // What is too long for an i64 is too long for the receiver too, who says so.
        let too_long = ProtoDuration {
            seconds: i64::MAX,
            nanos: 0,
        };
        self.try_into().unwrap_or(too_long)
    }
}

impl FromProto<ProtoDuration> for Duration {
    fn from_proto(proto: ProtoDuration) -> Result<Self> {
        let found = duration(proto)?.try_into();
        found.map_err(|_| Error::invalid_argument("less than no time"))
    }
}

/// A duration that is one: both parts have one sign, and neither is too large.
pub fn duration(proto: ProtoDuration) -> Result<ProtoDuration> {
    let ProtoDuration { seconds, nanos } = proto;
    let one_sign = seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0);
    let fits = (-LONGEST..=LONGEST).contains(&seconds) && (1 - NANOS..NANOS).contains(&nanos);
    match one_sign && fits {
        true => Ok(proto),
        false => Err(Error::invalid_argument(
            "not a duration of at most 10,000 years",
        )),
    }
}

/// Year, month and day of a date such as `2026-11-21`.
pub fn date(proto: &str) -> Result<(i32, u8, u8)> {
    let parts = || {
        let (rest, day) = proto.rsplit_once('-')?;
        let (year, month) = rest.rsplit_once('-')?;
        Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
    };
    parts().ok_or_else(|| Error::invalid_argument("not a date such as 2026-11-21"))
}
