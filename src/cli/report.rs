//! The only place that prints. Results go to stdout, what went wrong to stderr; for people, or with
//! `--message-format json` one JSON object a line.

mod json;
mod progress;

use std::{
    io::{Error, ErrorKind, IsTerminal, Write},
    time::{Duration, Instant},
};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use serde_json::Value;

use self::progress::Progress;
use super::{
    args::{Color, Global, MessageFormat},
    doctor::{Check, Status},
};
use crate::{
    apply::FileChange,
    diagnostic::{Diagnostic, Diagnostics},
};

pub use json::diagnostic as diagnostic_json;

/// Columns where no terminal says how many it has.
const LOG_WIDTH: usize = 100;

/// The colours of programs that speak in turn; red is for what is wrong.
const SPEAKERS: [AnsiColor; 5] =
    [AnsiColor::Cyan, AnsiColor::Green, AnsiColor::Yellow, AnsiColor::Magenta, AnsiColor::Blue];

/// One of several programs whose lines are shown together.
#[derive(Clone, Copy, Debug)]
pub struct Speaker<'a> {
    pub name: &'a str,
    /// Of the longest name.
    pub width: usize,
    /// None for kit itself and its tools.
    pub number: Option<usize>,
}

pub struct Report {
    out: AutoStream<std::io::Stdout>,
    err: AutoStream<std::io::Stderr>,
    color_errors: bool,
    quiet: bool,
    debug: bool,
    verbose: bool,
    json: bool,
    answered: bool,
    /// The first error of the standard output.
    lost: Option<Error>,
    progress: Progress,
}

impl Report {
    pub fn new(global: &Global) -> Self {
        let json = global.message_format == MessageFormat::Json;
        let choice = match global.color {
            _ if json => anstream::ColorChoice::Never,
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::AlwaysAnsi,
            Color::Never => anstream::ColorChoice::Never,
        };
        let err = AutoStream::new(std::io::stderr(), choice);
        let color_errors = match global.color {
            _ if json => false,
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
            verbose: global.verbose,
            json,
            answered: false,
            lost: None,
            progress: Progress::new(!global.quiet && !json),
        }
    }

    /// A line of the result. A reader that has gone (`kit … | head`) is no failure.
    pub fn line(&mut self, text: &str) {
        if !self.quiet && !self.json {
            self.print(&format!("{text}\n"));
        }
    }

    /// What the user asked to see, whatever the flags: a help text, a script. Nothing follows it.
    pub fn answer(&mut self, text: &str) {
        self.print(text);
        self.answered = true;
    }

    fn print(&mut self, text: &str) {
        self.progress.pause();
        let written = write!(self.out, "{text}").and_then(|()| self.out.flush());
        if let Err(error) = written {
            self.lost.get_or_insert(error);
        }
    }

