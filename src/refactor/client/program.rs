//! `main` makes the client, and gives it to the implementation.

use syn::{Expr, ExprCall, Item, ItemFn, Local, Pat, Stmt};

use super::{Client, IMPORTS, edits, imports, indent};
use crate::{
    diagnostic::{Diagnostic, Source},
    model::{Transport, syntax::Text, uses::Tokens},
    plan::edit::Edit,
};

/// The edits of main.rs; none if it makes the client already.
pub fn program(source: &Source, client: &Client) -> Result<Vec<Edit>, Diagnostic> {
    let tokens = Tokens::of(source)?;
    if is_made(source, &tokens, client)? {
        return Ok(Vec::new());
    }
    edits(source, |text, items| {
        let main = items.iter().find_map(|item| match item {
            Item::Fn(function) if function.sig.ident == "main" => Some(function),
            _ => None,
        });
        let anchors = main.and_then(|main| Anchors::of(main, client));
        let Some(anchors) = anchors else { return Err(refuse(text, main, client)) };
        let name = client.name();
        if let Some(taken) = main.and_then(|main| local(main, &name)) {
            let error = text.error(format!("main has a `{name}` already"), taken, "not a client");
            return Err(error.help("rename it, and run kit again"));
        }
        let start = above_comments(&text.source.text, text.span(anchors.statement).start);
        let blanks = indent(&text.source.text, start);
        let statement = client.made().replace("\n    ", &format!("\n{blanks}"));
        let mut edits = vec![Edit::replace(start..start, format!("{blanks}{statement}\n"))];
        edits.push(match anchors.made {
            Made::Unit(path) => {
                let end = text.span(path).end;
                Edit::replace(end..end, format!("::new({name})"))
            }
            Made::New(call) => {
                let end = text.span(&call.paren_token.span.close()).start;
                let comma = match &call.args {
                    args if args.is_empty() => "",
                    args if args.trailing_punct() => " ",
                    _ => ", ",
                };
                Edit::replace(end..end, format!("{comma}{name}"))
            }
        });
        for (root, paths) in IMPORTS {
            edits.extend(imports::add(text, items, root, paths));
        }
        Ok(edits)
    })
}

/// Whether the file makes a client of the service.
fn is_made(source: &Source, tokens: &Tokens, client: &Client) -> Result<bool, Diagnostic> {
    for place in tokens.path_head(&client.name()) {
        let rest: String = source.text[place.end..].chars().filter(|c| !c.is_whitespace()).take(14).collect();
        for transport in [Transport::Http, Transport::Grpc] {
            if !rest.starts_with(&format!("::{}::client", transport.name())) {
                continue;
            }
            if transport == client.transport || !client.is_said {
                return Ok(true);
            }
            let title =
                format!("`{}` calls `{}` over another transport", client.caller.kebab(), client.of.kebab());
            let error = Diagnostic::error(title).at(source, place, format!("over {}", transport.name()));
            return Err(error.help(format!("write `{}` here and for its channel", client.transport.name())));
        }
    }
    Ok(false)
}

/// Where main makes the implementation.
struct Anchors<'a> {
    statement: &'a Stmt,
    made: Made<'a>,
}

enum Made<'a> {
    /// `BasicUsersService`
    Unit(&'a syn::ExprPath),
    /// `BasicUsersService::new(…)`
    New(&'a ExprCall),
}

impl<'a> Anchors<'a> {
    fn of(main: &'a ItemFn, client: &Client) -> Option<Self> {
        let basic = client.caller.basic_name();
        local(main, "app")?;
        main.block.stmts.iter().find_map(|statement| {
            let expr = match statement {
                Stmt::Local(Local { init: Some(init), .. }) => &init.expr,
                Stmt::Expr(expr, _) => expr,
                _ => return None,
            };
            Some(Self { statement, made: made(expr, &basic)? })
        })
    }
}

/// The name of a local of main.
fn local<'a>(main: &'a ItemFn, name: &str) -> Option<&'a syn::PatIdent> {
    main.block.stmts.iter().find_map(|statement| match statement {
        Stmt::Local(Local { pat: Pat::Ident(ident), .. }) if ident.ident == name => Some(ident),
        _ => None,
    })
}

fn made<'a>(expr: &'a Expr, basic: &str) -> Option<Made<'a>> {
    match expr {
        Expr::Path(path) => {
            path.path.segments.last().is_some_and(|last| last.ident == basic).then_some(Made::Unit(path))
        }
        Expr::Call(call) => {
            let is_new = matches!(&*call.func, Expr::Path(path) if is_new(path, basic));
            if is_new { Some(Made::New(call)) } else { call.args.iter().find_map(|arg| made(arg, basic)) }
        }
        Expr::MethodCall(call) => {
            made(&call.receiver, basic).or_else(|| call.args.iter().find_map(|arg| made(arg, basic)))
        }
        Expr::Paren(inner) => made(&inner.expr, basic),
        Expr::Reference(inner) => made(&inner.expr, basic),
        Expr::Try(inner) => made(&inner.expr, basic),
        Expr::Await(inner) => made(&inner.base, basic),
        _ => None,
    }
}

fn is_new(path: &syn::ExprPath, basic: &str) -> bool {
    let mut segments = path.path.segments.iter().rev();
    segments.next().is_some_and(|last| last.ident == "new")
        && segments.next().is_some_and(|ty| ty.ident == basic)
}

/// The start of the line at `at`, or of the comments right above it.
fn above_comments(text: &str, at: usize) -> usize {
    let start = |at: usize| text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let mut line = start(at);
    while line > 0 {
        let before = start(line - 1);
        if !text[before..line].trim_start().starts_with("//") {
            break;
        }
        line = before;
    }
    line
}

fn refuse(text: &Text, main: Option<&ItemFn>, client: &Client) -> Diagnostic {
    let basic = client.caller.basic_name();
    let title = format!("kit does not find the place in {} where the client belongs", text.source.name);
    let span = main.map_or(text.start(), |main| text.span(&main.sig.ident));
    let label = format!("no `let app` here with a statement behind it that makes `{basic}`");
    let error = Diagnostic::error(title).at(&text.source, span, label);
    error.help(format!(
        "write this behind `let app`, and `{basic}::new({})` where you make it; then run kit again:\n    {}",
        client.name(),
        client.made()
    ))
}
