//! `kit list` for people: a block a service, no line wider than the terminal where it can be broken.

use anstyle::{AnsiColor, Style};

use super::gather::{Listed, ListedMethod};
use crate::{
    cli::report::Report,
    model::{
        route::{Carried, Route},
        wire::DEBUG_PORT,
    },
};

pub(super) fn show(services: &[Listed], report: &mut Report) {
    let width = report.width();
    for (index, service) in services.iter().enumerate() {
        if index > 0 {
            report.line("");
        }
        report.heading(&service.name);
        block(service, width).iter().for_each(|line| report.line(line));
    }
}

fn block(service: &Listed, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for method in &service.methods {
        lines.extend(wrap(&signature(method), 2, width));
        if method.http.is_none() && method.grpc.is_none() {
            lines.push("    local, no transport serves it".to_owned());
        }
        if let Some(route) = &method.http {
            let line = format!("http  {} {}{}", route.verb.name(), route.path, rest(method, route));
            lines.extend(wrap(&line, 4, width));
        }
        if let Some(rpc) = &method.grpc {
            lines.push(format!("    grpc  {}/{}", rpc.service, rpc.name));
        }
    }
    if service.methods.is_empty() && service.errors.is_empty() {
        lines.push("  no methods yet".to_owned());
    }
    for error in &service.errors {
        let place = error.label.as_ref().map_or_else(String::new, |label| {
            let (line, column) = label.source.position(label.span.start);
            format!(" ({}:{line}:{column})", label.source.name)
        });
        let red = Style::new().fg_color(Some(AnsiColor::Red.into()));
        let broken = wrap(&format!("error: {}{place}", error.title), 2, width);
        lines.extend(broken.into_iter().map(|line| format!("{red}{line}{red:#}")));
    }
    match service.transports.is_empty() {
        true => {
            let command = format!("kit generate service {}", service.name);
            lines.extend(fact("not generated yet", &[command], width));
        }
        false => lines.extend(fact("ports", &ports(service), width)),
    }
    let published = service.published.iter().map(|(host, container)| format!("{host} → {container}"));
    lines.extend(fact("compose", &published.collect::<Vec<_>>(), width));
    lines.extend(fact("calls", &service.calls, width));
    lines.extend(fact("called by", &service.called_by, width));
    lines
}

/// Where it listens unless it is told otherwise.
fn ports(service: &Listed) -> Vec<String> {
    let own = service.transports.iter().map(|transport| format!("{} {}", transport.name(), transport.port()));
    own.chain([format!("debug {DEBUG_PORT}")]).collect()
}

fn fact(name: &str, values: &[String], width: usize) -> Vec<String> {
    if values.is_empty() {
        return Vec::new();
    }
    let dim = Style::new().dimmed();
    let lines = wrap(&format!("{name}: {}", values.join(", ")), 2, width);
    let style = |line: String| format!("{dim}{line}{dim:#}");
    lines.into_iter().map(style).collect()
}

/// What of a request and its answer is not in the path, if it is not the usual: `?limit&page → 201`.
fn rest(method: &ListedMethod, route: &Route) -> String {
    let query = method.params.iter().filter(|param| param.carried == Some(Carried::Query));
    let query: Vec<&str> = query.map(|param| &*param.name).collect();
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    match route.status.code {
        200 => query,
        code => format!("{query} → {code}"),
    }
}

fn signature(method: &ListedMethod) -> String {
    let params = method.params.iter().map(|param| format!("{}:{TIED}{}", param.name, param.ty));
    let output = match (&method.output, method.streams) {
        (Some(output), false) => format!(" ->{TIED}{output}"),
        (None, false) => String::new(),
        (output, true) => {
            format!(" ->{TIED}stream{TIED}of{TIED}{}", output.as_deref().unwrap_or("()"))
        }
    };
    format!("{}({}){output}", method.name, params.collect::<Vec<_>>().join(", "))
}

/// A space at which no line is broken.
const TIED: char = '\u{a0}';

/// Breaks a text at spaces, and indents what follows the first line deeper.
fn wrap(text: &str, indent: usize, width: usize) -> Vec<String> {
    let mut lines = vec![" ".repeat(indent)];
    let mut is_empty = true;
    for word in text.split(' ') {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if !is_empty && line + 1 + word.chars().count() > width {
            lines.push(" ".repeat(indent + 4));
            is_empty = true;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(if is_empty { "" } else { " " });
            line.push_str(word);
        }
        is_empty = false;
    }
    lines.into_iter().map(|line| line.replace(TIED, " ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_broken_between_words() {
        assert_eq!(wrap("aa bb cc", 2, 80), ["  aa bb cc"]);
        assert_eq!(wrap("aa bb cc dd", 2, 9), ["  aa bb", "      cc", "      dd"]);
        assert_eq!(wrap("aa bb ->\u{a0}c", 2, 9), ["  aa bb", "      -> c"]);
        assert_eq!(wrap("aaaaaaaaaaaa b", 2, 9), ["  aaaaaaaaaaaa", "      b"]);
    }
}
