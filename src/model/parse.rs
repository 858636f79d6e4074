//! From a crate's sources to the model of its service. Signatures are read, bodies left alone.

use std::{collections::BTreeSet, rc::Rc};

use proc_macro2::Ident;
use syn::{Item, ItemTrait, Pat, Signature, TraitItem, TraitItemFn};

use super::{
    Method, Param, Service, Transport, Written,
    attributes::{Said, docs},
    collisions::{self, Named},
    definitions,
    failure::{self, Failure},
    implementation::{self, Declared},
    modules::{Crate, Modules, Scope},
    names::{self, ServiceName},
    result,
    route::{self, Subject},
    streaming,
    types::Type,
    typing::Reader,
    validate,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    room::with_room,
};

/// Reads the service `name` from the module `service` of its crate, or says all that is wrong.
pub fn parse(
    krate: &Crate,
    name: &ServiceName,
    transports: &BTreeSet<Transport>,
) -> Result<Service, Diagnostics> {
    with_room(|| read(krate, name, transports)).unwrap_or_else(|error| Err(error.into()))
}

/// Whether the service's trait is there and has nothing in it yet.
pub fn is_empty(krate: &Crate, name: &ServiceName) -> bool {
    let look = || {
        let scope = Modules::new(krate).get(&["crate", "service"].map(str::to_owned))?;
        let items = find_trait(&scope, name).ok()?.items.len();
        Some(items == 0)
    };
    with_room(look).is_ok_and(|empty| empty == Some(true))
}

fn read(krate: &Crate, name: &ServiceName, transports: &BTreeSet<Transport>) -> Result<Service, Diagnostics> {
    let modules = Modules::new(krate);
    let Some(scope) = modules.get(&["crate", "service"].map(str::to_owned)) else {
        return Err(no_module(&modules, name));
    };
    let item = find_trait(&scope, name)?;
    let mut reader = Reader::new(&modules, &krate.dependencies, transports);
    reader.errors.0.extend(validate::check_trait(&scope.text, item));
    let known_types = item.generics.params.is_empty();
    let found: Vec<&TraitItemFn> = item.items.iter().filter_map(method_item).collect();
    let said: Vec<Said> =
        found.iter().map(|item| Said::read(&scope.text, &item.attrs, &mut reader.errors)).collect();
    let named: Vec<Named> =
        found.iter().zip(&said).map(|(item, said)| named(&mut reader, &scope, item, said)).collect();
    let each = found.iter().zip(&said).zip(&named);
    let methods: Vec<Method> = each
        .filter_map(|((item, said), named)| method(&mut reader, &scope, item, (said, named), known_types))
        .collect();

    let definitions = definitions::read(&mut reader);
    let failure = failure::read(&mut reader, &definitions);
    collisions::check_methods(&scope.text, &named, reader.grpc, &mut reader.errors);
    if reader.grpc {
        collisions::check_messages(&scope.text, name, &named, &mut reader.errors);
    }
    if !methods.is_empty() && methods.iter().all(|method| method.local) {
        reader.errors.push(none_served(&scope, item));
    }
    route::check_distinct(&scope.text.source, &methods, &mut reader.errors);
    collisions::check_definitions(&definitions, name, &named, reader.grpc, &mut reader.errors);

    let mut errors = reader.errors;
    errors.0.extend(modules.take_errors());
    if errors.has_errors() {
        return Err(in_order(errors));
    }
    let (implementation, notes) =
        implementation::find(&modules, name, Declared { text: &scope.text, methods: &found });
    Ok(Service {
        speaks_to_kit: said.iter().any(|said| *said != Said::default())
            || failure.as_ref().is_some_and(Failure::has_codes),
        failure,
        implementation,
        notes,
        name: name.clone(),
        docs: docs(&item.attrs),
        transports: transports.clone(),
        methods,
        definitions: definitions.into_iter().map(|read| read.model).collect(),
        source: scope.text.source.clone(),
        span: scope.text.span(&item.ident),
    })
}

/// As a reader meets them: by file, then by place.
fn in_order(mut errors: Diagnostics) -> Diagnostics {
    errors.0.sort_by_key(|error| {
        error.label.as_ref().map(|label| (label.source.name.clone(), label.span.start, label.span.end))
    });
    errors
}

fn example(name: &ServiceName) -> String {
    format!(
        "write `#[trait_variant::make(Send)] pub trait {}: Sync + 'static {{ … }}` into src/service.rs",
        name.trait_name()
    )
}

fn no_module(modules: &Modules, name: &ServiceName) -> Diagnostics {
    if modules.is_broken() {
        return Diagnostics(modules.take_errors());
    }
    let title = format!("the service `{}` has no src/service.rs, which holds its trait", name.kebab());
    Diagnostic::error(title).help(example(name)).into()
}

fn find_trait<'s>(scope: &'s Rc<Scope>, name: &ServiceName) -> Result<&'s ItemTrait, Diagnostic> {
    let wanted = name.trait_name();
    let traits = scope.items.iter().filter_map(|item| match item {
        Item::Trait(item) => Some(item),
        _ => None,
    });
    let (found, others): (Vec<&ItemTrait>, Vec<&ItemTrait>) = traits.partition(|item| item.ident == wanted);
    match *found {
        [item] => Ok(item),
        [_, second, ..] => {
            let title = format!("there are two traits `{wanted}`");
            Err(scope.text.error(title, &second.ident, "the second of them").help("remove or rename one"))
        }
        [] => Err(no_trait(scope, name, &others)),
    }
}

