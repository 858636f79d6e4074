//! The shape of a trait and of its methods: one small check per rule. What types may be is for
//! `typing`, which names go together for `collisions`.

use proc_macro2::Ident;
use syn::{
    FnArg, ItemTrait, Meta, Pat, PatType, ReceiverKind, Safety, Signature, TraitItem, TraitItemFn,
    TypeParamBound, Visibility,
};

use super::{attributes, names, syntax::Text};
use crate::diagnostic::Diagnostic;

type Check = Option<Diagnostic>;

/// Everything about the trait but its methods.
pub(super) fn check_trait(text: &Text, item: &ItemTrait) -> Vec<Diagnostic> {
    let checks = [
        check_public(text, item),
        check_send(text, item),
        check_trait_plain(text, item),
        check_trait_generics(text, item),
        check_supertraits(text, item),
        attributes::check_cfg(text, &item.attrs, "the trait"),
        attributes::check_not_for_kit(text, &item.attrs, "the trait"),
        check_has_methods(text, item),
    ];
    let members = item.items.iter().filter_map(|member| check_member(text, member));
    checks.into_iter().flatten().chain(members).collect()
}

/// Everything about a method but its types.
pub(super) fn check_method(text: &Text, method: &TraitItemFn) -> Vec<Diagnostic> {
    let signature = &method.sig;
    let checks = [
        check_async(text, signature),
        check_receiver(text, signature),
        check_qualifiers(text, method),
        check_generics(text, signature),
        check_no_body(text, method),
        attributes::check_cfg(text, &method.attrs, "a method"),
        check_ascii(text, &signature.ident),
        check_snake(text, &signature.ident, "method"),
    ];
    checks.into_iter().flatten().collect()
}

fn check_public(text: &Text, item: &ItemTrait) -> Check {
    if let Visibility::Public(_) = item.vis {
        return None;
    }
    let title = format!("the trait `{}` is not public", item.ident);
    let error = text.error(title, &item.ident, "other crates call the service through it");
    Some(error.help(format!("write `pub trait {}`", item.ident)))
}

fn check_send(text: &Text, item: &ItemTrait) -> Check {
    let make = item.attrs.iter().find(|attribute| {
        let path = attribute.path();
        path.is_ident("make") || path.segments.first().is_some_and(|first| first.ident == "trait_variant")
    });
    let make_send = "#[trait_variant::make(Send)]";
    if let Some(attribute) = make {
        let is_send = matches!(&attribute.meta, Meta::List(list) if list.tokens.to_string() == "Send");
        let error = || {
            text.error(
                "the service's trait must itself be the `Send` variant",
                attribute,
                "makes another trait",
            )
        };
        return (!is_send).then(|| error().help(format!("write `{make_send}`")));
    }
    let title = format!("the futures of `{}` are not `Send`", item.ident);
    let foreign = item
        .attrs
        .iter()
        .find(|attribute| attribute.path().segments.last().is_some_and(|last| last.ident == "async_trait"));
    let error = match foreign {
        Some(attribute) => text.error(title, attribute, "boxes every future, and kit's own impls do not"),
        None => text.error(title, &item.ident, "servers move them between threads"),
    };
    let place = if foreign.is_some() { "instead" } else { "above the trait" };
    Some(error.help(format!("write `{make_send}` {place}")))
}

fn check_trait_plain(text: &Text, item: &ItemTrait) -> Check {
    let title = "the trait of a service is a plain one";
    if let Some(token) = &item.unsafety {
        return Some(text.error(title, token, "generated code implements it").help("remove `unsafe`"));
    }
    let token = item.modifiers.auto_token.as_ref()?;
    Some(text.error(title, token, "an auto trait has no methods").help("remove `auto`"))
}

fn check_trait_generics(text: &Text, item: &ItemTrait) -> Check {
    let title = format!("the trait `{}` is generic", item.ident);
    let label = "a service is one trait with known types";
    let error = match &item.generics.where_clause {
        _ if !item.generics.params.is_empty() => text.error(title, &item.generics, label),
        Some(clause) => text.error(title, clause, label),
        None => return None,
    };
    Some(error.help("name the types; what an implementation needs goes into its struct"))
}

