//! Layers in the chain around the endpoints, or around the endpoints of some methods before it.

use super::{Main, WIDTH};
use crate::{
    diagnostic::Diagnostic,
    model::{
        middleware::{Layer, Ready, What},
        server::{Bare, Chain},
    },
    plan::{
        edit::Edit,
        format::{self, Link},
    },
};

/// How main.rs names a layer.
struct Named {
    /// A value; or, for a layer that is made for each method, a closure's body over `method`.
    value: String,
    each: bool,
    variable: String,
}

impl Named {
    fn new(what: &What, krate: &str) -> Self {
        let value = match what {
            What::Ready(ready) => ready_made(*ready, krate),
            What::Own(name) => format!("{krate}::{}::{}", name.module(), name.struct_name()),
        };
        let name = what.name().replace('-', "_");
        // The variables that main.rs has.
        let taken = matches!(&*name, "app" | "args" | "config" | "endpoints" | "service");
        let variable = if taken { format!("{name}_layer") } else { name };
        Self { value, each: matches!(what, What::Ready(Ready::Breaker)), variable }
    }

    /// The call in the chain.
    fn link(&self, indent: usize) -> String {
        if !self.each {
            return Link::call("layer", &[format!("&{}", self.value)]).laid_out(indent);
        }
        let line = format!(".layer_each(|method| {})", self.value);
        if indent + line.len() <= WIDTH {
            return line;
        }
        let pad = " ".repeat(indent);
        format!(".layer_each(|method| {{\n{pad}    {}\n{pad}}})", self.value)
    }

    /// Statements that put it around the endpoints of some methods.
    fn statements(&self, endpoints: &str, methods: &[String], indent: &str) -> Vec<String> {
        let (variable, value) = (&self.variable, &self.value);
        let first = match self.each {
            true => format!("let {variable} = |method| {value};"),
            false => format!("let {variable} = {value};"),
        };
        let around = |method: &String| {
            let layer = match self.each {
                true => format!("&{variable}(\"{}\")", method.trim_start_matches("r#")),
                false => format!("&{variable}"),
            };
            let links = [Link::plain(&format!(".{method}")), Link::call("layer_any", &[layer])];
            format::chain(indent.len(), &format!("{endpoints}.{method} = "), endpoints, &links, ";")
        };
        [first].into_iter().chain(methods.iter().map(around)).collect()
    }
}

fn ready_made(ready: Ready, krate: &str) -> String {
    let layer = match ready {
        Ready::Timeout => "resilience::Timeout::secs(2)".to_owned(),
        Ready::Retry => "resilience::Retry::default()".to_owned(),
        Ready::RateLimit => "resilience::RateLimit::per_second(100)".to_owned(),
        Ready::ConcurrencyLimit => "resilience::ConcurrencyLimit::new(100)".to_owned(),
        Ready::LoadShed => "resilience::LoadShed::new(100)".to_owned(),
        Ready::Breaker => format!("resilience::Breaker::of({krate}::NAME, method)"),
        Ready::AuthJwt => "auth::Jwt::of(app.config())?".to_owned(),
        Ready::AuthBasic => "auth::Basic::of(app.config())?".to_owned(),
    };
    format!("platform::{layer}")
}

impl Main<'_> {
    pub(super) fn layer(&self, layer: &Layer) -> Result<Vec<Edit>, Diagnostic> {
        let named = Named::new(&layer.what, self.krate);
        match (&self.server.endpoints, &layer.methods[..]) {
            (Some(chain), []) => Ok(self.around_all(chain, &named)),
            (Some(chain), methods) => {
                self.around_some(chain, &named, methods).ok_or_else(|| self.no_chain(layer, &named))
            }
            (None, _) if self.says(&named.value) => Ok(Vec::new()),
            (None, _) => Err(self.no_chain(layer, &named)),
        }
    }

    fn no_chain(&self, layer: &Layer, named: &Named) -> Diagnostic {
        let lines = match &layer.methods[..] {
            [] => vec![named.link(0)],
            methods => named.statements("endpoints", methods, ""),
        };
        let why = "no `let endpoints = Endpoints::new(…)`";
        self.nowhere(layer.what.name(), why, "put it around the endpoints", &lines)
    }

    /// Inside of what kit puts around every service.
    fn around_all(&self, chain: &Chain, named: &Named) -> Vec<Edit> {
        let indent = format!("{}    ", self.indent(chain.statement.start));
        let link = named.link(indent.len());
        let is_kits =
            |text: &str| text.starts_with(".layer(&Timeout(app.") || text == super::defaults::MEASURED;
        let Some(next) = chain.links.iter().find(|link| is_kits(&link.text)) else {
            let end = chain.links.last().map_or(chain.root.end, |last| last.span.end);
            let links = chain.links.iter().map(|link| &self.source.text[link.span.clone()]);
            let links: Vec<&str> = links.chain([&*link]).collect();
            let below = || Edit::replace(end..end, format!("\n{indent}{link}"));
            return vec![self.relaid(chain, &links).unwrap_or_else(below)];
        };
        let at = next.span.start;
        let line = &self.source.text[..at];
        let alone = line[line.rfind('\n').map_or(0, |newline| newline + 1)..].trim().is_empty();
        let before = if alone { String::new() } else { format!("\n{indent}") };
        vec![Edit::replace(at..at, format!("{before}{link}\n{indent}"))]
    }

    fn around_some(&self, chain: &Chain, named: &Named, methods: &[String]) -> Option<Vec<Edit>> {
        let indent = self.indent(chain.statement.start);
        let lines = |endpoints: &str| -> String {
            let statements = named.statements(endpoints, methods, indent);
            statements.iter().map(|line| format!("\n{indent}{line}")).collect()
        };
        let mutable = |at: usize, is: bool| (!is).then(|| Edit::replace(at..at, "mut "));
        if let Some(Bare { name, mutable: is, at, end }) = &chain.bare {
            let edits = mutable(*at, *is).into_iter();
            return Some(edits.chain([Edit::replace(*end..*end, lines(name))]).collect());
        }
        let (name, at, is) = chain.name.as_ref()?;
        let end = chain.root.end;
        let text = format!(";{}\n{indent}let {name} = {name}", lines(name));
        Some(mutable(*at, *is).into_iter().chain([Edit::replace(end..end, text)]).collect())
    }
}
