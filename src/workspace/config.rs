//! `[package.metadata.kit]`: what `kit generate` was told about a service, remembered in the
//! service's Cargo.toml.

use std::{collections::BTreeSet, ops::Range};

use toml_edit::{Item, Value};

use super::manifest::Manifest;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Source},
    model::{
        OpenApi, Transport,
        middleware::{Layer, Middleware, MiddlewareName},
        names::{self, ServiceName},
    },
};

/// Where the configuration is in a Cargo.toml.
pub const TABLE: [&str; 3] = ["package", "metadata", "kit"];
/// The key of the list of transports.
pub const TRANSPORTS: &str = "transports";
/// The key of the name by which clients know a service that was renamed.
pub const WIRE_NAME: &str = "wire-name";
/// The keys that say whether there is an OpenAPI document, and whether the service answers with it.
pub const OPENAPI: [(&str, OpenApi); 2] =
    [("openapi", OpenApi::Written), ("openapi-served", OpenApi::Served)];
/// The key of the package in which the `.proto` is.
pub const PACKAGE: &str = "package";
/// The keys that say whether the service gets the middleware that kit writes by default.
pub const LOGGING: &str = "svc-mdw";
pub const INSTRUMENT: &str = "endpoint-mdw";
/// The keys of the lists of the user's own middleware, and of layers around endpoints.
pub const MIDDLEWARE: &str = "middleware";
pub const LAYERS: &str = "layers";

const KEYS: [&str; 7] = [TRANSPORTS, WIRE_NAME, PACKAGE, LOGGING, INSTRUMENT, MIDDLEWARE, LAYERS];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KitConfig {
    pub transports: BTreeSet<Transport>,
    pub wire_name: Option<ServiceName>,
    pub openapi: OpenApi,
    pub middleware: Middleware,
    /// Of the `.proto`.
    pub package: Option<String>,
}

impl KitConfig {
    /// The configuration in a Cargo.toml; `None` if the package is not a service of kit's.
    pub fn of(manifest: &Manifest) -> Result<Option<Self>, Diagnostics> {
        let source = &manifest.source;
        let mut item = manifest.root();
        for key in TABLE {
            match item.get(key) {
                Some(inner) => item = inner,
                None => return Ok(None),
            }
        }
        let mut wrong = Diagnostics::default();
        let Some(table) = item.as_table_like() else {
            let title = "`package.metadata.kit` is not a table";
            let error = Diagnostic::error(title).at(source, span(item.span()), "expected a table");
            return Err(error.help("write it as a table: `[package.metadata.kit]`").into());
        };
        let mut config = Self::default();
        for (key, value) in table.iter() {
            let at = table.key(key).and_then(|key| key.span());
            let read = match key {
                TRANSPORTS => transports(source, value).map(|transports| config.transports = transports),
                WIRE_NAME => wire_name(source, value).map(|name| config.wire_name = Some(name)),
                key if let Some((_, said)) = OPENAPI.iter().find(|(known, _)| *known == key) => {
                    only_true(source, key, value).map(|()| config.openapi = config.openapi.max(*said))
                }
                LOGGING => switch(source, value).map(|on| config.middleware.logging = on),
                INSTRUMENT => switch(source, value).map(|on| config.middleware.instrument = on),
                MIDDLEWARE => {
                    list(source, value, MiddlewareName::parse).map(|own| config.middleware.own = own)
                }
                LAYERS => list(source, value, Layer::parse).map(|layers| config.middleware.layers = layers),
                PACKAGE => package(source, value).map(|name| config.package = Some(name)),
                _ => Err(unknown_key(source, key, span(at)).into()),
            };
            if let Err(found) = read {
                wrong.0.extend(found.0);
            }
        }
        if wrong.has_errors() { Err(wrong) } else { Ok(Some(config)) }
    }
}

/// `true`; what is not wanted is not there.
fn only_true(source: &Source, key: &str, item: &Item) -> Result<(), Diagnostics> {
    let at = span(item.span());
    match item.as_bool() {
        Some(true) => Ok(()),
        Some(false) => {
            let error = Diagnostic::error(format!("`{key}` is `true`, or it is not there"));
            Err(error.at(source, at, "says nothing").help("remove the key").into())
        }
        None => Err(wrong_type(source, at, item.type_name(), "`true`").into()),
    }
}

fn wire_name(source: &Source, item: &Item) -> Result<ServiceName, Diagnostics> {
    let at = span(item.span());
    let Some(name) = item.as_str() else {
        return Err(wrong_type(source, at, item.type_name(), "a string").into());
    };
    ServiceName::parse(name)
        .map_err(|error| error.at(source, at, "clients know the service by this name").into())
}

fn package(source: &Source, item: &Item) -> Result<String, Diagnostics> {
    let at = span(item.span());
    let Some(name) = item.as_str() else {
        return Err(wrong_type(source, at, item.type_name(), "a string").into());
    };
    let checked = names::check_package(name);
    checked.map_err(|error| error.at(source, at, "clients know the service in this package"))?;
    Ok(name.to_owned())
}

fn parse_transport(name: &str) -> Option<Transport> {
    [Transport::Http, Transport::Grpc].into_iter().find(|transport| transport.name() == name)
}

