//! `kit generate middleware`, and the choice of the middleware that kit writes by default.

mod wire;

pub(super) use wire::{ask_with_base, wire_into};

use super::{
    Changed, Outcome,
    args::{Defaults, GenerateMiddleware, Global},
    discover, finish, generate,
    report::Report,
    sources::{self, Sources},
};
use crate::{
    apply::merge::toml,
    diagnostic::{Diagnostic, Diagnostics},
    model::{
        self,
        middleware::{Layer, Middleware, MiddlewareName, Ready, What},
        modules,
        names::{self, ServiceName},
    },
    plan::change::{ChangeSet, TomlWant, Want},
    targets::{self, wiring::Wire},
    workspace::{ServiceEntry, Workspace, config, layout},
};

pub(super) fn run(
    args: &GenerateMiddleware,
    global: &Global,
    report: &mut Report,
) -> Result<Outcome, Diagnostics> {
    let workspace = discover(global, report)?;
    let entry = generate::find(&workspace, &ServiceName::parse(&args.service)?)?;
    let what = what(args)?;
    check_free(&workspace, entry, &what, is_layer(args, &what))?;
    let sources = Sources::of(&workspace, entry)?;
    let transports = generate::transports(entry);
    let service = model::parse(&sources.krate, &entry.name()?, &transports)?;
    let methods = methods(&service, &args.methods)?;
    check_credentials(entry, &what, &methods)?;

    let mut changes = ChangeSet::default();
    let mut changed = entry.clone();
    let wire = add(&mut changed.config.middleware, what.clone(), is_layer(args, &what), methods);
    sources::fill(&workspace, &changed, &sources, &transports, &mut changes, report)?;
    targets::of_workspace(&generate::manifest(&workspace)?, &mut changes)?;
    if let Some(wire) = wire {
        remember(&changed, &wire, &mut changes);
        wire_into(&workspace, &changed, &[wire], &mut changes)?;
    }
    let done = finish(&workspace, &changes, Changed::Keep, global, report)?;
    if done.wrote {
        report.line("");
        report.heading("Next");
        report.line(&next(entry, &what));
    }
    Ok(done.outcome)
}

/// A service with the defaults that the command line chose, and what that changes in its main.rs.
pub(super) fn with_defaults(
    workspace: &Workspace,
    entry: &ServiceEntry,
    chosen: Defaults,
    changes: &mut ChangeSet,
) -> Result<(ServiceEntry, Vec<Wire>), Diagnostic> {
    let mut changed = entry.clone();
    let middleware = &mut changed.config.middleware;
    let mut wires = Vec::new();
    for (key, now, chosen, wire) in [
        (config::LOGGING, &mut middleware.logging, chosen.logging(), Wire::Logging as fn(bool) -> Wire),
        (config::INSTRUMENT, &mut middleware.instrument, chosen.instrument(), Wire::Instrument),
    ] {
        let Some(chosen) = chosen.filter(|chosen| chosen != now) else { continue };
        *now = chosen;
        wires.push(wire(chosen));
        remember_switch(workspace, entry, key, chosen, changes)?;
    }
    Ok((changed, wires))
}

fn what(args: &GenerateMiddleware) -> Result<What, Diagnostic> {
    if let Some(ready) = Ready::named(&args.name) {
        return Ok(What::Ready(ready));
    }
    let own = MiddlewareName::parse(&args.name)?;
    let ready: Vec<&str> = Ready::ALL.map(Ready::name).to_vec();
    if let Some(similar) = names::similar(own.kebab(), ready.iter().map(|name| (*name).to_owned())) {
        let error = Diagnostic::error(format!("there is no ready-made layer `{}`", own.kebab()));
        return Err(error
            .help(format!("did you mean `{similar}`?"))
            .help(format!("ready-made are {}", ready.join(", ")))
            .help("for one of your own choose a name that cannot be mistaken for these"));
    }
    if !args.methods.is_empty() && !args.endpoint {
        let error = Diagnostic::error("a service middleware is around all methods");
        return Err(error
            .help(format!(
                "its methods are yours to write in src/{}.rs: in some it need not do anything",
                own.module()
            ))
            .help("or add `--endpoint` for a layer around the endpoints of those methods"));
    }
    Ok(What::Own(own))
}

fn is_layer(args: &GenerateMiddleware, what: &What) -> bool {
    args.endpoint || matches!(what, What::Ready(_))
}

/// A new middleware needs a module that is not there yet.
fn check_free(
    workspace: &Workspace,
    entry: &ServiceEntry,
    what: &What,
    is_layer: bool,
) -> Result<(), Diagnostic> {
    let What::Own(name) = what else { return Ok(()) };
    let Middleware { own, layers, .. } = &entry.config.middleware;
    let (as_own, as_layer) = (own.contains(name), layers.iter().any(|layer| layer.what == *what));
    let taken = format!("the service `{}` has a middleware `{}` already", entry.package, name.kebab());
    match (is_layer, as_own, as_layer) {
        (true, true, _) => Err(Diagnostic::error(taken).help("around the service, not around its endpoints")),
        (false, _, true) => {
            Err(Diagnostic::error(taken).help("around its endpoints, not around the service"))
        }
        (_, false, false) => check_module(workspace, entry, name),
        _ => Ok(()),
    }
}

