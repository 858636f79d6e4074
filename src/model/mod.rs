//! The service as kit understands it: what a trait says, validated and named. Knows nothing of
//! files or templates; it gets source text with a name for diagnostics.

mod advice;
mod attributes;
pub mod codes;
mod collisions;
mod containers;
mod definitions;
mod dependencies;
mod derives;
mod distinct;
pub mod entries;
pub mod failure;
pub mod fields;
mod generics;
mod implementation;
pub mod impls;
pub mod imports;
pub mod json;
pub mod known;
mod locations;
pub mod middleware;
pub mod modules;
pub mod names;
mod parse;
pub mod pb;
pub mod places;
pub mod proto;
pub mod reserved;
mod resolve;
mod result;
mod result_alias;
pub mod route;
pub mod schema;
pub mod server;
mod streaming;
mod suggestions;
pub mod syntax;
#[cfg(test)]
mod tests;
pub mod types;
mod typing;
pub mod unreadable;
pub mod uses;
mod validate;
pub mod wire;

use std::{collections::BTreeSet, ops::Range};

pub use dependencies::{Dependencies, Dependency};
pub use implementation::Implementation;
pub use modules::{Crate, Module};
pub use parse::{is_empty, parse};

use self::{failure::Failure, json::Json, names::ServiceName, route::Route, types::Type};
use crate::diagnostic::{Diagnostic, Source};
pub use attributes::Placed;

/// How a service is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    Http,
    Grpc,
}

/// What there is besides the code for who calls a service over HTTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum OpenApi {
    #[default]
    None,
    /// The document, as a file.
    Written,
    /// The service answers with it, and with a page that shows it.
    Served,
}

/// One service: a trait, and the structs and enums that its methods mention.
#[derive(Clone, Debug)]
pub struct Service {
    pub name: ServiceName,
    /// The doc comment of the trait.
    pub docs: Vec<String>,
    pub transports: BTreeSet<Transport>,
    /// Never empty; in the order of the trait.
    pub methods: Vec<Method>,
    /// Every struct and enum that is reachable from a method, once, in order of first mention.
    pub definitions: Vec<Definition>,
    /// The error enum of its own, if a method fails with one.
    pub failure: Option<Failure>,
    /// The file that has the trait.
    pub source: Source,
    /// The trait's own name: for an error that concerns the service as a whole.
    pub span: Range<usize>,
    /// Where new methods get their stubs, if the trait is implemented anywhere.
    pub implementation: Option<Implementation>,
    /// Whether something has attributes for kit.
    pub speaks_to_kit: bool,
    /// What the user should know of the implementation.
    pub notes: Vec<Diagnostic>,
}

/// `async fn name(&self, params…) -> Result<output, Error>`, or with a stream of results in it.
#[derive(Clone, Debug)]
pub struct Method {
    /// With `r#` if it is a keyword.
    pub name: String,
    /// The doc comment, a line each, without the comment marks and the one space after them.
    pub docs: Vec<String>,
    pub params: Vec<Param>,
    /// The result, or one item of it if the method streams.
    pub output: Type,
    /// Whether it answers item by item.
    pub streams: bool,
    /// The service's own error, by its path, if it fails with that one.
    pub failure: Option<String>,
    pub route: Route,
    /// The name of its rpc in the `.proto`.
    pub rpc: String,
    /// Whether no transport serves it: it is for who has the service itself.
    pub local: bool,
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
    /// One item of a stream.
    pub item: String,
    /// The error in it.
    pub error: String,
}

/// A parameter of a method, or a field of a definition.
#[derive(Clone, Debug)]
pub struct Param {
    /// With `r#` if it is a keyword; of fields without a name `value0`, `value1` and so on.
    pub name: String,
    pub ty: Type,
    /// Only parameters are: the method takes `&str`, the message has a String.
    pub borrowed: bool,
}

/// A struct or an enum of the workspace.
#[derive(Clone, Debug)]
pub struct Definition {
    pub name: String,
    /// The path under which the whole crate can name it: `crate::service::Bug`. Of `Page<Bug>`, where the
    /// path would be if it were named `PageBug`.
    pub path: String,
    /// The path of the struct or the enum itself, without what it holds.
    pub item: String,
    /// As generated code writes it: `Page<Bug>`.
    pub rust: String,
    pub docs: Vec<String>,
    pub shape: Shape,
    pub json: Json,
    /// Where its name is.
    pub source: Source,
    pub span: Range<usize>,
}

#[derive(Clone, Debug)]
pub enum Shape {
    Struct(Fields),
    Enum(Vec<Variant>),
}

#[derive(Clone, Debug)]
pub struct Variant {
    pub name: String,
    pub docs: Vec<String>,
    pub fields: Fields,
}

/// What a struct or a variant holds, and how it is written.
#[derive(Clone, Debug)]
pub struct Fields {
    pub style: Style,
    pub params: Vec<Param>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `{ name: T }`
    Named,
    /// `(T)`
    Tuple,
    /// Nothing at all.
    Unit,
}

impl Fields {
    pub fn none() -> Self {
        Self { style: Style::Unit, params: Vec::new() }
    }
}

impl Service {
    /// The methods that transports serve; never empty.
    pub fn served(&self) -> impl Iterator<Item = &Method> + Clone {
        self.methods.iter().filter(|method| !method.local)
    }

    /// The definitions that transports send, in their order.
    pub fn sent(&self) -> Vec<&Definition> {
        if self.methods.iter().all(|method| !method.local) {
            return self.definitions.iter().collect();
        }
        let mut next: Vec<&Type> = self.served().flat_map(Method::types).collect();
        let mut paths = BTreeSet::new();
        while let Some(ty) = next.pop() {
            for path in ty.definitions().filter(|path| paths.insert(path.to_string())) {
                next.extend(self.definition(path).params().into_iter().map(|param| &param.ty));
            }
        }
        self.definitions.iter().filter(|found| paths.contains(&found.path)).collect()
    }

    /// Every type that a method or a definition mentions, whole and part by part.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let params = self.definitions.iter().flat_map(Definition::params).map(|param| &param.ty);
        self.methods.iter().flat_map(Method::types).chain(params).flat_map(Type::walk)
    }

    /// Whether it sends types of other crates.
    pub fn sends_foreign(&self) -> bool {
        self.types().any(|ty| matches!(ty, Type::Known(known) if known.krate.is_some()))
    }
}

impl Definition {
    /// The name that generated code imports.
    pub fn ident(&self) -> &str {
        self.item.rsplit("::").next().unwrap_or(&self.item)
    }

    /// Every field, of all variants.
    pub fn params(&self) -> Vec<&Param> {
        match &self.shape {
            Shape::Struct(fields) => fields.params.iter().collect(),
            Shape::Enum(variants) => variants.iter().flat_map(|variant| &variant.fields.params).collect(),
        }
    }

    /// Whether it is an enum whose variants hold nothing.
    pub fn is_plain_enum(&self) -> bool {
        let Shape::Enum(variants) = &self.shape else { return false };
        variants.iter().all(|variant| variant.fields.style == Style::Unit)
    }
}