fn transports(source: &Source, item: &Item) -> Result<BTreeSet<Transport>, Diagnostics> {
    let transports = list(source, item, |name| {
        parse_transport(name).ok_or_else(|| {
            Diagnostic::error(format!("there is no transport `{name}`"))
                .help("the transports are \"http\" and \"grpc\"")
        })
    });
    Ok(transports?.into_iter().collect())
}

/// An array of strings, each of which is read by `one`.
fn list<T>(
    source: &Source,
    item: &Item,
    one: impl Fn(&str) -> Result<T, Diagnostic>,
) -> Result<Vec<T>, Diagnostics> {
    let Some(array) = item.as_array() else {
        return Err(wrong_type(source, span(item.span()), item.type_name(), "an array of strings").into());
    };
    let read = |value: &Value| {
        let at = span(value.span());
        let text =
            value.as_str().ok_or_else(|| wrong_type(source, at.clone(), value.type_name(), "a string"))?;
        one(text).map_err(|error| error.at(source, at, "not one that kit knows"))
    };
    let mut wrong = Diagnostics::default();
    let found = array.iter().filter_map(|value| wrong.take(read(value))).collect();
    if wrong.has_errors() { Err(wrong) } else { Ok(found) }
}

fn switch(source: &Source, item: &Item) -> Result<bool, Diagnostics> {
    let wrong = || wrong_type(source, span(item.span()), item.type_name(), "`true` or `false`").into();
    item.as_bool().ok_or_else(wrong)
}

fn unknown_key(source: &Source, key: &str, at: Range<usize>) -> Diagnostic {
    let known = KEYS.into_iter().chain(OPENAPI.map(|(key, _)| key));
    let known: Vec<String> = known.map(|key| format!("`{key}`")).collect();
    Diagnostic::error(format!("unknown key `{key}` in `package.metadata.kit`"))
        .at(source, at, "this kit does not know it")
        .help(format!("the keys are {}; a newer kit may know more", known.join(", ")))
}

fn wrong_type(source: &Source, at: Range<usize>, found: &str, expected: &str) -> Diagnostic {
    let help = match expected {
        "an array of strings" => "write it as `[\"…\"]`, or remove the key",
        "a string" => "put it in quotes, or remove it",
        "`true`" => "write `true`, or remove the key",
        _ => "write `true` or `false` without quotes, or remove the key",
    };
    Diagnostic::error(format!("a value in `package.metadata.kit` is not {expected}"))
        .at(source, at, format!("expected {expected}, found {found}"))
        .help(help)
}

/// Everything that was parsed has a span.
fn span(span: Option<Range<usize>>) -> Range<usize> {
    span.unwrap_or(0..0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Option<KitConfig>, Diagnostics> {
        KitConfig::of(&Manifest::parse(Source::new("users/Cargo.toml", text))?)
    }

    /// What each diagnostic underlines.
    fn underlined(text: &str) -> Vec<String> {
        let wrong = parse(text).unwrap_err().0.into_iter();
        wrong.map(|diagnostic| text[diagnostic.label.unwrap().span].to_owned()).collect()
    }

    #[test]
    fn reads_every_way_to_write_the_table() {
        let both = BTreeSet::from([Transport::Http, Transport::Grpc]);
        for text in [
            "[package.metadata.kit]\ntransports = [\"http\", \"grpc\"]\n",
            "[package]\nmetadata.kit.transports = [\"grpc\", \"http\"]\n",
            "[package]\nmetadata = { kit = { transports = [\"http\", \"grpc\", \"http\"] } }\n",
        ] {
            assert_eq!(parse(text).unwrap().unwrap().transports, both, "{text}");
        }
    }

    #[test]
    fn a_service_may_have_no_transport_yet() {
        assert_eq!(parse("[package.metadata.kit]\n").unwrap(), Some(KitConfig::default()));
        assert_eq!(parse("[package]\nname = \"x\"\n").unwrap(), None);
    }

    #[test]
    fn a_renamed_service_has_a_name_on_the_wire() {
        let config = parse("[package.metadata.kit]\nwire-name = \"users\"\n").unwrap().unwrap();
        assert_eq!(config.wire_name.unwrap().kebab(), "users");
        assert_eq!(underlined("[package.metadata.kit]\nwire-name = \"7\"\n"), ["\"7\""]);
        assert_eq!(underlined("[package.metadata.kit]\nwire-name = 7\n"), ["7"]);
    }

    #[test]
    fn underlines_what_is_wrong_all_at_once() {
        let text = "[package.metadata.kit]\ntransports = [\"http\", \"soap\", 7]\nport = 8081\n";
        assert_eq!(underlined(text), ["\"soap\"", "7", "port"]);
        assert_eq!(underlined("[package.metadata.kit]\ntransports = \"http\"\n"), ["\"http\""]);
        assert_eq!(underlined("[package]\nmetadata.kit = true\n"), ["true"]);
    }

    #[test]
    fn shows_the_place() {
        let wrong = parse("[package.metadata.kit]\ntransports = [\"htp\"]\n").unwrap_err();
        let shown = wrong.0[0].render(false);
        assert!(shown.contains("users/Cargo.toml:2:15"), "{shown}");
        assert!(shown.contains("the transports are \"http\" and \"grpc\""), "{shown}");
    }
}
