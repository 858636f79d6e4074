//! What a method returns: `Result<T, Error>` with platform's `Error`.

use syn::{GenericArgument, PathArguments, ReturnType, Signature, Type};

use super::{modules::Scope, resolve::Found, typing::Reader};
use crate::diagnostic::Diagnostic;

/// The `T` of the result; what is wrong is noted.
pub(super) fn check<'s>(reader: &mut Reader, scope: &Scope, signature: &'s Signature) -> Option<&'s Type> {
    let ReturnType::Type(_, ty) = &signature.output else {
        let title = format!("the method `{}` returns no Result", signature.ident);
        let error = scope.text.error(title, &signature.ident, "a call can fail on its way");
        reader.errors.push(error.help("write `-> Result<(), Error>`"));
        return None;
    };
    // That a future is returned by hand is what the check for `async` says.
    if signature.asyncness.is_none() && !matches!(**ty, Type::Path(_) | Type::Tuple(_)) {
        return None;
    }
    let arguments = match result_arguments(reader, scope, ty) {
        Ok(arguments) => arguments,
        Err(error) => {
            reader.errors.0.extend(error);
            return None;
        }
    };
    if let Some(error) = arguments.get(1)
        && let Some(diagnostic) = check_error(reader, scope, error)
    {
        reader.errors.push(diagnostic);
    }
    arguments.first().copied()
}

/// The one or two types in a `Result`; no diagnostic if what is wrong has been said already.
fn result_arguments<'t>(
    reader: &Reader,
    scope: &Scope,
    ty: &'t Type,
) -> Result<Vec<&'t Type>, Option<Diagnostic>> {
    let text = &scope.text;
    let written = text.snippet(ty);
    let refuse = |label: &str, help: String| {
        Err(Some(text.error("a method returns a `Result` with platform's `Error`", ty, label).help(help)))
    };
    let plain = || {
        refuse("this is no Result: a call can fail on its way", format!("write `Result<{written}, Error>`"))
    };
    let Type::Path(path) = ty else { return plain() };
    let is_ours = match reader.resolver.path(scope, &path.path) {
        Found::Free(name) if name == "Result" => false,
        Found::Foreign(path) if is(&path, &["std", "core"], &["result", "Result"]) => false,
        Found::Foreign(path) if is(&path, &["platform"], &["Result"]) => true,
        Found::Missing(_) if reader.modules.is_broken() => return Err(None),
        _ if path.path.segments.last().is_some_and(|last| last.ident == "Result") => {
            return refuse(
                "this is another `Result`",
                "write `Result<T, Error>`, with `use platform::Error;`".into(),
            );
        }
        _ => return plain(),
    };
    let arguments = types_in(&path.path);
    match (arguments.len(), is_ours) {
        (2, _) | (1, true) => Ok(arguments),
        (1, false) => refuse(
            "the error's type is missing",
            format!("write `Result<{}, Error>`, with `use platform::Error;`", text.snippet(arguments[0])),
        ),
        _ => refuse("takes the result's type and the error's", "write `Result<(), Error>`".into()),
    }
}

fn types_in(path: &syn::Path) -> Vec<&Type> {
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

fn check_error(reader: &Reader, scope: &Scope, ty: &Type) -> Option<Diagnostic> {
    let text = &scope.text;
    let written = text.snippet(ty);
    let other = || {
        let title = format!("the error is `{written}`, not platform's `Error`");
        let error = text.error(title, ty, "it would have no code that a caller on the wire could read");
        Some(error.help("write `Error`, with `use platform::Error;`, and convert in the implementation"))
    };
    let Type::Path(path) = ty else { return other() };
    match reader.resolver.path(scope, &path.path) {
        Found::Foreign(path) if is(&path, &["platform"], &["Error"]) => None,
        Found::Missing(_) | Found::Free(_) if reader.modules.is_broken() => None,
        Found::Free(name) if name == "Error" => {
            let error = text.error("cannot find the type `Error`", ty, "not found");
            Some(error.help("add `use platform::Error;`"))
        }
        _ => other(),
    }
}

fn is(path: &[String], crates: &[&str], rest: &[&str]) -> bool {
    path.split_first().is_some_and(|(first, tail)| crates.contains(&first.as_str()) && tail == rest)
}
