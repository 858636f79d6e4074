//! The parameters in a request's URL, read on one side and written on the other.

use std::borrow::Cow;

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Serialize, de::DeserializeOwned};

use super::text;
use crate::{Error, Result};

/// What needs no encoding wherever it stands.
/// Source: RFC 3986, section 2.3
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The parameters in a request's path and query, decoded.
pub struct UrlParams {
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
}

impl UrlParams {
    /// The parameter that the route calls `{name}`.
    pub fn path<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        find("path", &self.path, name)
    }

    /// A list takes all that the query has of this name, an `Option` may be absent.
    pub fn query<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        find("query", &self.query, name)
    }
}

fn find<T: DeserializeOwned>(place: &str, all: &[(String, String)], name: &str) -> Result<T> {
    let texts = all.iter().filter(|(found, _)| found == name);
    let texts: Vec<&str> = texts.map(|(_, text)| &**text).collect();
    text::decode(&texts).map_err(|error| {
        Error::invalid_argument(format_args!("{place} parameter `{name}`: {error}"))
    })
}

impl<S: Send + Sync> FromRequestParts<S> for UrlParams {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let path = RawPathParams::from_request_parts(parts, state).await;
        let path = path.map_err(|rejection| Error::invalid_argument(rejection.body_text()))?;
        let owned = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
        let query = parts.uri.query().unwrap_or_default();
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        Ok(Self {
            path: path.iter().map(owned).collect(),
            query: pairs.map(pair).collect::<Result<_>>()?,
        })
    }
}

/// A name and its text, as forms encode them.
/// Source: <https://url.spec.whatwg.org/#concept-urlencoded-parser>
fn pair(pair: &str) -> Result<(String, String)> {
    let (name, text) = pair.split_once('=').unwrap_or((pair, ""));
    let decode = |encoded: &str| {
        let spaced = encoded.replace('+', " ");
        let decoded = percent_decode_str(&spaced)
            .decode_utf8()
            .map(Cow::into_owned);
        decoded.map_err(|_| {
            Error::invalid_argument(format_args!("query parameter `{name}`: not UTF-8"))
        })
    };
    Ok((decode(name)?, decode(text)?))
}

/// A value as a segment of a path. An empty segment matches no route, and `.` and `..` are
/// resolved on their way, however they are encoded.
/// Source: RFC 3986, section 6.2.2
pub(super) fn segment(name: &str, value: &impl Serialize) -> Result<String> {
    match &text::encode(value)?[..] {
        [text] if !matches!(&**text, "" | "." | "..") => Ok(encode(text)),
        texts => Err(Error::invalid_argument(format_args!(
            "path parameter `{name}`: `{}` cannot be in a path",
            texts.join(",")
        ))),
    }
}

/// Adds a value's texts to a query.
pub(super) fn extend(query: &mut String, name: &str, value: &impl Serialize) -> Result<()> {
    for text in text::encode(value)? {
        query.push(if query.is_empty() { '?' } else { '&' });
        query.push_str(&format!("{}={}", encode(name), encode(&text)));
    }
    Ok(())
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}
