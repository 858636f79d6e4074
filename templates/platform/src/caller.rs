//! Who calls, as a layer found out that asks for it.

use std::{fmt, sync::Arc};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{Context, Error, Result};

/// What is known for sure of whoever sent the request that the current task works for: the claims
/// of a token that was checked, or as `sub` the name that belongs to a password.
#[derive(Clone)]
pub struct Caller(Arc<Map<String, Value>>);

impl Caller {
    /// Claims are the caller's own business to have checked.
    pub fn new(claims: Map<String, Value>) -> Self {
        Self(Arc::new(claims))
    }

    /// The caller, if a layer asked for it.
    pub fn current() -> Option<Self> {
        Context::current()?.caller
    }

    /// The name of whoever it is: the claim `sub`.
    pub fn subject(&self) -> Option<&str> {
        self.claim("sub")?.as_str()
    }

    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// All claims, as a type of the service's own.
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_value(Value::Object((*self.0).clone())).map_err(|_| {
            // serde's words have the values in them.
            Error::permission_denied("the token lacks what is needed here")
        })
    }
}

/// Claims are nobody else's business.
impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Caller")
    }
}
