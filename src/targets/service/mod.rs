//! The crate of a service as its user sees it: Cargo.toml, lib.rs, main.rs, service.rs, and the
//! root of what is generated.

mod complexity;
mod library;
mod lints;
mod views;
pub mod wiring;

pub use library::edits as library_edits;

use self::wiring::Wire;
use super::{Input, render, rust};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Source},
    model::{
        Method, Transport,
        middleware::{Layer, Middleware, MiddlewareName, What},
        names::{self, ServiceName},
        places,
    },
    plan::{
        change::{ChangeSet, Output, RustWant, TomlWant, Want},
        edit, format,
    },
};

/// The table of a manifest that is kit's.
const KIT: [&str; 3] = ["package", "metadata", "kit"];

/// What `kit new service` writes: a crate whose trait is empty, and that compiles.
pub fn skeleton(name: &ServiceName, dir: &str, changes: &mut ChangeSet) {
    let path = |relative: &str| format!("{dir}/{relative}");
    changes.amend(path("Cargo.toml"), || manifest(name), Vec::new());
    library(name, dir, &Middleware::default(), changes);
    changes.amend(path("src/service.rs"), || service_rs(name), Vec::new());
    let generated = render(&views::ModRs::empty(name));
    changes.insert(path("src/generated/mod.rs"), Output::Generated(generated.into()));
}

/// The root of the crate's library. Nothing in it depends on the trait.
pub fn library(name: &ServiceName, dir: &str, middleware: &Middleware, changes: &mut ChangeSet) {
    let path = format!("{dir}/src/lib.rs");
    let plain = render(&views::LibRs::new(name));
    let text = own_middleware(middleware).into_iter().fold(plain, |text, name| {
        let edits = library::edits(&Source::new(&*path, &*text), &name).expect("the template is Rust");
        edit::apply(&text, &edits)
    });
    changes.insert(path, Output::Starter(text));
}