fn no_trait(scope: &Scope, name: &ServiceName, others: &[&ItemTrait]) -> Diagnostic {
    let wanted = name.trait_name();
    let title = format!("no trait `{wanted}` in the module `service`");
    if let Some(import) = scope.imports.iter().find(|import| import.name.as_ref() == Some(&wanted)) {
        let error = Diagnostic::error(title).at(&scope.text.source, scope.text.start(), "only imported here");
        return error.help(format!("move the trait here from `{}`", import.path.join("::")));
    }
    let services: Vec<&ItemTrait> =
        others.iter().copied().filter(|item| item.ident.to_string().ends_with("Service")).collect();
    match (services.as_slice(), others) {
        ([other], _) | (_, [other]) => scope
            .text
            .error(title, &other.ident, "this is the only candidate")
            .help(format!("the trait of the service `{}` must be named `{wanted}`: rename it", name.kebab())),
        _ => Diagnostic::error(title)
            .at(&scope.text.source, scope.text.start(), "not in this file")
            .help(example(name)),
    }
}

fn none_served(scope: &Scope, item: &ItemTrait) -> Diagnostic {
    let title = format!("all methods of `{}` are local", item.ident);
    let error = scope.text.error(title, &item.ident, "no transport has anything to serve");
    error.help("take `local` off the attributes of a method that others may call")
}

fn method_item(item: &TraitItem) -> Option<&TraitItemFn> {
    match item {
        TraitItem::Fn(method) => Some(method),
        _ => None,
    }
}

/// What a method is called; a wrong name for its rpc is noted.
fn named<'i>(reader: &mut Reader, scope: &Scope, item: &'i TraitItemFn, said: &Said) -> Named<'i> {
    let ident = &item.sig.ident;
    let rpc = reader.errors.take(route::rpc(&scope.text, ident, said));
    Named { ident, rpc: rpc.unwrap_or_else(|| route::usual_rpc(&scope.text, ident)) }
}

/// Reads a method; `None` if something is wrong with it, which is noted.
fn method(
    reader: &mut Reader,
    scope: &Scope,
    item: &TraitItemFn,
    (said, named): (&Said, &Named),
    known_types: bool,
) -> Option<Method> {
    let signature = &item.sig;
    reader.errors.0.extend(validate::check_method(&scope.text, item));
    // Parameters of the method or the trait itself are not to be looked up.
    let known_types = known_types && signature.generics.params.is_empty();
    let params = parameters(reader, scope, signature, known_types);
    let (ok, failure) = result::check(reader, scope, signature).unzip();
    let failure = failure.flatten();
    let answer = ok.and_then(|ok| streaming::item(reader, scope, (&signature.ident, &failure), ok));
    let output = answer.filter(|_| known_types).and_then(|(ty, _)| reader.output(scope, ty));
    let streams = answer.is_some_and(|(_, streams)| streams);
    let subject = Subject {
        text: &scope.text,
        method: &signature.ident,
        params: &params,
        output: output.as_ref(),
        streams,
        said,
    };
    let route = subject.route(&mut reader.errors);
    let secret = subject.secret(&mut reader.errors);
    let returns = reader.errors.take(subject.returns());
    let written = Written {
        params: validate::parameters(signature).map(|parameter| scope.text.line(&parameter.ty)).collect(),
        item: answer.map_or_else(String::new, |(ty, _)| scope.text.line(ty)),
        ..result::written(reader, scope, signature, failure.as_deref())
    };
    Some(Method {
        name: names::ident(&signature.ident),
        docs: docs(&item.attrs),
        params: params
            .into_iter()
            .map(|(ident, ty)| {
                Some(Param { name: names::ident(ident), ty: ty?, borrowed: is_borrowed(signature, ident) })
            })
            .collect::<Option<_>>()?,
        output: output?,
        streams,
        failure,
        local: said.local.is_some(),
        idempotent: said.idempotent.unwrap_or(route.as_ref()?.verb.is_idempotent()),
        route: route?,
        rpc: named.rpc.value.clone(),
        secret,
        returns: returns?,
        span: scope.text.span(&signature.ident),
        written,
    })
}

/// Whether a parameter is written as `&…`.
fn is_borrowed(signature: &Signature, ident: &Ident) -> bool {
    let named = |pattern: &Pat| matches!(pattern, Pat::Ident(found) if found.ident == *ident);
    validate::parameters(signature)
        .any(|parameter| named(&parameter.pat) && matches!(*parameter.ty, syn::Type::Reference(_)))
}

/// The parameters that have a name, with their types where those can be sent.
fn parameters<'s>(
    reader: &mut Reader,
    scope: &Scope,
    signature: &'s Signature,
    known_types: bool,
) -> Vec<(&'s Ident, Option<Type>)> {
    let mut params = Vec::new();
    for parameter in validate::parameters(signature) {
        let ident = reader.errors.take(validate::check_parameter(&scope.text, parameter));
        let ty = if known_types { reader.param(scope, &parameter.ty) } else { None };
        if let Some(ident) = ident {
            let checks = [
                validate::check_ascii(&scope.text, ident),
                validate::check_snake(&scope.text, ident, "parameter"),
            ];
            reader.errors.0.extend(checks.into_iter().flatten());
            if let (true, Some(ty)) = (reader.grpc, &ty) {
                reader.errors.0.extend(collisions::check_getter(&scope.text, ident, ty));
            }
            params.push((ident, ty));
        }
    }
    let idents: Vec<&Ident> = params.iter().map(|(ident, _)| *ident).collect();
    collisions::check_fields(&scope.text, &idents, reader.grpc, &mut reader.errors);
    params
}
