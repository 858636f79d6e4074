//! What a method returns: `Result<T, Error>` with platform's `Error`, or with an enum of the service.

use syn::{GenericArgument, Item, PathArguments, ReturnType, Signature, Type};

use super::{
    Written, failure,
    modules::{ItemRef, Scope},
    resolve::{Found, path_text},
    result_alias, streaming,
    typing::Reader,
};
use crate::diagnostic::Diagnostic;

/// The `T` of the result, and the path of an error of the service's own; what is wrong is noted.
pub(super) fn check<'s>(
    reader: &mut Reader,
    scope: &Scope,
    signature: &'s Signature,
) -> Option<(&'s Type, Option<String>)> {
    let ReturnType::Type(_, ty) = &signature.output else {
        let title = format!("the method `{}` does not return `Result<T, Error>`", signature.ident);
        let error =
            scope.text.error(title, &signature.ident, "returns nothing, but a call can fail on its way");
        reader.errors.push(error.help("write `-> Result<(), Error>`"));
        return None;
    };
    if signature.asyncness.is_none() && is_future(ty) {
        // The check for `async` says it all.
        return None;
    }
    let what = format!("the method `{}` does not return `Result<T, Error>`", signature.ident);
    value(reader, scope, (&what, "a call can fail on its way"), ty)
}

/// The same of a type; `what` and `why` tell what a type is not, and why it should be.
pub(super) fn value<'t>(
    reader: &mut Reader,
    scope: &Scope,
    (what, why): (&str, &str),
    ty: &'t Type,
) -> Option<(&'t Type, Option<String>)> {
    if let Some((ok, own)) = result_alias::read(reader, scope, ty) {
        return Some((ok, noted(reader, own)));
    }
    let arguments = match result_arguments(reader, scope, (what, why), ty) {
        Ok(arguments) => arguments,
        Err(error) => {
            reader.errors.0.extend(error);
            return None;
        }
    };
    let own = arguments.get(1).map_or(Ok(None), |error| error_of(reader, scope, error));
    Some((arguments.first().copied()?, noted(reader, own)))
}

fn noted(reader: &mut Reader, own: Own) -> Option<String> {
    own.unwrap_or_else(|error| {
        reader.errors.0.extend(error);
        None
    })
}

/// The result's type as written, and how its file names the error in it; `failure` is the path of the
/// service's own, which an alias may hide.
pub(super) fn written(
    reader: &Reader,
    scope: &Scope,
    signature: &Signature,
    failure: Option<&str>,
) -> Written {
    let (text, mut result) = (&scope.text, String::new());
    let mut error = failure.map_or("platform::Error", |path| name_here(reader, scope, path)).to_owned();
    if let ReturnType::Type(_, ty) = &signature.output {
        result = text.line(&**ty);
        if let Type::Path(path) = &**ty
            && let Some(second) = types_in(&path.path).get(1)
        {
            error = text.line(*second);
        }
    }
    Written { params: Vec::new(), result, item: String::new(), error }
}

/// The last part of an item's path, where it means the item; else the path.
fn name_here<'p>(reader: &Reader, scope: &Scope, path: &'p str) -> &'p str {
    let (_, name) = path.rsplit_once("::").unwrap_or(("", path));
    let Ok(written) = syn::parse_str::<syn::Path>(name) else { return path };
    match reader.resolver.path(scope, &written) {
        Found::Item(item) if path_text(&item.scope.path, name) == path => name,
        _ => path,
    }
}

fn is_future(ty: &Type) -> bool {
    let Type::Path(path) = ty else {
        return matches!(ty, Type::ImplTrait(ty) if streaming::promises(ty, "Future"));
    };
    let last = path.path.segments.last();
    last.is_some_and(|last| ["Pin", "Box", "BoxFuture"].iter().any(|name| last.ident == name))
}

