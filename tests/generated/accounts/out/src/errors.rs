//! What can go wrong with accounts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    #[error("account {id} is not there")]
    #[cfg_attr(kit, code("not_found"))]
    NotFound { id: Uuid },
    #[error("{0} is taken")]
    #[cfg_attr(kit, code("already_exists"))]
    Taken(String),
    #[error("closed")]
    #[cfg_attr(kit, code("failed_precondition"))]
    Closed,
    #[error("{} of the fields are wrong", .fields.len())]
    #[cfg_attr(kit, code("invalid_argument"))]
    Invalid {
        fields: Vec<FieldError>,
        limits: BTreeMap<String, i64>,
        r#type: Option<String>,
        retry: Option<bool>,
    },
    #[error("{0} {1} {2} {3:?} {4}")]
    #[cfg_attr(kit, code("out_of_range"))]
    EverythingThatIsScalarIsOutOfRange(u64, i64, f64, Option<char>, Size),
    /// Its cause stays in the log, its text is sent.
    #[error("the bank does not answer")]
    #[cfg_attr(kit, code("unavailable"))]
    Bank(#[source] std::io::Error),
    /// Nothing of it is sent.
    #[error("the database says {0}")]
    Database(#[from] std::io::Error),
    #[error("{secret}")]
    Nobody { secret: String },
    #[error(transparent)]
    Other(#[from] platform::Error),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Size {
    Small,
    Large,
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}
