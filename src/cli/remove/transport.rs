//! `kit remove transport`.

use std::collections::BTreeSet;

use crate::{
    apply::{
        entries,
        merge::{toml, yaml},
    },
    cli::{
        Changed, Outcome,
        args::{Global, RemoveTransport},
        discover, finish, generate,
        report::Report,
        sources::{self, Sources},
        uses,
    },
    diagnostic::{Diagnostic, Diagnostics, Source},
    model::{Transport, names::ServiceName, uses::Tokens},
    plan::change::{ChangeSet, Output},
    targets::{
        self,
        docker::{self, DockerInput},
    },
    workspace::{ServiceEntry, Workspace, config, layout},
};

pub(super) fn run(
    args: &RemoveTransport,
    global: &Global,
    report: &mut Report,
) -> Result<Outcome, Diagnostics> {
    let mut workspace = discover(global, report)?;
    workspace.read_sources()?;
    let entry = generate::find(&workspace, &ServiceName::parse(&args.service)?)?;
    let transport = Transport::from(args.transport);
    let rest = without(entry, transport)?;
    let layout = layout::Service::new(&entry.dir);

    let mut changes = ChangeSet::default();
    let sources = Sources::of(&workspace, entry)?;
    sources::fill(&workspace, entry, &sources, &rest, &mut changes, report)?;
    targets::of_workspace(&generate::manifest(&workspace)?, &mut changes)?;
    if let Some(manifest) = workspace.text(&layout.cargo_toml())? {
        let table: Vec<String> = config::TABLE.map(str::to_owned).into();
        let names = [transport.name().to_owned()];
        let edits = toml::remove::without_elements(&manifest, &table, config::TRANSPORTS, &names)?;
        changes.ask(layout.cargo_toml(), edits);
        if transport == Transport::Http {
            for (key, _) in config::OPENAPI {
                changes.ask(layout.cargo_toml(), toml::remove::without_key(&manifest, &table, key)?);
            }
        }
        dependencies(&workspace, entry, transport, &manifest, &mut changes)?;
    }
    if workspace.file(&layout.dockerfile()).is_some() {
        changes.insert(layout.dockerfile(), Output::Starter(docker::dockerfile(&container(entry, &rest))));
    }
    compose(&workspace, entry, transport, &rest, &mut changes)?;
    changes.notes.extend(proto(&workspace, entry, transport)?);
    Ok(finish(&workspace, &changes, Changed::Keep, global, report)?.outcome)
}

/// The transports that are left.
fn without(entry: &ServiceEntry, transport: Transport) -> Result<BTreeSet<Transport>, Diagnostic> {
    let (package, name) = (&entry.package, transport.name());
    let mut rest = entry.config.transports.clone();
    if !rest.remove(&transport) {
        let error = Diagnostic::error(format!("the service `{package}` has no transport `{name}`"));
        let others: Vec<&str> = rest.iter().map(|transport| transport.name()).collect();
        return Err(match others.is_empty() {
            true => error.help("it has none yet"),
            false => error.help(format!("it has {}", others.join(", "))),
        });
    }
    if rest.is_empty() {
        let other = if transport == Transport::Http { Transport::Grpc } else { Transport::Http };
        let error = Diagnostic::error(format!("`{name}` is the only transport of the service `{package}`"));
        let add = format!("kit generate service {package} --transport {}", other.name());
        return Err(error
            .help(format!("without one nothing can reach it; add another first: {add}"))
            .help(format!("or remove the whole service: kit remove service {package}")));
    }
    Ok(rest)
}

