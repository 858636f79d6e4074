//! Names that are taken: by Rust, by the crates that generated code uses, by generated code.

/// Why a service cannot have this name, given in snake case.
pub fn service_name(snake: &str) -> Option<&'static str> {
    if KEYWORDS.contains(&snake) {
        return Some("it is a keyword of Rust");
    }
    if RUST_CRATES.contains(&snake) {
        return Some("it is a crate of Rust itself");
    }
    if CRATES.contains(&snake) {
        return Some("generated code needs the crate of this name");
    }
    if WINDOWS.contains(&snake) {
        return Some("Windows does not allow a folder of this name");
    }
    match snake {
        "platform" => Some("it is the crate that services share"),
        "etcd" => Some("it is a service of docker-compose.yml already"),
        "grpc" => Some("each service that speaks gRPC has a module of this name"),
        "service" => Some("its trait would be `Service`, which is tower's"),
        "target" | "build" | "deps" | "examples" | "incremental" => Some("cargo uses the name for its build"),
        _ => None,
    }
}

/// Why a method cannot have this name over any transport. Traits that are always in scope, or
/// that generated code imports, have methods of these names: a call would be ambiguous.
pub fn method_name(name: &str) -> Option<&'static str> {
    match name {
        "new" => Some("generated types are made by a function `new`"),
        "clone" | "to_owned" => Some("it is a method of every type that is `Clone`"),
        "as_ref" => Some("it is a method of the `Arc` that shares the service"),
        "into" | "try_into" => Some("it is a method of every type"),
        "drop" => Some("it is the destructor's name"),
        "call" | "ready" | "poll_ready" => Some("it is a method of tower's `Service`"),
        "layer" | "layer_each" => Some("it is a method of the generated `Endpoints`"),
        _ => None,
    }
}

/// Why a struct or an enum cannot have this name, which generated code mentions for something else.
pub fn definition_name(name: &str) -> Option<&'static str> {
    if name.starts_with("r#") {
        return Some("a raw name is for keywords that are methods or fields");
    }
    if PRELUDE.contains(&name) {
        return Some("it hides a type of Rust's prelude");
    }
    if GENERATED.contains(&name) {
        return Some("generated code uses the name");
    }
    None
}

/// Types that every module sees without a `use`, and the two that service.rs imports.
pub const PRELUDE: [&str; 8] = ["Box", "Err", "Error", "Ok", "Option", "Result", "String", "Vec"];

const GENERATED: [&str; 20] = [
    "Arc",
    "Channel",
    "Clone",
    "Debug",
    "Default",
    "Endpoint",
    "EndpointLayer",
    "Endpoints",
    "Fn",
    "FromProto",
    "HttpCall",
    "ItemStream",
    "Json",
    "Logging",
    "OverHttp",
    "Router",
    "State",
    "StatusCode",
    "ToProto",
    "UrlParams",
];

/// Strict and reserved keywords of all editions, lower case; the weak ones are fine as names.
const KEYWORDS: [&str; 52] = [
    "abstract",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "crate",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
    "macro_rules",
];

const RUST_CRATES: [&str; 5] = ["alloc", "core", "proc_macro", "std", "test"];

/// Dependencies of generated workspaces: `[workspace.dependencies]` has their names as keys.
const CRATES: [&str; 40] = [
    "anyhow",
    "axum",
    "bytes",
    "clap",
    "futures",
    "futures_core",
    "futures_util",
    "h2",
    "http",
    "http_body",
    "http_body_util",
    "hyper",
    "hyper_util",
    "metrics",
    "metrics_exporter_prometheus",
    "mockall",
    "opentelemetry",
    "opentelemetry_otlp",
    "opentelemetry_sdk",
    "pin_project_lite",
    "prost",
    "prost_types",
    "rand",
    "rustls",
    "serde",
    "serde_json",
    "thiserror",
    "tokio",
    "tokio_stream",
    "tonic",
    "tonic_health",
    "tonic_prost",
    "tonic_reflection",
    "tower",
    "tower_http",
    "tracing",
    "tracing_logfmt",
    "tracing_subscriber",
    "trait_variant",
    "uuid",
];

const WINDOWS: [&str; 22] = [
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];