/// A request shows one kind of credentials: who asks for two lets nobody in.
fn check_credentials(entry: &ServiceEntry, what: &What, methods: &[String]) -> Result<(), Diagnostic> {
    let asks = |what: &What| matches!(what, What::Ready(Ready::AuthJwt | Ready::AuthBasic));
    let meets = |other: &&Layer| {
        let all = methods.is_empty() || other.methods.is_empty();
        all || methods.iter().any(|method| other.methods.contains(method))
    };
    let others = entry.config.middleware.layers.iter().filter(|other| other.what != *what);
    match others.filter(|other| asks(&other.what)).find(meets) {
        Some(other) if asks(what) => {
            let (name, other) = (what.name(), other.to_text());
            let error = Diagnostic::error(format!("`{name}` and `{other}` would let nobody in together"));
            Err(error
                .help("each asks for credentials of its own, and a request has one header `authorization`")
                .help("with `--methods` each can be around other methods"))
        }
        _ => Ok(()),
    }
}

fn check_module(
    workspace: &Workspace,
    entry: &ServiceEntry,
    name: &MiddlewareName,
) -> Result<(), Diagnostic> {
    if let Some(why) = name.hides(&entry.name()?.trait_name()) {
        let error =
            Diagnostic::error(format!("`{}` cannot be the name of a middleware: {why}", name.kebab()));
        return Err(error.help(format!("add a word, for example `{}-calls`", name.kebab())));
    }
    let module = name.module();
    let layout = layout::Service::new(&entry.dir);
    let files = [format!("{}/{module}.rs", layout.src()), format!("{}/{module}", layout.src())];
    if let Some(file) = files.iter().find(|file| workspace.exists_on_disk(file)) {
        let error = Diagnostic::error(format!("{file} is in the way: kit did not write it"));
        return Err(error.help("choose another name, or move what is there"));
    }
    let Some(lib) = workspace.text(&layout.lib_rs())? else { return Ok(()) };
    match modules::declared(&lib)?.into_iter().find(|found| found.name == module) {
        Some(found) => Err(Diagnostic::error(format!("there is a module `{module}` already"))
            .at(&lib, found.span, "declared here")
            .help("choose another name")),
        None => Ok(()),
    }
}

/// The methods that are meant, as the trait writes them.
pub(super) fn methods(service: &model::Service, wanted: &[String]) -> Result<Vec<String>, Diagnostics> {
    let known = || service.methods.iter().map(|method| names::field_name(&method.name));
    let one = |wanted: &String| {
        let same = |name: &str| names::field_name(name) == names::field_name(wanted);
        let found = service.methods.iter().find(|method| same(&method.name));
        found.map(|method| method.name.clone()).ok_or_else(|| {
            let title = format!("`{}` has no method `{wanted}`", service.name.trait_name());
            let error =
                Diagnostic::error(title).at(&service.source, service.span.clone(), "not among its methods");
            match names::similar(wanted, known().map(str::to_owned)) {
                Some(similar) => error.help(format!("did you mean `{similar}`?")),
                None => error.help(format!("its methods: {}", known().collect::<Vec<_>>().join(", "))),
            }
        })
    };
    let mut wrong = Diagnostics::default();
    let mut found: Vec<String> = Vec::new();
    for name in wanted.iter().filter_map(|wanted| wrong.take(one(wanted))) {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    if wrong.has_errors() { Err(wrong) } else { Ok(found) }
}

/// Adds it to what surrounds the service; `None` if it is there.
fn add(middleware: &mut Middleware, what: What, is_layer: bool, methods: Vec<String>) -> Option<Wire> {
    match what {
        What::Own(name) if !is_layer => {
            let is_new = !middleware.own.contains(&name);
            is_new.then(|| {
                middleware.own.push(name.clone());
                Wire::Around(name)
            })
        }
        what => {
            let layer = Layer { methods: middleware.without(&what, methods)?, what };
            middleware.layers.push(layer.clone());
            Some(Wire::Layer(layer))
        }
    }
}

fn table() -> Vec<String> {
    config::TABLE.map(str::to_owned).into()
}

/// `[package.metadata.kit]` gets another element.
fn remember(entry: &ServiceEntry, wire: &Wire, changes: &mut ChangeSet) {
    let (key, element) = match wire {
        Wire::Around(name) => (config::MIDDLEWARE, name.kebab().to_owned()),
        Wire::Layer(layer) => (config::LAYERS, layer.to_text()),
        Wire::Logging(_) | Wire::Instrument(_) => return,
    };
    let want = TomlWant::Element { table: table(), key: key.to_owned(), element };
    let path = layout::Service::new(&entry.dir).cargo_toml();
    changes.amend(path, String::new, vec![Want::Toml(want)]);
}

/// A default that is on is not mentioned.
fn remember_switch(
    workspace: &Workspace,
    entry: &ServiceEntry,
    key: &str,
    on: bool,
    changes: &mut ChangeSet,
) -> Result<(), Diagnostic> {
    let path = layout::Service::new(&entry.dir).cargo_toml();
    if let Some(manifest) = workspace.text(&path)? {
        changes.ask(&*path, toml::remove::without_key(&manifest, &table(), key)?);
    }
    if !on {
        let want = TomlWant::Key { table: table(), key: key.to_owned(), value: "false".to_owned() };
        changes.amend(path, String::new, vec![Want::Toml(want)]);
    }
    Ok(())
}

fn next(entry: &ServiceEntry, what: &What) -> String {
    let src = layout::Service::new(&entry.dir).src();
    match what {
        What::Ready(Ready::AuthJwt) => {
            "  Tell the service whose tokens count: JWT_KEY (or JWT_JWKS, JWT_SECRET), JWT_ISSUER, JWT_AUDIENCE"
                .to_owned()
        }
        What::Ready(Ready::AuthBasic) => {
            "  Tell the service who may call: BASIC_AUTH_FILE, with a line NAME:PASSWORD for each".to_owned()
        }
        What::Ready(_) => format!("  Look at its figures in {src}/main.rs"),
        What::Own(name) => format!("  Write what it does in {src}/{}.rs", name.module()),
    }
}
