//! Every name that could mean something else in generated code, at every place where a user gives one:
//! either kit refuses it, with its place, or what is generated compiles without a warning.
//!
//! The names are those of Rust and of the libraries, and every identifier of a generated service.

mod support;

use std::collections::BTreeSet;

use kit::{
    diagnostic::Source,
    model::{self, Crate, Module, Transport, names::ServiceName},
};
use proc_macro2::{TokenStream, TokenTree};
use support::{
    memory::Memory,
    packed::{self, Made},
};

const BOTH: [Transport; 2] = [Transport::Http, Transport::Grpc];

/// Keywords, strict, reserved and weak. Source: <https://doc.rust-lang.org/reference/keywords.html>
const KEYWORDS: &str = "as break const continue crate else enum extern false fn for if impl in let loop \
    match mod move mut pub ref return self Self static struct super trait true type unsafe use where while \
    async await dyn abstract become box do final macro override priv try typeof unsized virtual yield gen \
    macro_rules raw safe union auto default";
/// What Rust, protobuf and the crates that are used call something.
const OTHERS: &str = "Result Option Box Ok Err Some None Vec String ToString Clone Copy Send Sync Sized Drop \
    Fn FnMut FnOnce Into From TryFrom TryInto Iterator Default Eq Ord AsRef Debug Display Hash Error \
    str u8 u32 usize bool char f64 new connect ready clone drop into call poll_ready try_into from \
    to_owned to_string borrow as_ref as_mut deref type_id fmt eq cmp hash next iter len unwrap map \
    println format vec assert panic todo matches write std core alloc test proc_macro message rpc returns \
    option repeated optional oneof reserved syntax package import stream extend group inf nan max to \
    get_foo getFoo GetFoo get__foo _foo foo_ x1 x_1 main lib build target platform axum tonic prost serde \
    tokio tower http grpc etcd con nul größe 数 crate_ self_ value request reply id method service name path \
    query body user-agent etcd-data a";

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Method,
    Parameter,
    Field,
    Struct,
}

/// Methods of a trait, and the structs of `types.rs`.
#[derive(Clone, Default)]
struct Code {
    methods: String,
    structs: String,
}

impl Code {
    fn add(&mut self, place: Place, name: &str, number: usize) {
        let derives = "#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]";
        let (method, new) = match place {
            Place::Method => (format!("{name}(&self, value: u32) -> Result<u32, Error>"), String::new()),
            Place::Parameter => {
                (format!("p{number}(&self, {name}: u32, other: String) -> Result<(), Error>"), String::new())
            }
            Place::Field => (
                format!(
                    "f{number}(&self, it: crate::types::F{number}) -> Result<crate::types::F{number}, Error>"
                ),
                format!(
                    "#[allow(non_snake_case)]\n{derives}\npub struct F{number} {{\n    pub {name}: u32,\n}}\n"
                ),
            ),
            Place::Struct => (
                format!(
                    "s{number}(&self, it: Vec<crate::types::{name}>) -> Result<crate::types::{name}, Error>"
                ),
                format!(
                    "#[allow(non_camel_case_types)]\n{derives}\npub struct {name} {{\n    pub number: u32,\n}}\n"
                ),
            ),
        };
        self.methods.push_str(&format!("    async fn {method};\n"));
        self.structs.push_str(&new);
    }
}

/// `service.rs`.
fn text(name: &ServiceName, code: &Code) -> String {
    let (methods, name, basic) = (&code.methods, name.trait_name(), name.basic_name());
    format!(
        "pub use platform::Error;\n\n#[trait_variant::make(Send)]\npub trait {name}: Sync + 'static {{\n{methods}}}\n\n\
         pub struct {basic};\n\nimpl {name} for {basic} {{}}\n"
    )
}

/// Whether kit accepts it; what it refuses it refuses at its place.
fn is_accepted(name: &ServiceName, transports: &[Transport], code: &Code) -> bool {
    let module = |name: &str, text: String| Module {
        path: vec![name.to_owned()],
        source: Source::new(format!("src/{name}.rs"), text),
    };
    let modules = vec![module("service", text(name, code)), module("types", code.structs.clone())];
    let read =
        model::parse(&Crate { modules, ..Default::default() }, name, &transports.iter().copied().collect());
    let wrong = read.as_ref().err().into_iter().flat_map(|wrong| &wrong.0);
    for wrong in wrong {
        assert!(wrong.label.is_some(), "{}", wrong.render(false));
    }
    read.is_ok()
}

