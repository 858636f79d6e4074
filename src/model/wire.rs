//! What crosses the wire for each method, whatever the transport: a request and a response type.

use super::{
    Definition, Fields, Method, Param, Service, Shape, Transport, names,
    schema::Schema,
    types::{Kind, Named, Type},
};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Where a service has its metrics and health unless it is told otherwise.
pub const DEBUG_PORT: u16 = 8080;

/// What a method's endpoint answers.
#[derive(Clone, Debug)]
pub enum Response {
    /// The user's own struct: its fields are the answer's.
    Struct(Definition),
    /// A struct that kit makes: no field for `()`, else one.
    Made { name: String, field: Option<Param> },
}

impl Response {
    /// `named` is the field's name where the trait or the `.proto` has one; else it is `value`.
    pub fn of(service: &Service, method: &Method, named: Option<String>) -> Self {
        match &method.output {
            Type::Named(Named { path, kind: Kind::Struct, .. }) => {
                Self::Struct(service.definition(path).clone())
            }
            output => {
                let name = named.unwrap_or_else(|| "value".to_owned());
                let field =
                    (*output != Type::Unit).then(|| Param { name, ty: output.clone(), borrowed: false });
                Self::Made { name: format!("{}Response", names::method_pascal(&method.name)), field }
            }
        }
    }

    /// The Rust type, as generated code names it.
    pub fn rust(&self) -> &str {
        match self {
            Self::Struct(found) => &found.rust,
            Self::Made { name, .. } => name,
        }
    }

    pub fn fields(&self) -> &[Param] {
        match self {
            Self::Struct(Definition { shape: Shape::Struct(Fields { params, .. }), .. }) => params,
            Self::Struct(_) => &[],
            Self::Made { field, .. } => field.as_slice(),
        }
    }
}

impl Param {
    /// As a signature has its type.
    pub fn rust(&self) -> String {
        if self.borrowed { self.ty.borrowed() } else { self.ty.rust() }
    }

    /// The same, as any module of the crate can name it.
    pub fn rust_path(&self) -> String {
        if self.borrowed { self.ty.borrowed_path() } else { self.ty.rust_path() }
    }
}

/// The `.proto` may have named a result before the trait did.
pub fn check_returns(service: &Service, schema: Option<&Schema>) -> Diagnostics {
    let mut found = Diagnostics::default();
    for method in &service.methods {
        let Some(said) = &method.returns else { continue };
        let there = schema.and_then(|schema| schema.reply_field(service, method));
        if let Some(there) = there.filter(|there| *there != said.value) {
            let (said, there) =
                ((names::field_name(&said.value), &said.span), names::field_name(&there).to_owned());
            let title = format!(
                "the result of `{}` is `{}` in the trait and `{there}` in the `.proto`",
                method.name, said.0
            );
            let error = Diagnostic::error(title).at(
                &service.source,
                said.1.clone(),
                "clients know it by the other name",
            );
            let help = format!(
                "write `returns({there})`, or rename the field in the `.proto`, too: in JSON that breaks clients"
            );
            found.push(error.help(help));
        }
    }
    found
}

impl Method {
    /// `CreateRequest`: the struct with a field a parameter.
    pub fn request(&self) -> String {
        format!("{}Request", names::method_pascal(&self.name))
    }

    /// Every type that the signature mentions, parameters first.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        self.params.iter().map(|param| &param.ty).chain([&self.output])
    }
}

impl Service {
    pub fn definition(&self, path: &str) -> &Definition {
        let found = self.definitions.iter().find(|found| found.path == path);
        found.expect("the model holds what it mentions")
    }
}

impl Transport {
    /// As flags and Cargo.toml spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Grpc => "grpc",
        }
    }

    /// Where a service listens unless it is told otherwise.
    pub fn port(self) -> u16 {
        match self {
            Self::Http => 8081,
            Self::Grpc => 8082,
        }
    }
}