/// The one or two types in a `Result`; no diagnostic if what is wrong has been said already.
fn result_arguments<'t>(
    reader: &Reader,
    scope: &Scope,
    (what, why): (&str, &str),
    ty: &'t Type,
) -> Result<Vec<&'t Type>, Option<Diagnostic>> {
    let text = &scope.text;
    let refuse = |label: &str, result: &str| {
        let error = text.error(what, ty, label);
        Err(Some(error.help(format!("write `Result<{result}, Error>`, with `use platform::Error;`"))))
    };
    let no_result = || refuse(&format!("not a Result, but {why}"), &text.snippet(ty));
    let Type::Path(path) = ty else { return no_result() };
    let is_ours = match reader.resolver.path(scope, &path.path) {
        found if is_std(&found) => false,
        Found::Foreign(path) if is(&path, &["platform"], &["Result"]) => true,
        Found::Missing(_) if reader.modules.is_broken() => return Err(None),
        Found::Free(_) if reader.modules.is_broken() && scope.has_glob() => return Err(None),
        Found::Item(item) if matches!(item.item(), Item::Type(_)) => {
            return refuse("this alias does not stand for a `Result<T, …>` of its own `T`", "T");
        }
        _ if path.path.segments.last().is_some_and(|last| last.ident == "Result") => {
            return refuse("this is the `Result` of another crate", "T");
        }
        _ => return no_result(),
    };
    let arguments = types_in(&path.path);
    match (arguments.len(), is_ours) {
        (2, _) | (1, true) => Ok(arguments),
        (1, false) => refuse("says nothing of the error", &text.snippet(arguments[0])),
        _ => refuse("takes the type of the result and that of the error", "()"),
    }
}

/// The `Result` of the standard library.
pub(super) fn is_std(found: &Found) -> bool {
    match found {
        Found::Free(name) => name == "Result",
        Found::Foreign(path) => is(path, &["std", "core"], &["result", "Result"]),
        _ => false,
    }
}

pub(super) fn types_in(path: &syn::Path) -> Vec<&Type> {
    let Some(PathArguments::AngleBracketed(arguments)) = path.segments.last().map(|last| &last.arguments)
    else {
        return Vec::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// The path of the error, if it is the service's own; no diagnostic if what is wrong has been said already.
pub(super) type Own = Result<Option<String>, Option<Diagnostic>>;

pub(super) fn error_of(reader: &mut Reader, scope: &Scope, ty: &Type) -> Own {
    let text = &scope.text;
    let other = || {
        let title = format!("the error is `{}`, not platform's `Error`", text.snippet(ty));
        let error = text.error(title, ty, "it would have no code that a caller on the wire could read");
        let error =
            error.help("write `Error`, with `use platform::Error;`, and convert in the implementation");
        Err(Some(error.help("or write an enum of your own, whose variants have codes: `kit help errors`")))
    };
    let Type::Path(path) = ty else { return other() };
    match reader.resolver.path(scope, &path.path) {
        Found::Foreign(path) if is(&path, &["platform"], &["Error"]) => Ok(None),
        Found::Missing(_) if reader.modules.is_broken() => Err(None),
        Found::Free(_) if reader.modules.is_broken() && scope.has_glob() => Err(None),
        Found::Free(name) if name == "Error" => {
            let error = text.error("cannot find the type `Error`", ty, "not found");
            Err(Some(error.help("add `use platform::Error;`")))
        }
        Found::Free(name) if name.ends_with("Error") => Err(Some(not_found(reader, scope, ty, &name))),
        Found::Missing(part) => {
            if let Some(last) = path.path.segments.last() {
                reader.missing(scope, ty, last, &part);
            }
            Err(None)
        }
        Found::Item(item) => {
            failure::check_item(scope, ty, &item)?;
            own(reader, scope, ty, item).map(Some)
        }
        _ => other(),
    }
}

fn not_found(reader: &Reader, scope: &Scope, ty: &Type, name: &str) -> Diagnostic {
    let error = scope.text.error(format!("cannot find the type `{name}`"), ty, "not found");
    let define = || {
        format!(
            "define it: `#[derive(Debug, thiserror::Error)] pub enum {name} {{ … }}`, as `kit help errors` shows"
        )
    };
    error.help(reader.elsewhere(scope, name).unwrap_or_else(define))
}

/// Notes the error of the service, of which there is one.
fn own(reader: &mut Reader, scope: &Scope, ty: &Type, item: ItemRef) -> Result<String, Option<Diagnostic>> {
    let Item::Enum(found) = item.item() else { return Err(None) };
    let path = reader.resolver.public_path(&item, &found.ident);
    if let Some((first, _)) = &reader.failure
        && *first != path
    {
        let title = "the methods of a service fail with one error of its own";
        let error = scope.text.error(title, ty, format!("others fail with `{first}`"));
        return Err(Some(error.help("put the variants of both into one enum")));
    }
    reader.failure = Some((path.clone(), item));
    Ok(path)
}

fn is(path: &[String], crates: &[&str], rest: &[&str]) -> bool {
    path.split_first().is_some_and(|(first, tail)| crates.contains(&first.as_str()) && tail == rest)
}
