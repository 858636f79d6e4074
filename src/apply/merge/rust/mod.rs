//! Stubs of methods, inserted into the `impl` of a trait in a user's Rust file. A stub goes after
//! the last item of the block, so before comments that end it; nothing else of the file changes.

mod place;
#[cfg(test)]
mod tests;

use std::ops::Range;

use syn::{
    Attribute, File, ImplItem, Item, ItemImpl, Meta, Token, Type, punctuated::Punctuated, spanned::Spanned,
};

use crate::{
    diagnostic::{Diagnostic, Source},
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
    let base = prelude(text);
    let file = parse(source, text, base)?;
    let mut insertions = Vec::new();
    let mut done = Vec::new();
    for want in wants {
        let RustWant::Method { trait_name, on, .. } = want;
        if done.contains(&(trait_name, on)) {
            continue;
        }
        done.push((trait_name, on));
        for found in meant(source, &file, want)? {
            let lacks = |want: &&RustWant| {
                let RustWant::Method { trait_name: other, on: other_type, name, .. } = want;
                (other, other_type) == (trait_name, on) && !has_method(found, name)
            };
            let codes = wants.iter().filter(lacks).map(|RustWant::Method { code, .. }| &**code);
            let codes: Vec<&str> = codes.collect();
            insertions.extend(place::stubs(text, &Block::of(found, base), &codes));
        }
    }
    Ok(insertions)
}

fn parse(source: &Source, text: &str, base: usize) -> Result<File, Diagnostic> {
    syn::parse_file(&text[base..]).map_err(|error| {
        let range = error.span().byte_range();
        let span = (range.start + base).min(text.len())..(range.end + base).min(text.len());
        let shown = Source::new(source.name.clone(), text);
        Diagnostic::error(format!("{} is not valid Rust", source.name)).at(&shown, span, error.to_string())
    })
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

/// Of the impls of the trait, those for the wanted type; if it has none, the only other one. Code
/// for tests does not count.
fn meant<'a>(source: &Source, file: &'a File, want: &RustWant) -> Result<Vec<&'a ItemImpl>, Diagnostic> {
    let RustWant::Method { trait_name, on, .. } = want;
    let mut all = Vec::new();
    collect(&file.items, trait_name, &mut all);
    let (meant, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|found| is_for(found, on));
    match (&meant[..], &others[..]) {
        ([], [only]) => Ok(vec![only]),
        ([], []) => Err(nowhere(source, want, "the trait has no `impl` in this file")),
        ([], _) => Err(nowhere(source, want, "the trait has several `impl`s, none for that type")),
        _ => Ok(meant),
    }
}

/// All impls of the trait but those for tests.
fn collect<'a>(items: &'a [Item], trait_name: &str, found: &mut Vec<&'a ItemImpl>) {
    for item in items {
        match item {
            Item::Impl(block) if !for_tests(&block.attrs) => {
                let last = block.trait_.as_ref().and_then(|(path, _)| path.segments.last());
                if last.is_some_and(|segment| segment.ident == trait_name) {
                    found.push(block);
                }
            }
            Item::Mod(module) if !for_tests(&module.attrs) => {
                if let Some((_, items)) = &module.content {
                    collect(items, trait_name, found);
                }
            }
            _ => {}
        }
    }
}

fn is_for(block: &ItemImpl, on: &str) -> bool {
    let Type::Path(path) = &*block.self_ty else { return false };
    path.path.segments.last().is_some_and(|segment| segment.ident == on)
}

fn has_method(block: &ItemImpl, name: &str) -> bool {
    let plain = name.trim_start_matches("r#");
    block.items.iter().any(|item| {
        let ImplItem::Fn(function) = item else { return false };
        function.sig.ident.to_string().trim_start_matches("r#") == plain
    })
}

/// Whether a `cfg` limits an item to tests.
fn for_tests(attributes: &[Attribute]) -> bool {
    let cfgs = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    cfgs.filter_map(|attribute| attribute.parse_args::<Meta>().ok()).any(|meta| needs_test(&meta))
}

fn needs_test(meta: &Meta) -> bool {
    match meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("all") || list.path.is_ident("any") => {
            let inner = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            inner.is_ok_and(|metas| metas.iter().any(needs_test))
        }
        _ => false,
    }
}

impl Block {
    fn of(found: &ItemImpl, base: usize) -> Self {
        let shifted = |range: Range<usize>| range.start + base..range.end + base;
        let brace = found.brace_token.span;
        Self {
            start: shifted(found.span().byte_range()).start,
            open: shifted(brace.open().byte_range()).end,
            close: shifted(brace.close().byte_range()).start,
            last_item: found.items.last().map(|item| shifted(item.span().byte_range())),
        }
    }
}

/// The length of a byte order mark and a `#!` line: syn leaves both out when it counts.
fn prelude(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = &text[mark..];
    match rest.strip_prefix("#!") {
        Some(after) if !after.trim_start().starts_with('[') => mark + rest.find('\n').unwrap_or(rest.len()),
        _ => mark,
    }
}

fn nowhere(source: &Source, want: &RustWant, why: &str) -> Diagnostic {
    let RustWant::Method { trait_name, on, name, code } = want;
    let code = place::indented(code, "    ", "    ");
    Diagnostic::error(format!("cannot add the method `{name}` to `{on}` in {}: {why}", source.name))
        .help(format!("add it yourself and run kit again:\n\nimpl {trait_name} for {on} {{\n{code}\n}}"))
}
