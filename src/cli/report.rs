//! The only place that prints. Results go to stdout, what went wrong to stderr.

use std::io::{IsTerminal, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};

use super::args::{Color, Global};
use crate::diagnostic::{Diagnostic, Diagnostics};

pub struct Report {
    out: AutoStream<std::io::Stdout>,
    err: AutoStream<std::io::Stderr>,
    color_errors: bool,
    quiet: bool,
    debug: bool,
}

impl Report {
    pub fn new(global: &Global) -> Self {
        let choice = match global.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::AlwaysAnsi,
            Color::Never => anstream::ColorChoice::Never,
        };
        let err = AutoStream::new(std::io::stderr(), choice);
        let color_errors = match global.color {
            Color::Auto => std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
            Color::Always => true,
            Color::Never => false,
        };
        Self {
            out: AutoStream::new(std::io::stdout(), choice),
            err,
            color_errors,
            quiet: global.quiet,
            debug: global.debug,
        }
    }

    /// A line of the result. A reader that has gone (`kit … | head`) is no failure.
    pub fn line(&mut self, text: &str) {
        if !self.quiet {
            let _ = writeln!(self.out, "{text}");
        }
    }

    /// What happened to a file: the verb coloured, in a column of its own.
    pub fn file(&mut self, verb: &str, path: &str, note: &str) {
        let color = match verb {
            "create" => AnsiColor::Green,
            "update" | "merge" => AnsiColor::Cyan,
            "backup" => AnsiColor::Yellow,
            "conflict" => AnsiColor::Red,
            _ => AnsiColor::BrightBlack,
        };
        let style = Style::new().fg_color(Some(color.into()));
        self.line(format!("{style}{verb:>9}{style:#} {path}  {note}").trim_end());
    }

    pub fn heading(&mut self, text: &str) {
        let style = Style::new().bold();
        self.line(&format!("{style}{text}{style:#}"));
    }

    pub fn debug(&mut self, text: impl FnOnce() -> String) {
        if self.debug {
            let _ = writeln!(self.err, "kit: {}", text());
        }
    }

    pub fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        if !(self.quiet && diagnostic.warning) {
            let _ = writeln!(self.err, "{}\n", diagnostic.render(self.color_errors));
        }
    }

    /// All of them, then how many errors there are.
    pub fn diagnostics(&mut self, found: &Diagnostics) {
        for diagnostic in &found.0 {
            self.diagnostic(diagnostic);
        }
        let errors = found.0.iter().filter(|diagnostic| !diagnostic.warning).count();
        if errors > 1 {
            let _ = writeln!(self.err, "{errors} errors; no file was touched");
        }
    }
}
