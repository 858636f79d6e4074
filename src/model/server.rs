//! Where main.rs puts a service together: the expression that is the service, the chain of layers around
//! its endpoints, its arguments. Spans alone; what becomes of them is for others to decide.

use std::ops::Range;

use syn::{Expr, ExprMethodCall, Fields, Item, ItemStruct, Local, Pat, Stmt, UseTree};

use super::syntax::{self, Text};
use crate::{
    diagnostic::{Diagnostic, Source},
    room::with_room,
};

/// What was found in a main.rs; each may be missing, as the file is the user's.
#[derive(Clone, Debug, Default)]
pub struct Server {
    /// What the endpoints are made of.
    pub service: Option<Wrapped>,
    pub endpoints: Option<Chain>,
    /// The field of platform's configuration among the arguments.
    pub config: Option<Range<usize>>,
    /// The names that `use` brings in, each with all that stands between the commas or braces around it,
    /// and its whole item if it is alone in it.
    pub imports: Vec<Import>,
}

/// An expression, and the variable that it becomes.
#[derive(Clone, Debug)]
pub struct Wrapped {
    pub span: Range<usize>,
    pub call: Option<Call>,
    /// `let NAME = …;`
    pub statement: Option<(String, Range<usize>)>,
}

/// A call with one argument.
#[derive(Clone, Debug)]
pub struct Call {
    /// Without white space: `middleware::Logging::new`.
    pub function: String,
    pub argument: Range<usize>,
}

/// `let NAME = ROOT.link().link();`
#[derive(Clone, Debug)]
pub struct Chain {
    pub statement: Range<usize>,
    /// The name that it gets, if it is just one, where it is, and whether it is mutable.
    pub name: Option<(String, usize, bool)>,
    /// `Endpoints::new(…)`, or the variable that has it.
    pub root: Range<usize>,
    pub links: Vec<Link>,
    /// The variable with the endpoints before the layers, if there is one: after its statement, or after
    /// the last of those that change it.
    pub bare: Option<Bare>,
}

#[derive(Clone, Debug)]
pub struct Bare {
    pub name: String,
    pub mutable: bool,
    /// Of the name in its pattern.
    pub at: usize,
    pub end: usize,
}

/// One call in the chain.
#[derive(Clone, Debug)]
pub struct Link {
    /// From the dot to the closing parenthesis.
    pub span: Range<usize>,
    /// Without white space: `.layer_each(app.instrument())`.
    pub text: String,
}

#[derive(Clone, Debug)]
pub struct Import {
    /// `users::middleware::Logging`.
    pub path: String,
    pub span: Range<usize>,
    /// The whole `use` item, if it brings in nothing else.
    pub alone: Option<Range<usize>>,
}

pub fn read(source: &Source) -> Result<Server, Diagnostic> {
    with_room(|| {
        let (text, items) = syntax::parse(source)?;
        let mut server = Server::default();
        for item in &items {
            match item {
                Item::Fn(function) => statements(&text, &function.block.stmts, &mut server),
                Item::Struct(found) => {
                    server.config = server.config.take().or_else(|| config(&text, found));
                }
                Item::Use(item) => {
                    let before = server.imports.len();
                    imports(&text, &item.tree, &mut Vec::new(), &mut server.imports);
                    if let [import] = &mut server.imports[before..] {
                        import.alone = Some(text.span(item));
                    }
                }
                _ => {}
            }
        }
        Ok(server)
    })?
}

