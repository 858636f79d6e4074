//! The middleware that kit puts around every service, switched on and off.

use super::{Main, after, is_logging};
use crate::{
    diagnostic::Diagnostic,
    model::server::Import,
    plan::edit::{self, Edit},
};

/// The link that measures calls.
pub(super) const MEASURED: &str = ".layer_each(app.instrument())";

impl Main<'_> {
    pub(super) fn logging(&self, on: bool) -> Result<Vec<Edit>, Diagnostic> {
        let service = self.server.service.as_ref();
        let call = service.and_then(|service| service.call.as_ref().filter(|call| is_logging(call)));
        match (on, call, service) {
            (true, None, Some(service)) => {
                let new = format!("{}::middleware::Logging::new", self.krate);
                Ok(match &service.statement {
                    Some((variable, statement)) => {
                        let indent = self.indent(statement.start);
                        vec![after(statement, format!("\n{indent}let {variable} = {new}({variable});"))]
                    }
                    None => {
                        let (start, end) = (service.span.start, service.span.end);
                        vec![Edit::replace(start..start, new + "("), Edit::replace(end..end, ")")]
                    }
                })
            }
            (true, Some(_), _) => Ok(Vec::new()),
            (true, None, None) if self.says("Logging::new(") => Ok(Vec::new()),
            (true, None, None) => {
                let why = "no `Endpoints::new(…)` that gets the service";
                let line = format!("let service = {}::middleware::Logging::new(service);", self.krate);
                Err(self.nowhere("Logging", why, "wrap the service where it is made", &[line]))
            }
            (false, Some(call), Some(service)) => {
                let text = &self.source.text;
                let mut edits = match &service.statement {
                    Some((variable, statement)) if text[call.argument.clone()] == **variable => {
                        let before = text[..statement.start].trim_end().len();
                        vec![Edit::delete(before..statement.end)]
                    }
                    _ => vec![
                        Edit::delete(service.span.start..call.argument.start),
                        Edit::delete(call.argument.end..service.span.end),
                    ],
                };
                let imported = |import: &&Import| import.path.ends_with("::middleware::Logging");
                let import = self.server.imports.iter().find(imported);
                edits.extend(import.map(|import| self.without_import(import)));
                let left = edit::apply(text, &edits);
                if left.contains("Logging") { Err(self.still_logs()) } else { Ok(edits) }
            }
            (false, _, _) if self.says("Logging") => Err(self.still_logs()),
            (false, _, _) => Ok(Vec::new()),
        }
    }

    pub(super) fn instrument(&self, on: bool) -> Result<Vec<Edit>, Diagnostic> {
        let chain = self.server.endpoints.as_ref();
        let found = chain.and_then(|chain| chain.links.iter().find(|link| link.text == MEASURED));
        match (on, found, chain) {
            (true, None, _) if self.says("app.instrument()") => Ok(Vec::new()),
            (true, None, Some(chain)) => {
                let links = chain.links.iter().map(|link| &self.source.text[link.span.clone()]);
                let links: Vec<&str> = links.chain([MEASURED]).collect();
                let end = chain.links.last().map_or(chain.root.end, |last| last.span.end);
                let indent = self.indent(chain.statement.start);
                let below = || Edit::replace(end..end, format!("\n{indent}    {MEASURED}"));
                Ok(vec![self.relaid(chain, &links).unwrap_or_else(below)])
            }
            (true, None, None) => {
                let why = "no `let endpoints = Endpoints::new(…)`";
                Err(self.nowhere("app.instrument()", why, "add it to your layers", &[MEASURED.to_owned()]))
            }
            (true, Some(_), _) => Ok(Vec::new()),
            (false, Some(link), Some(chain)) => {
                let others = chain.links.iter().filter(|other| other.span != link.span);
                let others: Vec<&str> = others.map(|link| &self.source.text[link.span.clone()]).collect();
                let before = self.source.text[..link.span.start].trim_end().len();
                let alone = || Edit::delete(before..link.span.end);
                Ok(vec![self.relaid(chain, &others).unwrap_or_else(alone)])
            }
            (false, ..) => match self.source.text.find("app.instrument()") {
                None => Ok(Vec::new()),
                Some(at) => {
                    let title =
                        format!("{} measures calls in a way that kit did not write", self.source.name);
                    let error = Diagnostic::error(title);
                    let error = error.at(self.source, at..at + "app.instrument()".len(), "take this out");
                    Err(error.help("and run kit again"))
                }
            },
        }
    }

    /// With the comma and the white space that set it apart.
    fn without_import(&self, import: &Import) -> Edit {
        let text = &self.source.text;
        if let Some(item) = &import.alone {
            let newline = text[item.end..].starts_with('\n');
            return Edit::delete(item.start..item.end + usize::from(newline));
        }
        let rest = &text[import.span.end..];
        match rest.trim_start().strip_prefix(',') {
            Some(after) => {
                let next = text.len() - after.trim_start().len();
                Edit::delete(import.span.start..next)
            }
            None => {
                let before = text[..import.span.start].trim_end().trim_end_matches(',').len();
                Edit::delete(before..import.span.end)
            }
        }
    }

    fn still_logs(&self) -> Diagnostic {
        let text = &self.source.text;
        let at = text.rfind("Logging").unwrap_or(0);
        Diagnostic::error(format!("{} uses `Logging` in a way that kit did not write", self.source.name))
            .at(self.source, at..at + "Logging".len(), "take this out")
            .help("without service middleware kit writes no `Logging`: the code would not compile")
            .help("and run kit again")
    }
}
