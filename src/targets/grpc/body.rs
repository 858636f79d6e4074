//! Lines for the end of a block of a `.proto`, laid out as what is there.

use std::ops::Range;

use crate::plan::edit::Insertion;

/// The white space of the file's first indented line.
pub(super) fn usual_indent(text: &str) -> String {
    let indent = |line: &str| line[..line.len() - line.trim_start_matches([' ', '\t']).len()].to_owned();
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('*'));
    lines.map(indent).find(|indent| !indent.is_empty()).unwrap_or_else(|| "  ".to_owned())
}

/// Collects lines for the end of a `{ … }` block, indented as what is there.
pub(super) struct Body {
    at: usize,
    /// The block's closing brace stands on the line of its opening one.
    flat: bool,
    indent: String,
    lines: String,
}

impl Body {
    /// `block` is the whole `service X { … }`, `sibling` its last entry.
    pub(super) fn new(text: &str, block: Range<usize>, sibling: Option<Range<usize>>) -> Self {
        let brace = block.end - 1;
        let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let own_line = text[line_start(brace)..brace].trim().is_empty();
        let blank = |at: usize| {
            let start = line_start(at);
            let line = &text[start..at];
            line[..line.len() - line.trim_start().len()].to_owned()
        };
        let indent = match sibling {
            Some(sibling) if text[sibling.start..brace].contains('\n') => blank(sibling.start),
            _ => format!("{}{}", blank(block.start), usual_indent(text)),
        };
        Self {
            at: if own_line { line_start(brace) } else { brace },
            flat: !own_line,
            indent,
            lines: String::new(),
        }
    }

    pub(super) fn docs(&mut self, docs: &[String]) {
        for line in docs {
            self.line(format!("// {line}").trim_end());
        }
    }

    pub(super) fn line(&mut self, line: &str) {
        self.lines.push_str(&format!("{}{line}\n", self.indent));
    }

    pub(super) fn insertion(self) -> Option<Insertion> {
        let break_first = if self.flat { "\n" } else { "" };
        (!self.lines.is_empty()).then(|| Insertion::new(self.at, format!("{break_first}{}", self.lines)))
    }
}