fn service(name: &ServiceName, dir: &str, transports: &[Transport], code: &Code) -> Memory {
    let mut memory = Memory::new(name, dir, &transports.iter().copied().collect());
    memory.files.insert(format!("{dir}/src/service.rs"), text(name, code).into_bytes());
    memory.edit(&format!("{dir}/src/lib.rs"), |text| format!("{text}pub mod types;\n"));
    memory.files.insert(format!("{dir}/src/types.rs"), code.structs.clone().into_bytes());
    memory
}

/// Every identifier of what is generated for a service, and all words above.
fn names() -> BTreeSet<String> {
    let mut code = Code::default();
    code.add(Place::Method, "create", 0);
    code.add(Place::Struct, "Bug", 1);
    let mut sample = service(&ServiceName::parse("users").unwrap(), "users", &BOTH, &code);
    sample.generate().unwrap();
    let words = format!("{KEYWORDS} {OTHERS}");
    let mut names: BTreeSet<String> = words.split_whitespace().map(str::to_owned).collect();
    for (path, bytes) in &sample.files {
        if path.starts_with("users/src/") && path.ends_with(".rs") {
            identifiers(std::str::from_utf8(bytes).unwrap().parse().unwrap(), &mut names);
        }
    }
    assert!(names.len() > 250, "{}", names.len());
    names
}

fn identifiers(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => drop(found.insert(ident.to_string())),
            TokenTree::Group(group) => identifiers(group.stream(), found),
            _ => {}
        }
    }
}

/// The names at a place, in as few services as have no two that collide; returns those that are refused.
fn fill(place: Place, names: &[String], transports: &[Transport], made: &mut Vec<Made>) -> Vec<String> {
    let name = ServiceName::parse("users").unwrap();
    let mut services: Vec<Code> = Vec::new();
    let mut refused = Vec::new();
    for (number, word) in names.iter().enumerate() {
        let with = |code: &Code| {
            let mut code = code.clone();
            code.add(place, word, number);
            is_accepted(&name, transports, &code).then_some(code)
        };
        let Some(alone) = with(&Code::default()) else {
            refused.push(word.clone());
            continue;
        };
        match services.iter().enumerate().find_map(|(at, code)| Some((at, with(code)?))) {
            Some((at, code)) => services[at] = code,
            None => services.push(alone),
        }
    }
    for code in services {
        made.push(finish(&name, transports, &code, made.len()));
    }
    refused
}

fn finish(name: &ServiceName, transports: &[Transport], code: &Code, number: usize) -> Made {
    let dir = format!("service-{number}");
    let mut memory = service(name, &dir, transports, code);
    memory.generate().unwrap_or_else(|wrong| panic!("{}", wrong.0[0].render(false)));
    memory.files.retain(|path, _| path.starts_with(&dir));
    Made { dir, krate: name.snake(), files: memory.files }
}

#[test]
fn every_name_compiles_or_is_refused() {
    let names = names();
    let raw = names.iter().map(|name| format!("r#{name}"));
    let names: Vec<String> = names.iter().cloned().chain(raw).collect();
    let mut made = Vec::new();
    for place in [Place::Method, Place::Parameter, Place::Field, Place::Struct] {
        let mut names = names.clone();
        if place == Place::Struct {
            // What Rust would only warn of is not kit's to refuse.
            names.retain(|name| name.trim_start_matches("r#").starts_with(|c: char| c.is_uppercase()));
        }
        let refused = fill(place, &names, &BOTH, &mut made);
        assert!(refused.len() < names.len() * 9 / 10, "{place:?}: {refused:?}");
        // One transport alone may allow more.
        for transport in BOTH {
            fill(place, &refused, &[transport], &mut made);
        }
    }
    let mut code = Code::default();
    code.add(Place::Method, "create", 0);
    for name in format!("{KEYWORDS} {OTHERS}").split_whitespace() {
        if let Ok(name) = ServiceName::parse(name)
            && is_accepted(&name, &BOTH, &code)
        {
            made.push(finish(&name, &BOTH, &code, made.len()));
        }
    }
    packed::check("names", &made);
}
