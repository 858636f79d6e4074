//! Stubs of methods, inserted into the `impl` of a trait in a user's Rust file. A stub goes after
//! the last item of the block, so before comments that end it; nothing else of the file changes.

mod place;
#[cfg(test)]
mod tests;

use std::ops::Range;

use syn::{AttrStyle, Attribute, Item, ItemImpl};

use crate::{
    diagnostic::{Diagnostic, Source},
    model::{
        impls, names,
        syntax::{self, Text},
    },
    plan::{
        change::RustWant,
        edit::{self, Insertion},
    },
    room::with_room,
};

pub fn insertions(source: &Source, wants: &[RustWant]) -> Result<Vec<Insertion>, Diagnostic> {
    with_room(|| found(source, wants))?
}

fn found(source: &Source, wants: &[RustWant]) -> Result<Vec<Insertion>, Diagnostic> {
    let insertions = missing(source, &source.text, wants)?;
    if !insertions.is_empty() {
        // A place that a macro or a comment hides would show only now.
        let merged = edit::insert(&source.text, &insertions);
        if !missing(source, &merged, wants)?.is_empty() {
            return Err(nowhere(source, &wants[0], "kit found no place for it"));
        }
    }
    Ok(insertions)
}

/// The stubs that the impls of `text` lack, all of a block at one place.
fn missing(source: &Source, text: &str, wants: &[RustWant]) -> Result<Vec<Insertion>, Diagnostic> {
    let (text, items) = syntax::signatures(&Source::new(source.name.clone(), text))?;
    let mut insertions = Vec::new();
    let mut done = Vec::new();
    for want in wants {
        let RustWant::Method { trait_name, on, .. } = want;
        if done.contains(&(trait_name, on)) {
            continue;
        }
        done.push((trait_name, on));
        for found in meant(source, &items, want)? {
            let names = impls::methods(found);
            let lacks = |want: &&RustWant| {
                let RustWant::Method { trait_name: other, on: other_type, name, .. } = want;
                (other, other_type) == (trait_name, on) && !names.contains(names::field_name(name))
            };
            let codes = wants.iter().filter(lacks).map(|RustWant::Method { code, .. }| &**code);
            let codes: Vec<&str> = codes.collect();
            insertions.extend(place::stubs(&text.source.text, &Block::of(&text, found), &codes));
        }
    }
    Ok(insertions)
}

/// The braces of an `impl` and what is between them, as byte offsets.
struct Block {
    /// Of the keyword or the first attribute.
    start: usize,
    /// After the opening brace.
    open: usize,
    /// Of the closing brace.
    close: usize,
    last_item: Option<Range<usize>>,
}

/// The impls that are the service, or why there is none.
fn meant<'a>(source: &Source, items: &'a [Item], want: &RustWant) -> Result<Vec<&'a ItemImpl>, Diagnostic> {
    let RustWant::Method { trait_name, on, .. } = want;
    let all: Vec<&ItemImpl> = impls::all_of(items, trait_name)
        .into_iter()
        .filter_map(|(block, for_tests)| (!for_tests).then_some(block))
        .collect();
    let why = match all.len() {
        0 => "the trait has no `impl` in this file",
        _ => "the trait has several `impl`s, none for that type",
    };
    let meant = impls::meant(all, |block| block, on);
    if meant.is_empty() { Err(nowhere(source, want, why)) } else { Ok(meant) }
}

impl Block {
    fn of(text: &Text, found: &ItemImpl) -> Self {
        let brace = found.brace_token.span;
        let outer = |attribute: &&Attribute| matches!(attribute.style, AttrStyle::Outer);
        let first = found
            .attrs
            .iter()
            .find(outer)
            .map_or(found.impl_token.span, |attribute| attribute.pound_token.span);
        Self {
            start: text.span(&first).start,
            open: text.span(&brace.open()).end,
            close: text.span(&brace.close()).start,
            last_item: found.items.last().map(|item| text.span(item)),
        }
    }
}

fn nowhere(source: &Source, want: &RustWant, why: &str) -> Diagnostic {
    let RustWant::Method { trait_name, on, name, code } = want;
    let code = place::indented(code, "    ", "    ");
    Diagnostic::error(format!("cannot add the method `{name}` to `{on}` in {}: {why}", source.name))
        .help(format!("add it yourself and run kit again:\n\nimpl {trait_name} for {on} {{\n{code}\n}}"))
}
