//! What went wrong, where, why, and what to do about it. Every stage collects [`Diagnostic`]s
//! in a [`Diagnostics`] sink; only `cli/report.rs` prints them.

use std::{
    io::{self, ErrorKind},
    ops::Range,
    sync::Arc,
};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// A text with the name under which the user knows it: a path relative to the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub name: Arc<str>,
    pub text: Arc<str>,
}

impl Source {
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// Line and column of a byte offset, both counted from 1, columns in characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let (text, cut) = self.visible();
        let before = &text[..text.floor_char_boundary(offset.saturating_sub(cut))];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// The text that an editor shows, and how many bytes it hides in front: a byte order mark
    /// takes no column.
    fn visible(&self) -> (&str, usize) {
        match self.text.strip_prefix('\u{feff}') {
            Some(text) => (text, self.text.len() - text.len()),
            None => (&self.text, 0),
        }
    }
}

/// A place in a source, as a range of bytes, with the text written under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub source: Source,
    pub span: Range<usize>,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong, without a full stop: "method `create` is not async".
    pub title: String,
    /// Where; `None` if no file is to blame (a flag, the environment).
    pub label: Option<Box<Label>>,
    /// What to do about it.
    pub help: Vec<String>,
    /// A warning does not stop the run.
    pub warning: bool,
    /// The rule that is broken, where rules have names.
    pub code: Option<&'static str>,
}

impl Diagnostic {
    pub fn error(title: impl Into<String>) -> Self {
        Self { title: title.into(), label: None, help: Vec::new(), warning: false, code: None }
    }

    pub fn warning(title: impl Into<String>) -> Self {
        Self { warning: true, ..Self::error(title) }
    }

    /// What kit's own code rules out, as far as it knows.
    pub fn unexpected(title: impl Into<String>) -> Self {
        Self::error(title)
            .help("this is a mistake of kit's: report it, with the command and what it was given")
    }

    /// The system refused to do something with a file.
    pub fn refused(what: &str, name: &str, error: &io::Error) -> Self {
        let help = match error.kind() {
            ErrorKind::NotFound => "look for a slip in the path, or make it first",
            ErrorKind::PermissionDenied => {
                "give yourself the right to (`ls -ld` shows who has it), and run kit again"
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room on the disk, and run kit again",
            ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
                "a file is where a folder should be: move it"
            }
            ErrorKind::IsADirectory => "a folder is where a file should be: move it",
            ErrorKind::ReadOnlyFilesystem => {
                "work where files can be written: `--folder` names another folder"
            }
            _ => "the system says so, not kit: when that is mended, run kit again",
        };
        Self::error(format!("cannot {what} {name}: {error}")).help(help)
    }

    /// Underlines `span` of `source` and writes `text` under it.
    pub fn at(mut self, source: &Source, span: Range<usize>, text: impl Into<String>) -> Self {
        self.label = Some(Box::new(Label { source: source.clone(), span, text: text.into() }));
        self
    }

    pub fn code(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }

    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// As rustc shows it: `--> file:line:column`, the line, the place underlined, the help.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let level = if self.warning { Level::WARNING } else { Level::ERROR };
        let title = level.primary_title(&*self.title);
        let mut group = Group::with_title(match self.code {
            Some(code) => title.id(code),
            None => title,
        });
        if let Some(label) = &self.label {
            let (text, span) = label.shown();
            let annotation = AnnotationKind::Primary.span(span).label(&*label.text);
            group = group.element(Snippet::source(text).path(&*label.source.name).annotation(annotation));
        }
        for help in &self.help {
            group = group.element(Level::HELP.message(&**help));
        }
        renderer.render(&[group]).to_string()
    }
}

impl Label {
    /// The visible text, and the span in it: within the text, on whole characters. The end of the
    /// file is shown behind its last word, not on a line that no editor shows.
    fn shown(&self) -> (&str, Range<usize>) {
        let (text, cut) = self.source.visible();
        let start = text.floor_char_boundary(self.span.start.saturating_sub(cut));
        let end = text.ceil_char_boundary(self.span.end.saturating_sub(cut).min(text.len()));
        let last = text.trim_end().len();
        if start < text.len() { (text, start..end.max(start)) } else { (text, last..last) }
    }
}