fn check_supertraits(text: &Text, item: &ItemTrait) -> Check {
    let name = &item.ident;
    let help = format!("write `pub trait {name}: Sync + 'static`");
    let (mut sync, mut is_static) = (false, false);
    for bound in &item.supertraits {
        match bound {
            TypeParamBound::Trait(bound) if bound.maybe.is_none() && bound.lifetimes.is_none() => {
                match bound.path.segments.last() {
                    Some(last) if last.ident == "Sync" => sync = true,
                    Some(last) if last.ident == "Send" => {}
                    _ => return Some(other_supertrait(text, bound, name).help(help)),
                }
            }
            TypeParamBound::Lifetime(lifetime) if lifetime.ident == "static" => is_static = true,
            bound => return Some(other_supertrait(text, bound, name).help(help)),
        }
    }
    if sync && is_static {
        return None;
    }
    let title = format!("the trait `{name}` does not require {}", if sync { "`'static`" } else { "`Sync`" });
    Some(text.error(title, name, "a server shares the service between its threads").help(help))
}

fn other_supertrait(text: &Text, bound: &impl syn::spanned::Spanned, name: &Ident) -> Diagnostic {
    let title = format!("`{name}` has a supertrait that generated code does not implement");
    text.error(title, bound, "only `Send`, `Sync` and `'static` may stand here")
}

fn check_has_methods(text: &Text, item: &ItemTrait) -> Check {
    let example = "async fn create(&self, email: String) -> Result<(), Error>;";
    let error = || {
        text.error(format!("the trait `{}` has no methods yet", item.ident), &item.ident, "nothing to serve")
    };
    item.items.is_empty().then(|| error().help(format!("write one, for example `{example}`")))
}

fn check_member(text: &Text, member: &TraitItem) -> Check {
    let (what, help) = match member {
        TraitItem::Fn(_) => return None,
        TraitItem::Const(_) => ("an associated constant", "move it out of the trait"),
        TraitItem::Type(_) => ("an associated type", "name the type where it is used"),
        TraitItem::Macro(_) => ("a macro", "write what it expands to: kit does not run macros"),
        _ => ("syntax that kit does not know", "write plain methods"),
    };
    let error = text.error(format!("the trait of a service cannot have {what}"), member, "not a method");
    Some(error.help(help))
}

fn check_async(text: &Text, signature: &Signature) -> Check {
    if signature.asyncness.is_some() {
        return None;
    }
    let name = &signature.ident;
    let title = format!("the method `{name}` is not async");
    Some(text.error(title, name, "a call waits for the network").help(format!("write `async fn {name}`")))
}

fn check_receiver(text: &Text, signature: &Signature) -> Check {
    let name = &signature.ident;
    let title = format!("the method `{name}` does not take `&self`");
    let error = match signature.receiver() {
        None => text.error(title, name, "has no `&self`"),
        Some(receiver) => match &receiver.kind {
            ReceiverKind::Reference(_, None, None) if receiver.attrs.is_empty() => return None,
            ReceiverKind::Reference(_, _, Some(_)) => {
                text.error(title, receiver, "calls run side by side, none has the service for itself")
            }
            ReceiverKind::Value => text.error(title, receiver, "would end the service with the first call"),
            _ => text.error(title, receiver, "not a plain `&self`"),
        },
    };
    let state = "state that changes goes into a `Mutex` or an atomic in the struct";
    let error = error.help(format!("write `async fn {name}(&self, …)`"));
    let is_mut = signature
        .receiver()
        .is_some_and(|receiver| matches!(&receiver.kind, ReceiverKind::Reference(_, _, Some(_))));
    Some(if is_mut { error.help(state) } else { error })
}

fn check_qualifiers(text: &Text, method: &TraitItemFn) -> Check {
    let signature = &method.sig;
    let title = format!("the method `{}` is not a plain function", signature.ident);
    let found = match (&signature.constness, &signature.safety, &signature.abi, &signature.variadic) {
        (Some(token), ..) => (text.span(token), "remove `const`"),
        (_, Safety::Unsafe(token), ..) => (text.span(token), "remove `unsafe`"),
        (_, Safety::Safe(token), ..) => (text.span(token), "remove `safe`"),
        (.., Some(abi), _) => (text.span(abi), "remove `extern`"),
        (.., Some(variadic)) => (text.span(variadic), "name each parameter; for a list use `Vec<T>`"),
        _ => (text.span(method.modifiers.defaultness.as_ref()?), "remove `default`"),
    };
    Some(Diagnostic::error(title).at(&text.source, found.0, "a remote call cannot honour this").help(found.1))
}

