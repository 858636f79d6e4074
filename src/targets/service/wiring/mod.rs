//! Middleware in main.rs: edits that put it around the service and its endpoints, or take it out. What
//! they change is what kit wrote there; where that is not found, the user is told what to write.
//!
//! The text of a main.rs that nobody touched comes about in the same way, so that both agree.

mod defaults;
mod layers;

use std::ops::Range;

use crate::{
    diagnostic::{Diagnostic, Source},
    model::{
        middleware::{Layer, MiddlewareName, What},
        server::{self, Call, Chain, Server, without_space},
    },
    plan::{
        edit::Edit,
        format::{self, Link},
    },
};

/// A change of what surrounds the service.
#[derive(Clone, Debug)]
pub enum Wire {
    /// The user's middleware around the service, within the logging.
    Around(MiddlewareName),
    /// A layer around endpoints, within the timeout and the measurement.
    Layer(Layer),
    Logging(bool),
    Instrument(bool),
}

impl Wire {
    /// Whether a module of the crate has it.
    pub fn has_module(&self) -> bool {
        match self {
            Self::Around(_) => true,
            Self::Layer(layer) => matches!(layer.what, What::Own(_)),
            Self::Logging(_) | Self::Instrument(_) => false,
        }
    }
}

/// The edits of a main.rs of the crate `krate`: none if it is so already.
pub fn edits(source: &Source, krate: &str, wire: &Wire) -> Result<Vec<Edit>, Diagnostic> {
    let main = Main { source, server: server::read(source)?, krate };
    match wire {
        Wire::Around(name) => main.around(name),
        Wire::Layer(layer) => main.layer(layer),
        Wire::Logging(on) => main.logging(*on),
        Wire::Instrument(on) => main.instrument(*on),
    }
}

struct Main<'a> {
    source: &'a Source,
    server: Server,
    krate: &'a str,
}

/// rustfmt's `max_width`.
const WIDTH: usize = 100;

fn is_logging(call: &Call) -> bool {
    call.function == "Logging::new" || call.function.ends_with("::Logging::new")
}

fn after(span: &Range<usize>, text: String) -> Edit {
    Edit::replace(span.end..span.end, text)
}

impl Main<'_> {
    fn around(&self, name: &MiddlewareName) -> Result<Vec<Edit>, Diagnostic> {
        let new = format!("{}::new", name.struct_name());
        let path = format!("{}::{}::{new}", self.krate, name.module());
        if self.says(&format!("{new}(")) {
            return Ok(Vec::new());
        }
        let Some(service) = &self.server.service else {
            return Err(self.nowhere(
                name.kebab(),
                "no `Endpoints::new(…)` that gets the service",
                "wrap the service where it is made",
                &[format!("let service = {path}(service);")],
            ));
        };
        let around = |inner: &str| format!("{path}({inner})");
        let Some((variable, statement)) = &service.statement else {
            // Inside of the logging, as everywhere.
            let logging = service.call.as_ref().filter(|call| is_logging(call));
            let span = logging.map_or(service.span.clone(), |call| call.argument.clone());
            return Ok(vec![
                Edit::replace(span.start..span.start, format!("{path}(")),
                Edit::replace(span.end..span.end, ")"),
            ]);
        };
        let indent = self.indent(statement.start);
        let wrap = format!("let {variable} = {};", around(variable));
        let text = &self.source.text;
        Ok(match service.call.as_ref().filter(|call| is_logging(call)) {
            None => vec![after(statement, format!("\n{indent}{wrap}"))],
            Some(call) if text[call.argument.clone()] == **variable => {
                vec![Edit::replace(statement.start..statement.start, format!("{wrap}\n{indent}"))]
            }
            Some(call) => {
                let log = format!("let {variable} = {}({variable});", call.function);
                vec![
                    Edit::delete(service.span.start..call.argument.start),
                    Edit::delete(call.argument.end..service.span.end),
                    after(statement, format!("\n{indent}{wrap}\n{indent}{log}")),
                ]
            }
        })
    }

    /// What stands behind the root of the chain becomes these links, as rustfmt lays them out: one alone may
    /// stand beside the root. `None` if neither is alone, or the user lays his out in another way.
    fn relaid(&self, chain: &Chain, links: &[&str]) -> Option<Edit> {
        let text = &self.source.text;
        let now: Vec<&str> = chain.links.iter().map(|link| &text[link.span.clone()]).collect();
        let (before, root) = (text.get(chain.statement.start..chain.root.start)?, &text[chain.root.clone()]);
        let laid_out = |links: &[&str]| {
            let links: Vec<Link> = links.iter().map(|link| Link::plain(link)).collect();
            format::chain(self.indent(chain.statement.start).len(), before, root, &links, ";")
        };
        let is_laid_out = text[chain.statement.clone()] == laid_out(&now);
        (is_laid_out && now.len().min(links.len()) <= 1).then(|| {
            let end = chain.links.last().map_or(chain.root.end, |last| last.span.end);
            let new = laid_out(links);
            Edit::replace(chain.root.end..end, &new[before.len() + root.len()..new.len() - 1])
        })
    }

    /// Whether a text stands somewhere in the file, however it is laid out.
    fn says(&self, text: &str) -> bool {
        without_space(&self.source.text).contains(&without_space(text))
    }

    /// The line of `at`.
    fn line(&self, at: usize) -> &str {
        let text = &self.source.text;
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        text[start..].lines().next().unwrap_or_default()
    }

    /// The white space at the start of that line.
    fn indent(&self, at: usize) -> &str {
        let line = self.line(at);
        &line[..line.len() - line.trim_start().len()]
    }

    /// `lines` are for the user to put where `how` says.
    fn nowhere(&self, what: &str, why: &str, how: &str, lines: &[String]) -> Diagnostic {
        let text = &self.source.text;
        let at = text.find("fn main").map_or(0..0, |at| at..at + "fn main".len());
        let error = Diagnostic::error(format!("cannot wire `{what}` into {}", self.source.name));
        error
            .at(self.source, at, format!("kit found {why} here"))
            .help(format!("{how} yourself, and run kit again:\n\n{}\n", lines.join("\n")))
    }
}

#[cfg(test)]
mod tests;
