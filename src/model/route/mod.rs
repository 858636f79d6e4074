//! How a method is reached: verb, path, and where its parameters travel over HTTP; its rpc over
//! gRPC. What the trait says of that is compared here with the method and with other methods.

mod distinct;
mod fits;
mod path;
mod read;
#[cfg(test)]
mod tests;

use std::ops::Range;

use proc_macro2::Ident;

pub(super) use self::{
    distinct::check_distinct,
    fits::is_url_text,
    read::{Subject, rpc, usual_rpc},
};
use super::{Method, Param, names, syntax::Text};

/// A method of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

/// The verb and the path of a method, and how its parameters and its result travel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub verb: Verb,
    /// As the trait writes it, or by kit's rule: `/bugs/{id}`.
    pub path: String,
    /// Where the trait says so: of the path, or else of the method's name.
    pub place: Range<usize>,
    /// One for each parameter of the method.
    pub carried: Vec<Carried>,
    /// Of an answer that is no error.
    pub status: Status,
}

/// How a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carried {
    /// As a segment of the path.
    Path,
    Query,
    /// As a field of the JSON object that is the body.
    Field,
    /// Its JSON is the body.
    Body,
}

/// A status that says that all went well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    pub code: u16,
    /// The constant of the crate `http`.
    pub constant: &'static str,
}

/// What an endpoint can mean by itself. The others are about ranges, or about several resources.
/// Source: RFC 9110, section 15.3
const STATUSES: [Status; 6] = [
    Status { code: 200, constant: "OK" },
    Status { code: 201, constant: "CREATED" },
    Status { code: 202, constant: "ACCEPTED" },
    Status { code: 203, constant: "NON_AUTHORITATIVE_INFORMATION" },
    Status { code: 204, constant: "NO_CONTENT" },
    Status { code: 205, constant: "RESET_CONTENT" },
];

impl Verb {
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// As attributes spell it.
    pub fn item(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
            Self::Put => "put",
            Self::Patch => "patch",
            Self::Delete => "delete",
        }
    }

    /// As HTTP spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Whether a body would mean something.
    /// Source: RFC 9110, sections 9.3.1 and 9.3.5
    pub fn has_body(self) -> bool {
        !matches!(self, Self::Get | Self::Delete)
    }

    /// Whether sending a request twice is the same as once.
    /// Source: RFC 9110, section 9.2.2
    pub fn is_idempotent(self) -> bool {
        !matches!(self, Self::Post | Self::Patch)
    }
}

impl Status {
    /// Whether the answer is its status alone.
    pub fn is_empty(self) -> bool {
        matches!(self.code, 204 | 205)
    }
}

impl Route {
    /// `POST /send-email`, all in the body: what holds unless the trait says otherwise.
    fn usual(text: &Text, method: &Ident) -> Self {
        let path = format!("/{}", names::method_kebab(&method.to_string()));
        let place = text.span(method);
        Self { verb: Verb::Post, path, place, carried: Vec::new(), status: STATUSES[0] }
    }

    /// Whether the whole request is one JSON object.
    fn is_json(&self) -> bool {
        self.verb.has_body() && self.carried.iter().all(|carried| *carried == Carried::Field)
    }

    /// Whether it is that by `POST`, and the answer is nothing special either.
    pub fn is_plain(&self) -> bool {
        self.verb == Verb::Post && self.is_json() && self.status == STATUSES[0]
    }
}

impl Method {
    /// Whether the request itself is the JSON in the body.
    pub fn is_json(&self) -> bool {
        self.route.is_plain() || (self.route.is_json() && !self.params.is_empty())
    }

    /// The parameters that travel in this way.
    pub fn carried(&self, wanted: Carried) -> impl Iterator<Item = &Param> {
        let all = self.params.iter().zip(&self.route.carried);
        all.filter(move |(_, carried)| **carried == wanted).map(|(param, _)| param)
    }
}
