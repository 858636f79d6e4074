//! The service as kit understands it: what a trait says, validated and named. Knows nothing of
//! files or templates; it gets source text with a name for diagnostics.

mod advice;
mod attributes;
mod collisions;
mod implementation;
pub mod impls;
mod imports;
mod items;
mod modules;
pub mod names;
mod parse;
pub mod places;
mod reserved;
mod resolve;
mod result;
pub mod route;
pub mod schema;
mod syntax;
#[cfg(test)]
mod tests;
pub mod types;
mod typing;
pub mod uses;
mod validate;
pub mod wire;

use std::{collections::BTreeSet, ops::Range};

pub use modules::{Crate, Module};
pub use parse::{is_empty, parse};

use self::{names::ServiceName, route::Route, types::Type};
use crate::diagnostic::{Diagnostic, Source};
pub use attributes::Placed;

/// How a service is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    Http,
    Grpc,
}

/// One service: a trait, and the structs that its methods mention.
#[derive(Clone, Debug)]
pub struct Service {
    pub name: ServiceName,
    pub transports: BTreeSet<Transport>,
    /// Never empty; in the order of the trait.
    pub methods: Vec<Method>,
    /// Every struct that is reachable from a method, once, in order of first mention.
    pub structs: Vec<Struct>,
    /// The file that has the trait.
    pub source: Source,
    /// The trait's own name: for an error that concerns the service as a whole.
    pub span: Range<usize>,
    /// The file with the implementation, if there is one: there new methods get their stubs.
    pub implementation: Option<Source>,
    /// Whether a method has attributes for kit.
    pub speaks_to_kit: bool,
    /// What the user should know of the implementation.
    pub notes: Vec<Diagnostic>,
}

/// `async fn name(&self, params…) -> Result<output, Error>`.
#[derive(Clone, Debug)]
pub struct Method {
    /// With `r#` if it is a keyword.
    pub name: String,
    /// The doc comment, a line each, without the comment marks and the one space after them.
    pub docs: Vec<String>,
    pub params: Vec<Param>,
    pub output: Type,
    pub route: Route,
    /// The name of its rpc in the `.proto`.
    pub rpc: String,
    /// Whether a client may send a request again that may have been done already.
    pub idempotent: bool,
    /// The names of parameters that nothing may print.
    pub secret: Vec<String>,
    /// The field that holds the result, where the trait names it.
    pub returns: Option<Placed<String>>,
    /// Of the name, in `Service::source`.
    pub span: Range<usize>,
    pub written: Written,
}

/// The types of a method as its trait writes them: what stands beside the trait can name them so.
#[derive(Clone, Debug)]
pub struct Written {
    /// Of each parameter.
    pub params: Vec<String>,
    /// `Result<…>`, whole.
    pub result: String,
    /// platform's `Error`.
    pub error: String,
}

/// A parameter of a method, or a named field of a struct.
#[derive(Clone, Debug)]
pub struct Param {
    /// With `r#` if it is a keyword.
    pub name: String,
    pub ty: Type,
}

/// A struct of the service's own crate with named fields.
#[derive(Clone, Debug)]
pub struct Struct {
    pub name: String,
    /// The path under which the whole crate can name it: `crate::service::Bug`.
    pub path: String,
    pub docs: Vec<String>,
    pub fields: Vec<Param>,
}
