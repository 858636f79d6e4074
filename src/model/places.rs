//! Where the sources of a crate have a method of the service's trait: its declaration and its
//! implementations. Spans alone; what becomes of them is for others to decide.

use std::ops::Range;

use syn::{
    Expr, ImplItemFn, Item, ItemImpl, ItemTrait, Lit, Local, Member, Pat, Stmt, TraitItem, TraitItemFn,
};

use super::{
    attributes::{self, Said},
    impls, names,
    names::ServiceName,
    syntax::{self, Text},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Source},
    room::with_room,
};

/// A method in the block, a trait's or an impl's, that it is part of.
#[derive(Clone, Debug)]
pub struct Placed {
    pub source: Source,
    /// With its documentation and attributes.
    pub item: Range<usize>,
    /// Where the method itself begins, after those.
    pub start: usize,
    pub name: Range<usize>,
    /// What is between the braces of the block.
    pub block: Range<usize>,
    /// No item of the block comes after it.
    pub last: bool,
}

#[derive(Clone, Debug)]
pub struct Declared {
    pub placed: Placed,
    /// All methods of the trait, as written, this one among them.
    pub methods: Vec<String>,
    /// Its attributes say its route, and the name of its rpc.
    pub says: Says,
}

/// What the trait itself says of a method's names on the wire.
#[derive(Clone, Copy, Debug)]
pub struct Says {
    pub route: bool,
    pub rpc: bool,
}

#[derive(Clone, Debug)]
pub struct Implemented {
    pub placed: Placed,
    /// The type.
    pub on: String,
    pub for_tests: bool,
    /// It is the service itself: no mock, no middleware.
    pub meant: bool,
    /// It is still as kit wrote it: where the message is that says so.
    pub stub: Option<Range<usize>>,
    /// It is a middleware's that just passes the call on: the name in that call.
    pub forward: Option<Range<usize>>,
}

/// A method in the trait, with what says that it is local: what to take out for it to be served again.
#[derive(Clone, Debug)]
pub struct MayBeLocal {
    /// Without `r#`.
    pub name: String,
    pub placed: Placed,
    pub says: Option<Range<usize>>,
}

/// Every method in the trait, which is in `source`; none if it is not there.
pub fn may_be_local(source: &Source, name: &ServiceName) -> Result<Vec<MayBeLocal>, Diagnostic> {
    with_room(|| {
        let (text, items) = syntax::parse(source)?;
        let Some(found) = find(&items, name) else { return Ok(Vec::new()) };
        let one = |(index, item): (usize, &TraitItem)| {
            let TraitItem::Fn(item) = item else { return None };
            let name = names::field_name(&item.sig.ident.to_string()).to_owned();
            let placed = placed(&text, found, index, item);
            Some(MayBeLocal { name, placed, says: attributes::local(&text, &item.attrs) })
        };
        Ok(found.items.iter().enumerate().filter_map(one).collect())
    })
    .unwrap_or_else(Err)
}

/// The method in the trait, which is in `source`; `None` if there is no trait, or nothing that parses.
pub fn declared(source: &Source, name: &ServiceName, method: &str) -> Result<Declared, Missing> {
    with_room(|| {
        let (text, items) = syntax::parse(source).map_err(Missing::Broken)?;
        declared_in(&text, find(&items, name).ok_or(Missing::Trait)?, method)
    })
    .unwrap_or_else(|error| Err(Missing::Broken(error)))
}

/// Why a method is not where it is looked for.
#[derive(Debug)]
pub enum Missing {
    Broken(Diagnostic),
    Trait,
    /// The trait has only these, and is named there.
    Method {
        methods: Vec<String>,
        at: Range<usize>,
    },
}

/// The method in every impl of the trait. `sources` are those of the crate, the trait's own first. Of
/// those that do not parse there is a diagnostic each.
pub fn implemented(
    sources: &[Source],
    name: &ServiceName,
    method: &str,
) -> (Vec<Implemented>, Vec<Diagnostic>) {
    let trait_name = name.trait_name();
    let all = with_room(|| {
        let (mut found, mut broken) = (Vec::new(), Vec::new());
        for source in sources.iter().filter(|source| source.text.contains(&trait_name)) {
            match syntax::parse(source) {
                Ok((text, items)) => found.extend(implemented_in(&text, &items, name, method)),
                Err(error) => broken.push(error),
            }
        }
        (found, broken)
    });
    all.unwrap_or_else(|error| (Vec::new(), vec![error]))
}

fn find<'i>(items: &'i [Item], name: &ServiceName) -> Option<&'i ItemTrait> {
    items.iter().find_map(|item| match item {
        Item::Trait(found) if found.ident == name.trait_name() => Some(found),
        _ => None,
    })
}