/// Takes out the dependencies that came with the transport, where they are as kit wrote them and the
/// user's code does not name them.
fn dependencies(
    workspace: &Workspace,
    entry: &ServiceEntry,
    transport: Transport,
    manifest: &Source,
    changes: &mut ChangeSet,
) -> Result<(), Diagnostic> {
    let table = vec!["dependencies".to_owned()];
    let replaced = |source: &Source| {
        // A main.rs that nobody edited is written anew.
        let lock = workspace.lock();
        lock.is_ok_and(|lock| lock.matches(&source.name, source.text.as_bytes()))
    };
    let mut sources = uses::own_sources(workspace, &entry.dir)?;
    sources.retain(|source| !replaced(source));
    let document = crate::workspace::manifest::parse(manifest)?;
    for (key, value) in targets::crates_for(transport) {
        let there = document.as_item().get("dependencies").and_then(|table| table.get(key));
        let Some(there) = there else { continue };
        let word = key.replace('-', "_");
        let named = sources.iter().find_map(|source| {
            let tokens = Tokens::of(source).ok()?;
            Some((source.clone(), tokens.word(&word).into_iter().next()?))
        });
        let own = there.to_string().split_whitespace().collect::<String>()
            == value.split_whitespace().collect::<String>();
        let at = there.span().unwrap_or(0..0);
        let stays = Diagnostic::warning(format!("the dependency `{key}` stays in {}", manifest.name));
        match named {
            Some((source, span)) => {
                changes.notes.push(stays.at(&source, span, "your code uses it"));
            }
            None if !own => changes.notes.push(
                stays.at(manifest, at, "not as kit wrote it").help("remove it if nothing of yours needs it"),
            ),
            None => changes.ask(&*manifest.name, toml::remove::without_key(manifest, &table, key)?),
        }
    }
    Ok(())
}

fn container(entry: &ServiceEntry, transports: &BTreeSet<Transport>) -> docker::DockerService {
    docker::DockerService { transports: transports.clone(), ..generate::container(entry) }
}

/// An entry that is as kit put it there follows kit; else its user is told where it speaks of the port.
fn compose(
    workspace: &Workspace,
    entry: &ServiceEntry,
    transport: Transport,
    rest: &BTreeSet<Transport>,
    changes: &mut ChangeSet,
) -> Result<(), Diagnostic> {
    let Some(source) = generate::compose(workspace)? else { return Ok(()) };
    let container = container(entry, rest);
    let is_kits = entries::is_untouched(&source, docker::SERVICES, &entry.package, &workspace.lock()?);
    if is_kits && docker::publishes(&source, &container) {
        docker::compose(
            &DockerInput { services: vec![container], compose: Some(source), add: false },
            changes,
        );
    } else {
        changes.notes.extend(published(&source, entry, transport));
    }
    Ok(())
}

/// Where the compose file speaks of the transport's port.
fn published(source: &Source, entry: &ServiceEntry, transport: Transport) -> Option<Diagnostic> {
    let found = yaml::remove::entry(source, "services", &entry.package)?;
    let port = transport.port().to_string();
    let text = &source.text[found.span.clone()];
    let is_number = |at: usize| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        !digit(text[..at].chars().next_back()) && !digit(text[at + port.len()..].chars().next())
    };
    let places: Vec<_> = text
        .match_indices(&port)
        .filter(|(at, _)| is_number(*at))
        .map(|(at, _)| (source.clone(), found.span.start + at..found.span.start + at + port.len()))
        .collect();
    let title = format!("{} still has port {port} of `{}`", source.name, entry.package);
    let note = uses::list(title, "nothing listens there any more", &places)?;
    Some(note.help("change these lines: the file is yours"))
}

/// The `.proto` is the user's, and what other services were built from.
fn proto(
    workspace: &Workspace,
    entry: &ServiceEntry,
    transport: Transport,
) -> Result<Option<Diagnostic>, Diagnostic> {
    if transport != Transport::Grpc {
        return Ok(None);
    }
    let path = layout::Service::new(&entry.dir).proto(&entry.name()?);
    let note = || {
        let title = format!("{path} stays: it is yours");
        let help = "with it, `--transport grpc` brings back the same names and numbers";
        Diagnostic::warning(title).help(help)
    };
    Ok(workspace.file(&path).map(|_| note()))
}