    /// Why what was printed did not arrive. Who closes a pipe has seen enough, as `head` has.
    pub fn lost(&mut self) -> Option<Error> {
        self.lost.take().filter(|error| error.kind() != ErrorKind::BrokenPipe)
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

    /// The object of a file, for programs; `diff` only if it was asked for.
    pub fn file_object(&mut self, file: &FileChange, diff: Option<String>) {
        self.object(&json::file(file, diff));
    }

    /// What `kit doctor` found, a line or an object; what to do about it in a line below.
    pub fn check(&mut self, check: &Check) {
        self.object(&json::check(check));
        let color = match check.status {
            Status::Ok => AnsiColor::Green,
            _ if check.needed => AnsiColor::Red,
            _ => AnsiColor::Yellow,
        };
        let style = Style::new().fg_color(Some(color.into()));
        let note = if check.needed || check.status == Status::Ok { "" } else { "  (optional)" };
        let (status, name, found) = (check.status.name(), &check.name, &check.found);
        self.line(&format!("{style}{status:>9}{style:#} {name}: {found}{note}"));
        for line in check.advice.iter().flat_map(|advice| advice.lines()) {
            self.line(&format!("{:>9} {line}", ""));
        }
    }

    /// What one of several programs says, its name before each line in a colour of its own.
    pub fn said(&mut self, by: Speaker, text: &str) {
        let Speaker { name, width, number } = by;
        let color = match number {
            None => Style::new().bold(),
            Some(number) => Style::new().fg_color(Some(SPEAKERS[number % SPEAKERS.len()].into())),
        };
        for text in text.lines() {
            self.line(&format!("{color}{name:>width$} |{color:#} {text}"));
        }
        let plain = anstream::adapter::strip_str(text).to_string();
        self.object(&json::said(name, &plain));
    }

    pub fn heading(&mut self, text: &str) {
        let style = Style::new().bold();
        self.line(&format!("{style}{text}{style:#}"));
    }

    pub fn debug(&mut self, text: impl FnOnce() -> String) {
        if self.debug {
            self.note(&text());
        }
    }

    /// Does a part of the work, which a terminal shows when it takes long; `--verbose` tells how long.
    pub fn stage<T>(&mut self, doing: &str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        self.progress.set(doing, start);
        let done = work();
        self.progress.pause();
        if self.verbose {
            self.note(&format!("{doing}: {}", milliseconds(start.elapsed())));
        }
        done
    }

    /// What goes on beside what is shown, since when; to be said again and again, and at the end that
    /// nothing does.
    pub fn working(&mut self, doing: Option<(&str, Instant)>) {
        match doing {
            Some((doing, since)) => self.progress.set(doing, since),
            None => self.progress.pause(),
        }
    }

    /// What a tool says of what is wrong, for who wants to read nothing else.
    pub fn complaint(&mut self, text: &str) {
        self.progress.pause();
        let _ = writeln!(self.err, "{text}");
    }

    /// A fact for `--verbose`.
    pub fn verbose(&mut self, text: impl FnOnce() -> String) {
        if self.verbose {
            self.note(&text());
        }
    }

    /// For programs the note is an object too: nothing on stderr is plain text then.
    fn note(&mut self, text: &str) {
        self.progress.pause();
        let _ = match self.json {
            true => writeln!(self.err, "{}", json::note(text)),
            false => writeln!(self.err, "kit: {text}"),
        };
    }

    pub fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        if self.quiet && diagnostic.warning {
            return;
        }
        self.progress.pause();
        let _ = match self.json {
            true => writeln!(self.err, "{}", json::diagnostic(diagnostic)),
            false => writeln!(self.err, "{}\n", diagnostic.render(self.color_errors)),
        };
    }

    /// All of them, then how many errors there are.
    pub fn diagnostics(&mut self, found: &Diagnostics) {
        for diagnostic in &found.0 {
            self.diagnostic(diagnostic);
        }
        let errors = found.0.iter().filter(|diagnostic| !diagnostic.warning).count();
        if errors > 1 && !self.json {
            let _ = writeln!(self.err, "{errors} errors; no file was touched");
        }
    }

    /// The last object for programs.
    pub fn finished(&mut self, exit_code: u8) {
        if !self.answered {
            self.object(&json::finished(exit_code));
        }
    }

    /// Whether the result is for programs.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// How many columns a line may have: those of the terminal, or what a log shows well.
    pub fn width(&self) -> usize {
        let named = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal =
            || rustix::termios::tcgetwinsize(std::io::stdout()).ok().map(|size| size.ws_col.into());
        named.or_else(terminal).filter(|columns| *columns > 0).unwrap_or(LOG_WIDTH)
    }

    /// An object of the result, for programs only.
    pub fn object(&mut self, object: &Value) {
        if self.json {
            self.print(&format!("{object}\n"));
        }
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}

/// The last object for programs, where there was no run.
pub fn finished(exit_code: u8) {
    let _ = writeln!(std::io::stdout(), "{}", json::finished(exit_code));
}

/// A wrong command line, which clap describes; help and version come the same way. Gives the exit code.
pub fn usage(error: &clap::Error, json: bool) -> u8 {
    let code = u8::try_from(error.exit_code()).unwrap_or(2);
    if !json || !error.use_stderr() {
        let _ = error.print();
        return code;
    }
    let rendered = error.render().to_string();
    let title = rendered.lines().next().unwrap_or_default();
    let title = title.strip_prefix("error: ").unwrap_or(title);
    let _ = writeln!(std::io::stderr(), "{}", json::usage(title, &rendered));
    code
}