fn placed(text: &Text, found: &ItemTrait, index: usize, item: &TraitItemFn) -> Placed {
    let braces = found.brace_token.span;
    Placed {
        source: text.source.clone(),
        item: text.span(item),
        start: text.span(&item.sig).start,
        name: text.span(&item.sig.ident),
        block: text.span(&braces.open()).end..text.span(&braces.close()).start,
        last: index + 1 == found.items.len(),
    }
}

fn declared_in(text: &Text, found: &ItemTrait, method: &str) -> Result<Declared, Missing> {
    let of = |item: &TraitItem| match item {
        TraitItem::Fn(found) => Some(found.sig.ident.to_string()),
        _ => None,
    };
    let methods: Vec<String> = found.items.iter().filter_map(of).collect();
    let same = |item: &TraitItem| {
        of(item).is_some_and(|ident| names::field_name(&ident) == names::field_name(method))
    };
    let Some(index) = found.items.iter().position(same) else {
        return Err(Missing::Method { methods, at: text.span(&found.ident) });
    };
    let TraitItem::Fn(item) = &found.items[index] else { unreachable!("it has a signature") };
    let placed = placed(text, found, index, item);
    // What is wrong with the attributes is the model's to say.
    let said = Said::read(text, &item.attrs, &mut Diagnostics::default());
    Ok(Declared { placed, methods, says: Says { route: said.route.is_some(), rpc: said.rpc.is_some() } })
}

fn implemented_in(text: &Text, items: &[Item], name: &ServiceName, method: &str) -> Vec<Implemented> {
    let all = impls::all_of(items, &name.trait_name());
    let candidates: Vec<&ItemImpl> =
        all.iter().filter_map(|(block, for_tests)| (!for_tests).then_some(*block)).collect();
    let meant = impls::meant(candidates, |block| block, &name.basic_name());
    let placed = all.iter().filter_map(|(block, for_tests)| {
        let found = impls::method(block, method)?;
        let last = block.items.last().is_some_and(|item| text.span(item) == text.span(found));
        let braces = block.brace_token.span;
        Some(Implemented {
            placed: Placed {
                source: text.source.clone(),
                item: text.span(found),
                start: text.span(&found.sig).start,
                name: text.span(&found.sig.ident),
                block: text.span(&braces.open()).end..text.span(&braces.close()).start,
                last,
            },
            on: impls::name_of(block).unwrap_or_else(|| text.snippet(&block.self_ty)),
            for_tests: *for_tests,
            meant: meant.iter().any(|meant| std::ptr::eq(*meant, *block)),
            stub: stub(text, found),
            forward: forward(text, found),
        })
    });
    placed.collect()
}

/// Where a stub of kit's says that it is one, if nobody touched the method since.
fn stub(text: &Text, method: &ImplItemFn) -> Option<Range<usize>> {
    let (last, ignored) = method.block.stmts.split_last()?;
    let ignores = |stmt: &Stmt| matches!(stmt, Stmt::Local(Local { pat: Pat::Wild(_), .. }));
    let Stmt::Expr(last, None) = last else { return None };
    let error = argument_of(last, "Err")?;
    // In an error of the service's own, or not.
    let unimplemented = argument_of(argument_of(error, "from").unwrap_or(error), "unimplemented")?;
    let Expr::Lit(literal) = unimplemented else { return None };
    let Lit::Str(message) = &literal.lit else { return None };
    let name = method.sig.ident.to_string();
    let is_stub =
        ignored.iter().all(ignores) && message.value() == stub_message(&name) && !has_comments(text, method);
    is_stub.then(|| text.span(message))
}

/// The name in `self.next.name(…).await`, if that is all that the method does.
fn forward(text: &Text, method: &ImplItemFn) -> Option<Range<usize>> {
    let [Stmt::Expr(Expr::Await(awaited), None)] = &method.block.stmts[..] else { return None };
    let Expr::MethodCall(call) = &*awaited.base else { return None };
    let Expr::Field(field) = &*call.receiver else { return None };
    let is_next = matches!(&field.member, Member::Named(name) if name == "next");
    let of_self = matches!(&*field.base, Expr::Path(path) if path.path.is_ident("self"));
    let same = call.method == method.sig.ident;
    (is_next && of_self && same && !has_comments(text, method)).then(|| text.span(&call.method))
}

/// What the stub of a method answers.
pub fn stub_message(method: &str) -> String {
    format!("{} is not implemented yet", names::field_name(method))
}

/// The only argument of a call of a function by its last name.
fn argument_of<'a>(expr: &'a Expr, function: &str) -> Option<&'a Expr> {
    let Expr::Call(call) = expr else { return None };
    let Expr::Path(path) = &*call.func else { return None };
    let is_it = path.path.segments.last().is_some_and(|last| last.ident == function);
    (is_it && call.args.len() == 1).then(|| &call.args[0])
}

/// Comments are no tokens.
fn has_comments(text: &Text, method: &ImplItemFn) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let tokens = quote::ToTokens::to_token_stream(method).to_string();
    plain(text.source.text.get(text.span(method)).unwrap_or_default()) != plain(&tokens)
}
