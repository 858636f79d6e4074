//! Methods that answer item by item: `Result<impl Stream<Item = Result<T, Error>> + Send + 'static, Error>`.

use proc_macro2::Ident;
use syn::{GenericArgument, PathArguments, TraitBound, Type, TypeImplTrait, TypeParamBound};

use super::{advice, modules::Scope, resolve::Found, result, typing::Reader};

/// Whether an `impl Trait` promises this trait, going by its name.
pub(super) fn promises(ty: &TypeImplTrait, name: &str) -> bool {
    traits(ty).any(|bound| bound.path.segments.last().is_some_and(|last| last.ident == name))
}

/// The type of one item, if what the method answers is a stream; `ok` itself, and false, if it is anything
/// else. What is wrong with a stream is noted.
pub(super) fn item<'s>(
    reader: &mut Reader,
    scope: &Scope,
    (method, failure): (&Ident, &Option<String>),
    ok: &'s Type,
) -> Option<(&'s Type, bool)> {
    let Type::ImplTrait(stream) = ok else { return Some((ok, false)) };
    let Some(bound) = traits(stream).find(|bound| is_stream(reader, scope, bound)) else {
        if !promises(stream, "Stream") {
            return Some((ok, false));
        }
        if !(reader.modules.is_broken() && scope.has_glob()) {
            let error = scope.text.error("cannot find the trait `Stream`", ok, "not found");
            reader.errors.push(error.help("add `use platform::Stream;`"));
        }
        return None;
    };
    let Some(item) = item_of(bound) else {
        let title = format!("the stream of `{method}` does not say what its items are");
        let error = scope.text.error(title, bound, "of what?");
        reader.errors.push(error.help(format!("write `{}`", advice::stream(advice::ITEM))));
        return None;
    };
    let what = format!("the items of `{method}` are not `Result<T, Error>`");
    let (value, own) = result::value(reader, scope, (&what, "a stream can fail on its way"), item)?;
    if own != *failure {
        let title = format!("the stream of `{method}` fails with another error than the method");
        let error = scope.text.error(title, item, "the items' error");
        reader.errors.push(error.help("write the same error in both places"));
    }
    check_bounds(reader, scope, method, stream, &scope.text.snippet(item));
    Some((value, true))
}

fn traits(ty: &TypeImplTrait) -> impl Iterator<Item = &TraitBound> {
    ty.bounds.iter().filter_map(|bound| match bound {
        TypeParamBound::Trait(bound) if bound.maybe.is_none() => Some(bound),
        _ => None,
    })
}

/// Every crate that has it has the one of futures-core.
fn is_stream(reader: &Reader, scope: &Scope, bound: &TraitBound) -> bool {
    const CRATES: [&str; 5] = ["platform", "futures", "futures_core", "futures_util", "tokio_stream"];
    let Found::Foreign(path) = reader.resolver.path(scope, &bound.path) else { return false };
    CRATES.contains(&&*path[0]) && path.last().is_some_and(|last| last == "Stream")
}

/// The `T` of `Stream<Item = T>`.
fn item_of(bound: &TraitBound) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &bound.path.segments.last()?.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(found) if found.ident == "Item" => Some(&found.ty),
        _ => None,
    })
}

/// A stream outlives the call that opened it, and moves between threads.
fn check_bounds(reader: &mut Reader, scope: &Scope, method: &Ident, stream: &TypeImplTrait, item: &str) {
    let (mut send, mut is_static) = (false, false);
    let write = format!("write `{}`", advice::stream(item));
    for bound in &stream.bounds {
        match bound {
            TypeParamBound::Lifetime(lifetime) if lifetime.ident == "static" => is_static = true,
            TypeParamBound::Trait(bound) if bound.path.is_ident("Send") && bound.maybe.is_none() => {
                send = true
            }
            TypeParamBound::Trait(bound) if is_stream(reader, scope, bound) => {}
            other => {
                let title = format!("the stream of `{method}` promises more than kit can keep");
                let error = scope.text.error(title, other, "generated code does not have it");
                reader.errors.push(error.help(write.clone()));
                return;
            }
        }
    }
    let (what, why) = match (send, is_static) {
        (true, true) => return,
        (false, true) => ("`Send`", "servers move it between threads"),
        (true, false) => ("`'static`", "it outlives the call that opens it"),
        (false, false) => (
            "`Send` and `'static`",
            "it outlives the call that opens it, and servers move it between threads",
        ),
    };
    let error = scope.text.error(format!("the stream of `{method}` is not {what}"), stream, why);
    reader.errors.push(error.help(write));
}
