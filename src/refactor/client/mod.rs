//! What `kit generate client … --for …` changes in the service that calls: its implementation holds
//! the client, and its main makes it. Where that cannot be done for sure, the error says what to write.

mod implementation;
mod imports;
mod program;

use syn::Item;

pub use implementation::implementation;
pub use program::program;

use crate::{
    diagnostic::{Diagnostic, Source},
    model::{
        Transport,
        names::ServiceName,
        syntax::{self, Text},
    },
    plan::{
        edit::{self, Edit},
        format::{self, Link},
    },
    room::with_room,
};

/// The client that a service gets.
pub struct Client<'a> {
    /// The service that is called.
    pub of: &'a ServiceName,
    pub transport: Transport,
    /// Whether the user said so: one that is there already may else be over another.
    pub is_said: bool,
    /// The service that calls.
    pub caller: &'a ServiceName,
}

impl Client<'_> {
    /// Its crate, and what the caller calls it.
    pub fn name(&self) -> String {
        self.of.snake()
    }

    /// The statement in main that makes it.
    pub fn made(&self) -> String {
        let (name, transport) = (self.name(), self.transport.name());
        let root = format!("{name}::{transport}::client(app.{transport}_channel({name}::NAME))");
        let links = [
            Link::call("layer", &["&Retry::default()".to_owned()]),
            Link::call("layer", &["&Timeout(Duration::from_secs(2))".to_owned()]),
            Link::call("layer_each", &[format!("|method| Breaker::of({name}::NAME, method)")]),
        ];
        format::chain(4, &format!("let {name} = "), &root, &links, ";")
    }
}

/// What main needs besides.
pub const IMPORTS: [(&str, &[&str]); 2] = [
    ("platform", &["resilience::Breaker", "resilience::Retry", "resilience::Timeout"]),
    ("std", &["time::Duration"]),
];

/// Edits of a file that parses, in its own line ends. They are tried: what comes of them must parse, too.
fn edits(
    source: &Source,
    make: impl FnOnce(&Text, &[Item]) -> Result<Vec<Edit>, Diagnostic> + Send,
) -> Result<Vec<Edit>, Diagnostic> {
    with_room(|| {
        let (text, items) = syntax::parse(source)?;
        let mut edits = make(&text, &items)?;
        if source.text.contains("\r\n") {
            edits.iter_mut().for_each(|edit| edit.text = edit.text.replace('\n', "\r\n"));
        }
        edits.sort_by_key(|edit| edit.order());
        let edited = Source::new(source.name.clone(), edit::apply(&source.text, &edits));
        syntax::parse(&edited).map(|_| edits)
    })?
}

/// The blanks that a line begins with.
fn indent(text: &str, at: usize) -> &str {
    let line = &text[text[..at].rfind('\n').map_or(0, |newline| newline + 1)..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}
