//! What surrounds a service besides its transports: the middleware that kit writes by default, the
//! user's own, and layers that are ready-made.

use heck::{ToKebabCase, ToSnakeCase, ToUpperCamelCase};

use super::{names, reserved};
use crate::diagnostic::Diagnostic;

/// As `[package.metadata.kit]` remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Middleware {
    /// Whether calls are logged.
    pub logging: bool,
    /// Whether calls are measured.
    pub instrument: bool,
    /// The user's own around the service, innermost first.
    pub own: Vec<MiddlewareName>,
    /// Around endpoints, innermost first.
    pub layers: Vec<Layer>,
}

impl Default for Middleware {
    fn default() -> Self {
        Self { logging: true, instrument: true, own: Vec::new(), layers: Vec::new() }
    }
}

impl Middleware {
    /// Of the methods that a layer is for (none: all) those that it is not around yet; `None` if it is
    /// around them all.
    pub fn without(&self, what: &What, mut methods: Vec<String>) -> Option<Vec<String>> {
        let mut there = self.layers.iter().filter(|layer| layer.what == *what);
        if methods.is_empty() {
            return there.all(|layer| !layer.methods.is_empty()).then_some(methods);
        }
        for layer in there {
            methods.retain(|method| !layer.methods.is_empty() && !layer.methods.contains(method));
        }
        (!methods.is_empty()).then_some(methods)
    }
}

/// A layer around all endpoints, or those of some methods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    pub what: What,
    /// None: all, also those to come.
    pub methods: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Ready(Ready),
    Own(MiddlewareName),
}

impl What {
    pub fn name(&self) -> &str {
        match self {
            Self::Ready(ready) => ready.name(),
            Self::Own(name) => name.kebab(),
        }
    }
}

impl Layer {
    /// `breaker`, or `breaker(create, list)`.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let (name, methods) = match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
            Some((name, methods)) => (name, methods.split(',').map(|one| one.trim().to_owned()).collect()),
            None => (text, Vec::new()),
        };
        let what = match Ready::named(name) {
            Some(ready) => What::Ready(ready),
            None => What::Own(MiddlewareName::parse(name)?),
        };
        Ok(Self { what, methods })
    }

    pub fn to_text(&self) -> String {
        match &self.methods[..] {
            [] => self.what.name().to_owned(),
            some => format!("{}({})", self.what.name(), some.join(", ")),
        }
    }
}

/// A layer that `platform` has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    Timeout,
    Retry,
    RateLimit,
    ConcurrencyLimit,
    LoadShed,
    Breaker,
    AuthJwt,
    AuthBasic,
}

impl Ready {
    pub const ALL: [Self; 8] = [
        Self::Timeout,
        Self::Retry,
        Self::RateLimit,
        Self::ConcurrencyLimit,
        Self::LoadShed,
        Self::Breaker,
        Self::AuthJwt,
        Self::AuthBasic,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Retry => "retry",
            Self::RateLimit => "rate-limit",
            Self::ConcurrencyLimit => "concurrency-limit",
            Self::LoadShed => "load-shed",
            Self::Breaker => "breaker",
            Self::AuthJwt => "auth-jwt",
            Self::AuthBasic => "auth-basic",
        }
    }

    /// The feature of `platform` that has it, where that is not there for all.
    pub fn feature(self) -> Option<&'static str> {
        matches!(self, Self::AuthJwt | Self::AuthBasic).then(|| self.name())
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ready| ready.name() == name.to_kebab_case())
    }
}

/// The name of a middleware of the user's own: of its module and of its struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MiddlewareName(String);