/// The middleware that has a module in the crate.
pub fn own_middleware(middleware: &Middleware) -> Vec<MiddlewareName> {
    let layers = middleware.layers.iter().filter_map(|layer| match &layer.what {
        What::Own(name) => Some(name.clone()),
        What::Ready(_) => None,
    });
    let mut all: Vec<MiddlewareName> = Vec::new();
    for name in middleware.own.iter().cloned().chain(layers) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

pub(super) fn outputs(input: &Input, changes: &mut ChangeSet) -> Result<(), Diagnostics> {
    let service = input.service;
    let name = &service.name;
    let mut wants = cargo_wants(service.transports.iter().copied());
    wants.extend(features(input.middleware));
    changes.amend(input.path("Cargo.toml"), || manifest(name), wants);
    if service.speaks_to_kit {
        declare_cfg(input, changes);
    }
    changes.whole.insert(input.path("src/generated"));
    changes.insert(input.path("src/main.rs"), Output::Starter(main_rs(input)));
    let generated = render(&views::ModRs::full(input));
    changes.insert(input.path("src/generated/mod.rs"), Output::Generated(generated.into()));
    // Where the user moved the implementation, if he did.
    let implementation = service.implementation.as_ref();
    let file = implementation.map_or(&service.source.name, |found| &found.source.name);
    let beside_trait = *file == service.source.name;
    let lacks = |method: &&Method| {
        !implementation.is_some_and(|found| found.methods.contains(names::field_name(&method.name)))
    };
    let lacking = service.methods.iter().filter(lacks);
    let stubs = lacking.map(|method| stub(name, method, beside_trait)).collect();
    changes.amend(&**file, || service_rs(name), stubs);
    Ok(())
}

/// A main.rs that nobody touched.
fn main_rs(input: &Input) -> String {
    let Middleware { own, layers, .. } = input.middleware;
    let around = own.iter().cloned().map(Wire::Around);
    let wires = around.chain(layers.iter().cloned().map(Wire::Layer));
    let (path, krate) = (input.path("src/main.rs"), input.service.name.snake());
    wires.fold(render(&views::MainRs::new(input.service, input.middleware)), |text, wire| {
        let source = Source::new(&*path, &*text);
        let edits = wiring::edits(&source, &krate, &wire).expect("the template has places for all");
        edit::apply(&text, &edits)
    })
}

/// The Cargo.toml of a service with these transports: the first text, and what it must have besides.
pub fn cargo_toml(name: &ServiceName, transports: impl Iterator<Item = Transport>) -> (String, Vec<Want>) {
    (manifest(name), cargo_wants(transports))
}

/// Remembers the package in which the service's `.proto` is to be.
pub fn package(name: &str) -> Result<Want, Diagnostic> {
    names::check_package(name)?;
    let table = KIT.map(str::to_owned).to_vec();
    Ok(Want::Toml(TomlWant::Key { table, key: "package".to_owned(), value: format!("\"{name}\"") }))
}

/// The crates that only a service with this transport needs, as a service's Cargo.toml names them.
pub fn crates_for(transport: Transport) -> Vec<(&'static str, String)> {
    transport_crates(transport).into_iter().map(|(key, features)| (key, inherited(features))).collect()
}

/// Tells rustc of `cfg(kit)`, in the manifest that has the package's lints.
fn declare_cfg(input: &Input, changes: &mut ChangeSet) {
    let (path, manifest, table) = match lints::are_inherited(input.manifest) {
        true => ("Cargo.toml".to_owned(), input.root_manifest, &["workspace", "lints", "rust"][..]),
        false => (input.path("Cargo.toml"), input.manifest, &["lints", "rust"][..]),
    };
    match lints::want(manifest, table) {
        Ok(want) => changes.amend(path, String::new, want.into_iter().map(Want::Toml).collect()),
        Err(note) => changes.notes.push(note),
    }
}

fn manifest(name: &ServiceName) -> String {
    render(&views::CargoToml::new(name))
}

fn service_rs(name: &ServiceName) -> String {
    render(&views::ServiceRs::new(name))
}

/// The method as the implementation gets it: it answers UNIMPLEMENTED until its user fills it.
fn stub(name: &ServiceName, method: &Method, beside_trait: bool) -> Want {
    let params: Vec<&str> = method.params.iter().map(|param| &*param.name).collect();
    let ignore = match &params[..] {
        [] => String::new(),
        [one] => format!("        let _ = {one};\n"),
        many => format!("        {}\n", format::call(8, "let _ = ", "", many, ";")),
    };
    let message = format!("\"{}\"", places::stub_message(&method.name));
    let own = |path| if beside_trait { &method.written.error } else { path };
    let own = method.failure.as_ref().map(own);
    // Of an error alone nobody could tell which stream it stands for.
    let item = if beside_trait { method.written.item.clone() } else { method.output.rust_path() };
    let stream = rust::item_stream(&item, own.map(String::as_str));
    let err = if method.streams { format!("Err::<platform::{stream}, _>") } else { "Err".to_owned() };
    let error = match (own, beside_trait) {
        (None, true) => {
            let unimplemented = format!("{}::unimplemented", method.written.error);
            format::nested(8, "", &[&err, &unimplemented], &message)
        }
        (None, false) => format::nested(8, "", &[&err, "platform::Error::unimplemented"], &message),
        (Some(own), _) => {
            let names = [&*err, &format!("{own}::from"), "platform::Error::unimplemented"];
            format::nested(8, "", &names, &message)
        }
    };
    let signature = rust::stub_declaration(method, beside_trait, 4);
    let open = format::open(4, &signature);
    let code = format!("{signature}{open}\n{ignore}        {error}\n    }}");
    let code = code.replace("\n    ", "\n");
    Want::Rust(RustWant::Method {
        trait_name: name.trait_name(),
        on: name.basic_name(),
        name: method.name.clone(),
        code,
    })
}

/// The crates that the transports need, and the memory of which were chosen.
fn cargo_wants(transports: impl Iterator<Item = Transport>) -> Vec<Want> {
    let kit = || KIT.map(str::to_owned).to_vec();
    let mut wants = Vec::new();
    let mut crates =
        vec![("clap", &["derive"][..]), ("tokio", &["macros", "rt-multi-thread"]), ("tracing", &[])];
    for transport in transports {
        let element = transport.name().to_owned();
        wants.push(TomlWant::Element { table: kit(), key: "transports".to_owned(), element });
        crates.extend(transport_crates(transport));
    }
    wants.extend(crates.into_iter().map(|(key, features)| TomlWant::Key {
        table: vec!["dependencies".to_owned()],
        key: key.to_owned(),
        value: inherited(features),
    }));
    wants.into_iter().map(Want::Toml).collect()
}

fn transport_crates(transport: Transport) -> Vec<(&'static str, &'static [&'static str])> {
    match transport {
        Transport::Http => vec![("axum", &[]), ("serde", &["derive"])],
        Transport::Grpc => vec![("prost", &[])],
    }
}

/// The features of `platform` that ready-made layers are in.
fn features(middleware: &Middleware) -> impl Iterator<Item = Want> {
    let feature = |layer: &Layer| match &layer.what {
        What::Ready(ready) => ready.feature(),
        What::Own(_) => None,
    };
    middleware.layers.iter().filter_map(feature).map(|feature| {
        let table = ["dependencies", "platform"].map(str::to_owned).to_vec();
        Want::Toml(TomlWant::Element { table, key: "features".to_owned(), element: feature.to_owned() })
    })
}

/// A dependency whose version stands in the workspace.
fn inherited(features: &[&str]) -> String {
    match features {
        [] => "{ workspace = true }".to_owned(),
        some => format!("{{ workspace = true, features = {some:?} }}"),
    }
}