/// Collects what a stage finds wrong, so that one run shows all of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| !diagnostic.warning)
    }

    /// Takes the value, or notes why there is none.
    pub fn take<T>(&mut self, outcome: Result<T, Diagnostic>) -> Option<T> {
        outcome.map_err(|diagnostic| self.push(diagnostic)).ok()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of the part of `text` between the marks `«` and `»`.
    fn render(marked: &str) -> String {
        let start = marked.find('«').unwrap();
        let end = marked.find('»').unwrap() - '«'.len_utf8();
        let text = marked.replace(['«', '»'], "");
        let source = Source::new("users/src/service.rs", text);
        Diagnostic::error("wrong").at(&source, start..end, "here").render(false)
    }

    #[test]
    fn shows_place_cause_and_help() {
        let source = Source::new("users/src/service.rs", "trait Users {\n    fn create();\n}\n");
        let error = Diagnostic::error("`create` is not async").at(&source, 21..27, "a call waits");
        let error = error.help("write `async fn create`").help("or\nleave it");
        insta::assert_snapshot!(error.render(false), @r"
        error: `create` is not async
         --> users/src/service.rs:2:8
          |
        2 |     fn create();
          |        ^^^^^^ a call waits
          |
          = help: write `async fn create`
          = help: or
                  leave it
        ");
    }

    #[test]
    fn without_a_place_there_is_no_arrow() {
        let warning = Diagnostic::warning("no instance").help("start one");
        insta::assert_snapshot!(warning.render(false), @r"
        warning: no instance
         |
         = help: start one
        ");
    }

    #[test]
    fn colour_adds_escapes_only() {
        let source = Source::new("a.rs", "x");
        let error = Diagnostic::error("wrong").at(&source, 0..1, "here").help("right");
        let (plain, styled) = (error.render(false), error.render(true));
        assert!(!plain.contains('\x1b') && styled.contains('\x1b'));
        assert_eq!(anstream::adapter::strip_str(&styled).to_string(), plain);
    }

    #[test]
    fn the_place_is_right_whatever_the_line_holds() {
        for (line, column) in [
            ("let «x» = 1;", 5),
            ("\tlet\t«x» = 1;", 6),
            ("/* größe 漢字 🦀 */ «x»", 18),
            ("\u{feff}«x»", 1),
            ("e\u{301} «x»", 4),
        ] {
            for (before, after) in [("", ""), ("first\n", "\n"), ("first\r\n", "\r\n"), ("", "\r\nlast")] {
                if line.starts_with('\u{feff}') && !before.is_empty() {
                    continue;
                }
                let rendered = render(&format!("{before}{line}{after}"));
                let number = if before.is_empty() { 1 } else { 2 };
                assert!(rendered.contains(&format!(":{number}:{column}\n")), "{rendered}");
                let text = format!("{before}{line}");
                let source = Source::new("a.rs", text.replace('«', ""));
                assert_eq!(source.position(text.find('«').unwrap()), (number, column));
                assert!(!rendered.contains(['\r', '\u{feff}']), "{rendered:?}");
            }
        }
    }

    #[test]
    fn every_end_of_a_file_can_be_shown() {
        for marked in ["«»", "a«»", "a\n«»", "a\r\n«»", "«a\n»", "«a\nb\n»", "a\n\n«»", "\u{feff}«»"]
        {
            let rendered = render(marked);
            assert!(rendered.contains("here") && rendered.contains(":1:"), "{marked:?}: {rendered}");
        }
    }

    #[test]
    fn a_span_that_is_off_is_mended() {
        for span in [0..100, 50..100, 1..2, Range { start: 2, end: 1 }] {
            for text in ["", "ä", "\u{feff}", "abc"] {
                let source = Source::new("a.rs", text);
                let _ = Diagnostic::error("wrong").at(&source, span.clone(), "here").render(false);
                let _ = source.position(span.start);
            }
        }
    }

    #[test]
    fn a_long_line_is_cut() {
        let words = "word ".repeat(13 << 10);
        let rendered = render(&format!("{words}«wrong» {words}"));
        assert!(rendered.contains("wrong") && rendered.len() < 2_000, "{}", rendered.len());
        let rendered = render(&format!("«{words}»"));
        assert!(rendered.len() < 2_000, "{}", rendered.len());
    }
}