impl MiddlewareName {
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let name = Self(text.to_kebab_case());
        match refusal(text, &name) {
            None => Ok(name),
            Some(why) => {
                let shown: String = text.chars().take(40).flat_map(char::escape_debug).collect();
                let error = format!("`{shown}` cannot be the name of a middleware: {why}");
                Err(Diagnostic::error(error)
                    .help("a name is made of letters, digits and `-`: `audit`, `tenant-check`"))
            }
        }
    }

    pub fn kebab(&self) -> &str {
        &self.0
    }

    /// Of the module, and of the file without `.rs`.
    pub fn module(&self) -> String {
        self.0.to_snake_case()
    }

    /// Of the struct.
    pub fn struct_name(&self) -> String {
        self.0.to_upper_camel_case()
    }

    /// Why there can be no new one of this name around a service: its struct would hide another name.
    pub fn hides(&self, trait_name: &str) -> Option<&'static str> {
        let name = self.struct_name();
        match IN_ITS_FILE.contains(&&*name) {
            true => Some("the code in its file needs the name"),
            false => (name == trait_name).then_some("it is the name of the trait"),
        }
    }
}

/// What the file that kit writes for a middleware calls by its plain name.
const IN_ITS_FILE: [&str; 8] = ["Context", "Future", "Layer", "Pin", "Poll", "S", "Send", "Stream"];

/// Modules that a service's crate has, and other names that its root must not have a module of.
const TAKEN: [&str; 8] = ["bin", "endpoints", "foreign", "http", "lib", "main", "middleware", "pb"];

fn refusal(text: &str, name: &MiddlewareName) -> Option<&'static str> {
    let well_formed = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let (module, struct_name) = (name.module(), name.struct_name());
    if !well_formed || name.0.is_empty() {
        return Some("it is no name in Rust");
    }
    if matches!(&*module, "service" | "generated") || TAKEN.contains(&&*module) {
        return Some("the service's crate has a module of this name");
    }
    if module == "etcd" {
        return None;
    }
    if names::identifier(&module).is_none_or(|name| name.starts_with("r#")) {
        return Some("it is a keyword of Rust");
    }
    reserved::service_name(&module).or_else(|| reserved::definition_name(&struct_name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_is_remembered_as_one_text() {
        for text in ["breaker", "rate-limit(create, list)", "audit", "tenant-check(r#type)"] {
            assert_eq!(Layer::parse(text).unwrap().to_text(), text);
        }
        assert_eq!(Layer::parse("RateLimit(create,list)").unwrap().to_text(), "rate-limit(create, list)");
    }

    #[test]
    fn a_layer_is_around_a_method_once() {
        let layers = ["breaker(create, list)", "retry"].map(|text| Layer::parse(text).unwrap()).into();
        let middleware = Middleware { layers, ..Middleware::default() };
        let left = |what: &str, methods: &[&str]| {
            let methods = methods.iter().map(|method| (*method).to_owned()).collect();
            middleware.without(&Layer::parse(what).unwrap().what, methods).map(|left| left.join(" "))
        };
        assert_eq!(left("breaker", &["list"]), None);
        assert_eq!(left("breaker", &["get", "create"]).as_deref(), Some("get"));
        assert_eq!(left("breaker", &[]).as_deref(), Some(""));
        assert_eq!((left("retry", &["get"]), left("retry", &[])), (None, None));
        assert_eq!(left("timeout", &["get"]).as_deref(), Some("get"));
    }

    #[test]
    fn names_that_would_hide_others() {
        let hides = |name: &str| MiddlewareName::parse(name).unwrap().hides("UsersService").is_some();
        for name in ["context", "future", "Layer", "pin", "poll", "s", "send", "users-service"] {
            assert!(hides(name), "{name}");
        }
        assert!(!hides("audit") && !hides("bugs-service"));
    }

    #[test]
    fn names_that_no_module_or_struct_can_have() {
        for name in
            ["", "7", "type", "self", "http", "service", "Result", "platform", "std", "a b", "a.b", "é"]
        {
            assert!(MiddlewareName::parse(name).is_err(), "{name}");
        }
        for (name, module, struct_name) in [
            ("audit", "audit", "Audit"),
            ("TenantCheck", "tenant_check", "TenantCheck"),
            ("a_b", "a_b", "AB"),
        ] {
            let name = MiddlewareName::parse(name).unwrap();
            assert_eq!((name.module(), name.struct_name()), (module.to_owned(), struct_name.to_owned()));
        }
    }
}
