//! What programs can read of an error besides its code: google.rpc.ErrorInfo (AIP-193) over gRPC,
//! the member `error_info` of the problem over HTTP.

use std::{collections::BTreeMap, fmt};

use prost::Message;
use prost_types::Any;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{Code, Error};

const TYPE_URL: &str = "type.googleapis.com/google.rpc.ErrorInfo";
/// It travels in a header, and clients refuse all of an answer whose headers are too long.
const LONGEST: usize = 4096;

/// Which error of which service it is, and the values that belong to it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct Detail {
    pub domain: String,
    pub reason: String,
    metadata: Map<String, Value>,
}

impl Detail {
    /// A detail of the service `domain`. The reason is written `LIKE_THIS`.
    pub fn new(domain: &str, reason: &str) -> Self {
        Self {
            domain: domain.to_owned(),
            reason: reason.to_owned(),
            metadata: Map::new(),
        }
    }

    /// Adds a value. `None` is left out, and so is what JSON has no form for.
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        if let Ok(value) = serde_json::to_value(value)
            && !value.is_null()
        {
            self.metadata.insert(name.to_owned(), value);
        }
        self
    }

    /// The value of that name, if it is one of this type.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let value = self.metadata.get(name).unwrap_or(&Value::Null);
        // gRPC has texts alone: what is not one in JSON is one that holds JSON.
        let held = || serde_json::from_str(value.as_str()?).ok();
        T::deserialize(value).ok().or_else(held)
    }

    /// The error that it tells of.
    pub fn into_error(self, code: Code, message: impl fmt::Display) -> Error {
        Error::detailed(code, message, Some(self))
    }

    /// As gRPC's header `grpc-status-details-bin` holds it; `None` if that would be too long.
    pub(super) fn encode(&self, error: &Error) -> Option<bytes::Bytes> {
        let text = |value: &Value| {
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
        };
        let metadata = self.metadata.iter();
        let info = ErrorInfo {
            reason: self.reason.clone(),
            domain: self.domain.clone(),
            metadata: metadata
                .map(|(name, value)| (name.clone(), text(value)))
                .collect(),
        };
        let status = Status {
            code: error.code() as i32,
            message: error.message().to_owned(),
            details: vec![Any {
                type_url: TYPE_URL.to_owned(),
                value: info.encode_to_vec(),
            }],
        };
        let encoded = status.encode_to_vec();
        (encoded.len() <= LONGEST).then(|| encoded.into())
    }

    /// The first of its kind in what the header holds, whoever wrote it.
    pub(super) fn decode(header: &[u8]) -> Option<Self> {
        let status = Status::decode(header).ok()?;
        let any = status.details.iter().find(|any| any.type_url == TYPE_URL)?;
        let info = ErrorInfo::decode(&*any.value).ok()?;
        let metadata = info.metadata.into_iter();
        Some(Self {
            domain: info.domain,
            reason: info.reason,
            metadata: metadata.map(|(name, text)| (name, text.into())).collect(),
        })
    }
}

/// google.rpc.Status
#[derive(Clone, PartialEq, Message)]
struct Status {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
    #[prost(message, repeated, tag = "3")]
    details: Vec<Any>,
}

/// google.rpc.ErrorInfo
#[derive(Clone, PartialEq, Message)]
struct ErrorInfo {
    #[prost(string, tag = "1")]
    reason: String,
    #[prost(string, tag = "2")]
    domain: String,
    #[prost(btree_map = "string, string", tag = "3")]
    metadata: BTreeMap<String, String>,
}
