//! Pieces of Rust that several targets print of the same model.

use std::collections::BTreeMap;

use crate::{
    model::{Method, Param, Service, names, types::Type},
    plan::format::{self, Link},
};

/// The error of a method by its name.
pub fn error(method: &Method) -> &str {
    let own = method.failure.as_deref();
    own.map_or("Error", |path| path.rsplit("::").next().unwrap_or(path))
}

/// The same, as any module of the crate can name it.
pub fn error_path(method: &Method) -> &str {
    method.failure.as_deref().unwrap_or("platform::Error")
}

/// `fn create(&self, email: String) -> impl Future<Output = Result<(), Error>> + Send {`, as an implementation
/// begins. It is no `async fn`: what its future holds is for the body to say.
pub fn future_declaration(service: &Service, method: &Method, indent: usize) -> String {
    let [future, send] = ["future::Future", "marker::Send"].map(|path| of_std(service, path));
    let output = result(method);
    format::future_signature(
        indent,
        &format!("fn {}", method.name),
        &params(method),
        [&future, &output, &send],
    )
}

/// What implementations of kit's own return: a stream of theirs has a name.
fn result(method: &Method) -> String {
    let (output, error) = (method.output.rust(), error(method));
    match method.streams {
        true => format!("Result<{}, {error}>", item_stream(&output, method.failure.as_ref().map(|_| error))),
        false => format!("Result<{output}, {error}>"),
    }
}

/// platform's stream; an error of the service's own is said.
pub fn item_stream(item: &str, own: Option<&str>) -> String {
    match own {
        None => format!("ItemStream<{item}>"),
        Some(error) => format!("ItemStream<{item}, {error}>"),
    }
}

/// Whether a method of the service streams.
pub fn streams(service: &Service) -> bool {
    service.methods.iter().any(|method| method.streams)
}

/// A name of the prelude, with its path if a struct hides it.
fn of_std(service: &Service, path: &str) -> String {
    let name = path.rsplit("::").next().unwrap_or(path);
    let hidden = service.definitions.iter().any(|found| found.ident() == name);
    if hidden { format!("std::{path}") } else { name.to_owned() }
}

fn params(method: &Method) -> Vec<String> {
    let params = method.params.iter().map(|param| format!("{}: {}", param.name, param.rust()));
    [String::from("&self")].into_iter().chain(params).collect()
}

/// `declaration` for the file of an implementation. In the trait's own file the types are as the trait writes
/// them; in another one they are named by their whole paths: nothing is known of its imports.
pub fn stub_declaration(method: &Method, beside_trait: bool, indent: usize) -> String {
    let written = method.params.iter().zip(&method.written.params);
    let param = |(param, written): (&Param, &String)| match beside_trait {
        true => format!("{}: {written}", param.name),
        false => format!("{}: {}", param.name, param.rust_path()),
    };
    let result = match beside_trait {
        true => method.written.result.clone(),
        false if method.streams => {
            let (item, error) = (method.output.rust_path(), error_path(method));
            format!("Result<impl platform::Stream<Item = Result<{item}, {error}>> + Send + 'static, {error}>")
        }
        false => format!("Result<{}, {}>", method.output.rust_path(), error_path(method)),
    };
    let params: Vec<String> = [String::from("&self")].into_iter().chain(written.map(param)).collect();
    format::signature(indent, &format!("async fn {}", method.name), &params, &format!(" -> {result}"))
}

/// `json_object!(CreateRequest { email });`
pub fn json_object<'a>(name: &str, params: impl Iterator<Item = &'a Param>) -> String {
    let fields: Vec<String> = params.map(|param| param.name.clone()).collect();
    format::literal(0, "json_object!(", name, &fields, ");")
}

/// `wanted` as the name of a type parameter, or with a digit after it if a struct has that name.
pub fn free_type(service: &Service, wanted: &str) -> String {
    let taken = |name: &str| service.definitions.iter().any(|found| found.ident() == name);
    let numbered = (1..).map(|number| format!("{wanted}{number}"));
    let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
    names.find(|name| !taken(name)).expect("there are more numbers than structs")
}

/// The `use` lines for the trait, and for the structs and the error in the signatures of its methods.
pub fn imports(service: &Service) -> String {
    let types = service.methods.iter().flat_map(Method::types);
    let structs = types.flat_map(Type::imports).map(str::to_owned);
    let failure = service.failure.iter().map(|failure| failure.path.clone());
    import_paths(structs.chain(failure).chain([format!("crate::service::{}", service.name.trait_name())]))
}

/// A `use` line a module for items given by their paths.
pub fn import_paths(paths: impl IntoIterator<Item = String>) -> String {
    let mut by_module: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in paths {
        let (module, name) = path.rsplit_once("::").expect("a path from the crate's root");
        by_module.entry(module.to_owned()).or_default().push(name.to_owned());
    }
    let lines = by_module.iter().map(|(module, names)| format::import(module, names)).collect();
    format::in_order(lines).join("\n")
}

/// The links by which a client gets the endpoint of a method.
pub fn client(method: &Method, endpoint: Link) -> Vec<Link> {
    let idempotent = method.idempotent.then(|| Link::call("idempotent", &[]));
    [endpoint].into_iter().chain(idempotent).collect()
}

/// The field in a client's `Endpoints` of a method that no transport serves.
pub fn local_field(method: &Method) -> String {
    let name = names::field_name(&method.name);
    let before = format!("{}: ", method.name);
    format::call(8, &before, "platform::Endpoint::local", &[&format!("\"{name}\"")], "")
}

/// An `impl` of `Debug` that leaves out what is secret.
pub struct Debug {
    pub implementation: String,
    pub shown: String,
}

impl Debug {
    /// Of a type, which prints as `name`, with the fields that may be seen.
    pub fn new(ty: &str, name: &str, open: &[&str]) -> Self {
        let field = |field: &&str| {
            let label = format!("\"{}\"", names::field_name(field));
            Link::call("field", &[label, format!("&self.{field}")])
        };
        let first = Link::call("debug_struct", &[format!("\"{name}\"")]);
        let last = Link::call("finish_non_exhaustive", &[]);
        let links: Vec<Link> = [first].into_iter().chain(open.iter().map(field)).chain([last]).collect();
        Self {
            implementation: format::implementation("impl fmt::Debug", ty),
            shown: format::chain(8, "", "f", &links, ""),
        }
    }
}
