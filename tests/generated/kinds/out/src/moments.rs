//! Instants and durations of every crate.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Moments {
    pub std: std::time::SystemTime,
    pub chrono: DateTime<Utc>,
    pub jiff: jiff::Timestamp,
    pub time: time::OffsetDateTime,
    pub maybe: Option<DateTime<Utc>>,
    pub many: Vec<jiff::Timestamp>,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Spans {
    pub std: std::time::Duration,
    pub chrono: chrono::TimeDelta,
    pub jiff: jiff::SignedDuration,
    pub time: time::Duration,
    pub maybe: Option<chrono::Duration>,
    pub many: Vec<time::Duration>,
}
