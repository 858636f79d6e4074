//! A request to another service, put together by a generated client.

use bytes::Bytes;
use http::{HeaderValue, Method, Request, header};
use http_body_util::Full;
use serde::Serialize;
use tonic::body::Body;

use super::url;
use crate::Result;

/// A request whose parameters are spread over path, query and body.
pub struct HttpCall {
    verb: Method,
    route: Route,
    path: Result<String>,
    query: String,
    body: Option<Vec<u8>>,
}

/// A path in which parameters have no values: calls are named after it.
#[derive(Clone, Copy)]
pub(crate) struct Route(pub &'static str);

impl HttpCall {
    pub fn get(path: &'static str) -> Self {
        Self::new(Method::GET, path)
    }

    pub fn post(path: &'static str) -> Self {
        Self::new(Method::POST, path)
    }

    pub fn put(path: &'static str) -> Self {
        Self::new(Method::PUT, path)
    }

    pub fn patch(path: &'static str) -> Self {
        Self::new(Method::PATCH, path)
    }

    pub fn delete(path: &'static str) -> Self {
        Self::new(Method::DELETE, path)
    }

    fn new(verb: Method, path: &'static str) -> Self {
        Self {
            verb,
            route: Route(path),
            path: Ok(path.to_owned()),
            query: String::new(),
            body: None,
        }
    }

    /// Puts a value where the path has `{name}`. What cannot be there fails the call.
    pub fn path(mut self, name: &str, value: &impl Serialize) -> Self {
        let place = format!("{{{name}}}");
        self.path = self.path.and_then(|path| {
            let segment = url::segment(name, value)?;
            Ok(path.replace(&place, &segment))
        });
        self
    }

    /// Adds a parameter to the query: once for each element of a list, not at all if it is `None`.
    pub fn query(mut self, name: &str, value: &impl Serialize) -> Self {
        let added = url::extend(&mut self.query, name, value);
        self.path = self.path.and_then(|path| added.map(|()| path));
        self
    }

    /// Sends a value as the body.
    pub fn json(mut self, value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value);
        self.path = self.path.and_then(|path| {
            self.body = Some(body?);
            Ok(path)
        });
        self
    }

    pub(crate) fn into_request(self) -> Result<Request<Body>> {
        let mut request = Request::builder().method(self.verb);
        let body = match self.body {
            Some(json) => {
                let content_type = HeaderValue::from_static("application/json");
                request = request.header(header::CONTENT_TYPE, content_type);
                Body::new(Full::<Bytes>::from(json))
            }
            None => Body::empty(),
        };
        let mut request = request.uri(self.path? + &self.query).body(body)?;
        request.extensions_mut().insert(self.route);
        Ok(request)
    }
}