fn config(text: &Text, found: &ItemStruct) -> Option<Range<usize>> {
    let Fields::Named(fields) = &found.fields else { return None };
    let is_config = |ty: &syn::Type| matches!(ty, syn::Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Config"));
    fields.named.iter().find(|field| is_config(&field.ty)).map(|field| text.span(field))
}

fn imports(text: &Text, tree: &UseTree, path: &mut Vec<String>, found: &mut Vec<Import>) {
    match tree {
        UseTree::Path(inner) => {
            path.push(inner.ident.to_string());
            let before = found.len();
            imports(text, &inner.tree, path, found);
            path.pop();
            // `middleware::Logging` in a list goes as a whole.
            if let [import] = &mut found[before..] {
                import.span = text.span(tree);
            }
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| imports(text, tree, path, found)),
        UseTree::Name(name) => found.push(Import {
            path: [&path[..], &[name.ident.to_string()]].concat().join("::"),
            span: text.span(tree),
            alone: None,
        }),
        UseTree::Rename(_) | UseTree::Glob(_) => {}
    }
}

fn statements(text: &Text, statements: &[Stmt], server: &mut Server) {
    for (index, statement) in statements.iter().enumerate() {
        let Stmt::Local(local) = statement else {
            assigned(text, statement, server);
            continue;
        };
        let Some(init) = &local.init else { continue };
        let (root, links) = chain(text, &init.expr);
        if let Expr::Call(call) = root
            && function(text, &call.func).is_some_and(|name| is_endpoints(&name))
            && let [argument] = &call.args.iter().collect::<Vec<_>>()[..]
        {
            server.service = Some(service(text, argument, &statements[..index]));
            server.endpoints = Some(made(text, local, root, links));
        } else if let Expr::Path(path) = root
            && let Some(found) = server.endpoints.take()
        {
            let continues = found.bare.as_ref().is_some_and(|bare| path.path.is_ident(&bare.name));
            server.endpoints = Some(match continues && !links.is_empty() {
                true => Chain { bare: found.bare.clone(), ..made(text, local, root, links) },
                false => found,
            });
        }
    }
}

fn is_endpoints(function: &str) -> bool {
    function == "Endpoints::new" || function.ends_with("::Endpoints::new")
}

fn made(text: &Text, local: &Local, root: &Expr, links: Vec<Link>) -> Chain {
    let name = match &local.pat {
        Pat::Ident(name) => {
            Some((name.ident.to_string(), text.span(&name.ident).start, name.mutability.is_some()))
        }
        _ => None,
    };
    let statement = text.span(local);
    let bare = name.clone().filter(|_| links.is_empty());
    let bare = bare.map(|(name, at, mutable)| Bare { name, mutable, at, end: statement.end });
    Chain { statement, name, root: text.span(root), links, bare }
}

/// `endpoints.create = endpoints.create.layer_any(…);`
fn assigned(text: &Text, statement: &Stmt, server: &mut Server) {
    let Stmt::Expr(Expr::Assign(assign), _) = statement else { return };
    let Expr::Field(field) = &*assign.left else { return };
    let Expr::Path(path) = &*field.base else { return };
    let bare = server.endpoints.as_mut().and_then(|chain| chain.bare.as_mut());
    if let Some(bare) = bare.filter(|bare| path.path.is_ident(&bare.name)) {
        bare.end = text.span(statement).end;
    }
}

/// What a variable was last given, or the expression itself.
fn service(text: &Text, expr: &Expr, before: &[Stmt]) -> Wrapped {
    let given = before.iter().rev().find_map(|statement| match statement {
        Stmt::Local(local @ Local { pat: Pat::Ident(name), init: Some(init), .. })
            if matches!(expr, Expr::Path(path) if path.path.is_ident(&name.ident)) =>
        {
            Some((&*init.expr, (name.ident.to_string(), text.span(local))))
        }
        _ => None,
    });
    let (expr, statement) = given.map_or((expr, None), |(expr, statement)| (expr, Some(statement)));
    let call = match expr {
        Expr::Call(call) if call.args.len() == 1 => {
            function(text, &call.func).map(|function| Call { function, argument: text.span(&call.args[0]) })
        }
        _ => None,
    };
    Wrapped { span: text.span(expr), call, statement }
}

fn function(text: &Text, expr: &Expr) -> Option<String> {
    let Expr::Path(path) = expr else { return None };
    Some(without_space(&text.source.text[text.span(path)]))
}

/// What a chain of method calls begins with, and the calls in order.
fn chain<'a>(text: &Text, expr: &'a Expr) -> (&'a Expr, Vec<Link>) {
    let (mut links, mut inner) = (Vec::new(), expr);
    while let Expr::MethodCall(call) = inner {
        links.push(link(text, call));
        inner = &call.receiver;
    }
    links.reverse();
    (inner, links)
}

fn link(text: &Text, call: &ExprMethodCall) -> Link {
    let dot = text.span(&call.dot_token).start;
    let span = dot..text.span(call).end;
    Link { text: without_space(&text.source.text[span.clone()]), span }
}

pub fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}
