//! What went wrong, where, why, and what to do about it. Every stage collects [`Diagnostic`]s
//! in a [`Diagnostics`] sink; only `cli/report.rs` prints them.

use std::{ops::Range, sync::Arc};

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
        let before = &self.text[..self.text.floor_char_boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
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
    pub label: Option<Label>,
    /// What to do about it.
    pub help: Vec<String>,
    /// A warning does not stop the run.
    pub warning: bool,
}

impl Diagnostic {
    pub fn error(title: impl Into<String>) -> Self {
        Self { title: title.into(), label: None, help: Vec::new(), warning: false }
    }

    pub fn warning(title: impl Into<String>) -> Self {
        Self { warning: true, ..Self::error(title) }
    }

    /// Underlines `span` of `source` and writes `text` under it.
    pub fn at(mut self, source: &Source, span: Range<usize>, text: impl Into<String>) -> Self {
        self.label = Some(Label { source: source.clone(), span, text: text.into() });
        self
    }

    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// As rustc shows it: `--> file:line:column`, the line, the place underlined, the help.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let level = if self.warning { Level::WARNING } else { Level::ERROR };
        let mut group = Group::with_title(level.primary_title(&*self.title));
        if let Some(label) = &self.label {
            let annotation = AnnotationKind::Primary.span(label.span.clone()).label(&*label.text);
            group = group.element(
                Snippet::source(&*label.source.text).path(&*label.source.name).annotation(annotation),
            );
        }
        for help in &self.help {
            group = group.element(Level::HELP.message(&**help));
        }
        renderer.render(&[group]).to_string()
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
