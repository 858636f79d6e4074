//! The view behind the first service.rs of a service whose `.proto` was there before.

use std::ops::Range;

use askama::Template;

#[derive(Template)]
#[template(path = "draft/service.rs.tmpl", escape = "none")]
pub(super) struct ServiceRs {
    pub name: String,
    pub trait_name: String,
    pub basic_name: String,
    pub proto: String,
    pub docs: Vec<String>,
    pub methods: Vec<Block>,
    pub definitions: Vec<Block>,
}

/// A method, or a struct or an enum.
#[derive(Default)]
pub(super) struct Block {
    pub lines: Vec<Line>,
}

/// One or several lines of Rust, and what of the `.proto` they are made of.
pub(super) struct Line {
    pub text: String,
    pub origin: Range<usize>,
}

impl Block {
    pub fn line(&mut self, text: impl Into<String>, origin: &Range<usize>) {
        self.lines.push(Line { text: text.into(), origin: origin.clone() });
    }

    /// A comment of the `.proto` as a doc comment.
    pub fn docs(&mut self, indent: &str, docs: &[String], origin: &Range<usize>) {
        docs.iter().for_each(|line| self.line(format!("{indent}{}", doc(line)), origin));
    }
}

pub(super) fn doc(line: &str) -> String {
    format!("/// {line}").trim_end().to_owned()
}