fn check_generics(text: &Text, signature: &Signature) -> Check {
    let title = format!("the method `{}` is generic", signature.ident);
    let label = "what is sent must have one known type";
    let error = match &signature.generics.where_clause {
        _ if !signature.generics.params.is_empty() => text.error(title, &signature.generics, label),
        Some(clause) => text.error(title, clause, label),
        None => return None,
    };
    Some(error.help("name the types, and own what is sent: no lifetimes"))
}

fn check_no_body(text: &Text, method: &TraitItemFn) -> Check {
    let body = method.default.as_ref()?;
    let name = &method.sig.ident;
    let open = text.span(&body.brace_token.span.open());
    let error = Diagnostic::error(format!("the method `{name}` has a body in the trait"));
    let error =
        error.at(&text.source, open, "kit's clients would run it here instead of calling the service");
    Some(error.help("end the signature with `;` and move the body to the `impl` of the trait"))
}

/// The name of a parameter, if it is one.
pub(super) fn check_parameter<'p>(text: &Text, parameter: &'p PatType) -> Result<&'p Ident, Diagnostic> {
    let pattern = &*parameter.pat;
    let ty = || text.snippet(&parameter.ty);
    if let Some(attribute) = parameter.attrs.first() {
        let error = text.error("a parameter cannot have attributes", attribute, "kit cannot honour it");
        return Err(error.help("remove the attribute"));
    }
    let refuse = |label: &str, help: String| {
        Err(text.error("a parameter needs a plain name", pattern, label).help(help))
    };
    match pattern {
        Pat::Ident(found) if found.by_ref.is_none() && found.subpat.is_none() => match found.mutability {
            None => Ok(&found.ident),
            Some(_) => {
                refuse("`mut` is for the implementation", format!("write `{}: {}`", found.ident, ty()))
            }
        },
        Pat::Wild(_) => refuse("on the wire every parameter has a name", format!("write `name: {}`", ty())),
        _ => refuse(
            "this is a pattern",
            format!("write `name: {}` and take it apart in the implementation", ty()),
        ),
    }
}

/// Names travel in URLs, JSON and protobuf.
pub(super) fn check_ascii(text: &Text, ident: &Ident) -> Check {
    // syn lets these two pass.
    match &*ident.to_string() {
        "gen" => {
            let error = text.error("`gen` is a keyword", ident, "since Rust's edition 2024");
            return Some(error.help("write `r#gen`, or choose another name"));
        }
        "_" => return Some(text.error("`_` is not a name", ident, "it needs one").help("choose a name")),
        name if name.is_ascii() => return None,
        _ => {}
    }
    let title = format!("the name `{ident}` is not ASCII");
    Some(text.error(title, ident, "protobuf and URLs take only ASCII").help("use the letters a to z"))
}

/// Other cases do not survive the way to `.proto` and back.
pub(super) fn check_snake(text: &Text, ident: &Ident, what: &str) -> Check {
    let name = ident.to_string();
    if names::is_snake(&name) || !name.is_ascii() || name == "_" {
        return None;
    }
    let snake = names::to_snake(&name);
    let error = text.error(
        format!("the name of the {what} `{name}` is not in snake case"),
        ident,
        "it is also a name on the wire",
    );
    Some(match snake.as_str() {
        "" => error.help("choose a name with letters"),
        "self" | "super" | "crate" => error.help("choose another name"),
        snake if names::is_keyword(snake) => error.help(format!("write `r#{snake}`")),
        snake => error.help(format!("write `{snake}`")),
    })
}

/// The parameters that are not the receiver.
pub(super) fn parameters(signature: &Signature) -> impl Iterator<Item = &PatType> {
    signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(parameter) => Some(parameter),
        FnArg::Receiver(_) => None,
    })
}
