//! Where a service's trait is implemented, and where the methods there are not the trait's any
//! more. kit never edits those: rustc explains the rest.

use std::collections::{BTreeSet, HashMap};

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::{FnArg, ImplItem, ImplItemFn, ItemImpl, ReturnType, Signature, TraitItemFn, Type};

use super::{
    impls,
    modules::{Modules, Scope},
    names::{self, ServiceName},
    syntax::Text,
};
use crate::diagnostic::{Diagnostic, Source};

/// The trait's methods, and the text that they are in.
#[derive(Clone, Copy)]
pub(super) struct Declared<'a> {
    pub text: &'a Text,
    pub methods: &'a [&'a TraitItemFn],
}

/// What implements the trait.
#[derive(Clone, Debug)]
pub struct Implementation {
    /// The file that it is in.
    pub source: Source,
    /// The methods that it has, without `r#`: if there are several blocks, those that each has.
    pub methods: BTreeSet<String>,
}

/// The implementation, and warnings about methods that are there already.
pub(super) fn find(
    modules: &Modules,
    name: &ServiceName,
    declared: Declared,
) -> (Option<Implementation>, Vec<Diagnostic>) {
    let (wanted, on) = (name.trait_name(), name.basic_name());
    let mut scopes = modules.mentioning(&wanted);
    // The trait's own module comes first.
    scopes.sort_by_key(|scope| scope.path != ["crate", "service"]);
    let mut blocks: Vec<(&Scope, &ItemImpl)> = Vec::new();
    for scope in scopes.iter().filter(|scope| !scope.for_tests) {
        let found = impls::all_of(&scope.items, &wanted).into_iter().filter(|(_, for_tests)| !for_tests);
        blocks.extend(found.map(|(block, _)| (&**scope, block)));
    }
    // Where it cannot be told which is meant, merging says so at the first of them.
    let unclear = |source: &Source| Implementation { source: source.clone(), methods: BTreeSet::new() };
    let first = blocks.first().map(|(scope, _)| unclear(&scope.text.source));
    let mut blocks = impls::meant(blocks, |(_, block)| block, &on);
    let Some(source) = blocks.first().map(|(scope, _)| scope.text.source.clone()) else {
        return (first, Vec::new());
    };
    blocks.retain(|(scope, _)| scope.text.source == source);
    let notes = blocks.iter().flat_map(|(scope, block)| differences(&scope.text, block, &wanted, declared));
    let notes = notes.collect();
    let methods = blocks.iter().map(|(_, block)| impls::methods(block));
    let methods = methods.reduce(|all, more| &all & &more).unwrap_or_default();
    (Some(Implementation { source, methods }), notes)
}

fn differences(text: &Text, block: &ItemImpl, wanted: &str, declared: Declared) -> Vec<Diagnostic> {
    let plain = |ident: &Ident| names::field_name(&ident.to_string()).to_owned();
    let by_name: HashMap<String, &TraitItemFn> =
        declared.methods.iter().map(|method| (plain(&method.sig.ident), *method)).collect();
    let implemented = block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    });
    let difference = |method: &ImplItemFn| {
        let same = by_name.get(&plain(&method.sig.ident)).copied();
        difference(text, method, wanted, declared.text, same)
    };
    implemented.filter_map(difference).collect()
}

/// How a method differs from that of the trait, which has `declared` of its name.
fn difference(
    text: &Text,
    method: &ImplItemFn,
    wanted: &str,
    of_trait: &Text,
    declared: Option<&TraitItemFn>,
) -> Option<Diagnostic> {
    let ident = &method.sig.ident;
    let Some(declared) = declared else {
        let note = Diagnostic::warning(format!("`{wanted}` has no method `{ident}`"));
        let note = note.at(&text.source, text.span(ident), "still implemented here");
        return Some(note.help("kit leaves your code alone: delete the method, or add it to the trait"));
    };
    let end = declared.semi_token.map_or_else(Span::call_site, |semi| semi.span);
    let as_declared = of_trait.between(declared.sig.paren_token.span.open(), end);
    let as_implemented =
        text.between(method.sig.paren_token.span.open(), method.block.brace_token.span.open());
    if as_declared == as_implemented || shape(&declared.sig) == shape(&method.sig) {
        return None;
    }
    let note = Diagnostic::warning(format!("`{ident}` is not implemented as the trait declares it"));
    let note = note.at(&text.source, text.span(ident), "change this one by hand");
    Some(note.help(format!("the trait says `{}`", of_trait.line(&declared.sig))))
}

/// What must be the same: the types, however their paths are written.
fn shape(signature: &Signature) -> Vec<String> {
    let types = signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(parameter) => Some(without_paths(&parameter.ty)),
        FnArg::Receiver(_) => None,
    });
    let output = match &signature.output {
        ReturnType::Type(_, ty) => without_paths(ty),
        ReturnType::Default => String::new(),
    };
    types.chain([output]).collect()
}

fn without_paths(ty: &Type) -> String {
    let tokens = ty.to_token_stream().to_string();
    let words: Vec<&str> = tokens.split_whitespace().collect();
    let mut kept: Vec<&str> = Vec::new();
    for word in words {
        if word == "::" {
            kept.pop();
        } else {
            kept.push(word);
        }
    }
    kept.join(" ")
}
