//! A service's crate, trait and implementation get other names, wherever tokens say them. Strings and
//! comments are not touched.

use super::Edits;
use crate::{
    diagnostic::{Diagnostic, Source},
    model::{names::ServiceName, uses::Tokens},
    plan::edit::Edit,
};

/// The sources of one crate.
pub struct Sources<'a> {
    pub files: &'a [Source],
    /// Whether a file sees the service's crate under its name: it is not part of its library.
    pub outside: fn(&str) -> bool,
}

/// What became of a crate's sources.
#[derive(Default)]
pub struct Renamed {
    pub edits: Edits,
    /// Names that the crate itself gives another meaning: they stay.
    pub ambiguous: Vec<String>,
    /// Files that could not be read as Rust.
    pub broken: Vec<Diagnostic>,
}

pub fn rename(sources: &Sources, old: &ServiceName, new: &ServiceName, own: bool) -> Renamed {
    let mut renamed = Renamed::default();
    let mut tokens: Vec<(&Source, Tokens)> = Vec::new();
    for source in sources.files {
        match Tokens::of(source) {
            Ok(found) => tokens.push((source, found)),
            Err(error) => renamed.broken.push(error),
        }
    }
    let words = [(old.trait_name(), new.trait_name()), (old.basic_name(), new.basic_name())];
    for (from, to) in words.iter().filter(|(from, to)| from != to) {
        // The service's crate is where the names mean what they mean.
        if !own && tokens.iter().any(|(_, tokens)| tokens.defines(from)) {
            renamed.ambiguous.push(from.clone());
            continue;
        }
        for (source, tokens) in &tokens {
            renamed.add(source, tokens.word(from), to);
        }
    }
    let (from, to) = (old.snake(), new.snake());
    let outside: Vec<_> = tokens.iter().filter(|(source, _)| (sources.outside)(&source.name)).collect();
    if outside.iter().any(|(_, tokens)| tokens.defines(&from)) {
        renamed.ambiguous.push(from);
    } else {
        for (source, tokens) in outside {
            renamed.add(source, tokens.crate_name(&from), &to);
        }
    }
    renamed.edits.values_mut().for_each(|edits| edits.sort_by_key(|edit| edit.order()));
    renamed
}

impl Renamed {
    fn add(&mut self, source: &Source, spans: Vec<std::ops::Range<usize>>, to: &str) {
        if !spans.is_empty() {
            let edits = self.edits.entry(source.name.to_string()).or_default();
            edits.extend(spans.into_iter().map(|span| Edit::replace(span, to)));
        }
    }
}
