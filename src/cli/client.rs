//! `kit generate client`: a client of a service, and with `--for` its place in another one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    Changed, Outcome,
    args::{GenerateClient, GenerateService, Global},
    discover, finish, generate,
    report::Report,
    uses,
};
use crate::{
    apply::merge::toml,
    diagnostic::{Diagnostic, Diagnostics},
    model::{Transport, names::ServiceName, uses::Tokens},
    plan::{
        change::{ChangeSet, TomlWant, Want},
        edit::Edit,
    },
    refactor::client::{self, Client},
    workspace::{ServiceEntry, Workspace, crates, layout},
};

pub(super) fn run(
    args: &GenerateClient,
    global: &Global,
    report: &mut Report,
) -> Result<Outcome, Diagnostics> {
    let mut workspace = discover(global, report)?;
    workspace.read_sources()?;
    let callee = generate::find(&workspace, &ServiceName::parse(&args.name)?)?;
    let caller = match &args.caller {
        Some(name) => Some(generate::find(&workspace, &ServiceName::parse(name)?)?),
        None => None,
    };
    let transport = transport(callee, args.transport.map(Transport::from))?;
    let of = callee.name()?;
    let caller_name = caller.unwrap_or(callee).name()?;
    let client = Client { of: &of, transport, is_said: args.transport.is_some(), caller: &caller_name };
    let (mut changes, models) =
        generate::plan(&workspace, vec![callee], &GenerateService::default(), report)?;
    if let Some(caller) = caller {
        check_order(&workspace, caller, callee)?;
        wire(&workspace, caller, callee, &client, &mut changes)?;
    }
    let done = finish(&workspace, &changes, Changed::Keep, global, report)?;
    match caller {
        None => how_to(callee, &client, report),
        Some(caller) if done.wrote => {
            report.line("");
            report.heading("Next");
            let served = models[0].1.served().next().expect("a service serves something");
            let method = &served.name;
            report.line(&format!(
                "  Call it in {}: self.{}.{method}(…).await",
                caller.package,
                client.name()
            ));
            report.line(&format!(
                "  Run it with --discovery, so that it finds {}: kit help discovery",
                callee.package
            ));
        }
        Some(_) => {}
    }
    Ok(done.outcome)
}

/// The one that was asked for, or that there is; of both gRPC.
fn transport(callee: &ServiceEntry, asked: Option<Transport>) -> Result<Transport, Diagnostic> {
    let (name, served) = (&callee.package, &callee.config.transports);
    let Some(last) = served.last() else {
        let error = Diagnostic::error(format!("the service `{name}` has no transport yet"));
        return Err(error.help(format!("write its trait, then run `kit generate service {name}`")));
    };
    match asked {
        Some(asked) if !served.contains(&asked) => {
            let asked = asked.name();
            let error = Diagnostic::error(format!("the service `{name}` does not speak {asked}"));
            Err(error.help(format!("teach it to: kit generate service {name} -t {asked}")))
        }
        asked => Ok(asked.unwrap_or(*last)),
    }
}

/// cargo refuses crates that depend on each other in a circle.
fn check_order(
    workspace: &Workspace,
    caller: &ServiceEntry,
    callee: &ServiceEntry,
) -> Result<(), Diagnostic> {
    if caller.dir == callee.dir {
        let error = Diagnostic::error(format!("`{}` cannot be a client of itself", caller.package));
        return Err(error.help("it has its own methods: call them on `self`"));
    }
    let Some(way) = way(workspace, &callee.dir, &caller.dir)? else { return Ok(()) };
    let name = |dir: &String| {
        let found = workspace.packages().iter().find(|(_, found)| *found == dir);
        found.map_or(dir.clone(), |(name, _)| name.clone())
    };
    let names: Vec<String> = way.iter().map(name).collect();
    let title = format!("`{}` cannot depend on `{}`, which depends on it", caller.package, callee.package);
    let error = Diagnostic::error(title);
    let entry = workspace
        .dependents(&caller.dir)
        .into_iter()
        .find(|entry| Some(&entry.dir) == way.iter().rev().nth(1));
    let error = match entry {
        Some(entry) => error.at(&entry.source, entry.key_span, "closes the circle"),
        None => error,
    };
    Err(error
        .help(format!("cargo refuses a circle of crates: {} → {}", caller.package, names.join(" → ")))
        .help("move what one needs of the other into a third service"))
}

/// The folders on the way from one crate to another that it needs.
pub(super) fn way(workspace: &Workspace, from: &str, to: &str) -> Result<Option<Vec<String>>, Diagnostic> {
    let mut before: BTreeMap<String, String> = BTreeMap::new();
    let mut seen = BTreeSet::from([from.to_owned()]);
    let mut next = VecDeque::from([from.to_owned()]);
    let root = workspace.manifest(layout::CARGO_TOML);
    while let Some(dir) = next.pop_front() {
        if dir == to {
            let mut way = vec![dir];
            while let Some(earlier) = before.get(&way[way.len() - 1]) {
                way.push(earlier.clone());
            }
            way.reverse();
            return Ok(Some(way));
        }
        let Some(manifest) = workspace.manifest(&layout::join(&dir, layout::CARGO_TOML)) else { continue };
        for found in crates::read(&dir, manifest, root).into_values().filter_map(|found| found.dir) {
            if seen.insert(found.clone()) {
                before.insert(found.clone(), dir.clone());
                next.push_back(found);
            }
        }
    }
    Ok(None)
}

/// The dependency, the field and the place in main.
fn wire(
    workspace: &Workspace,
    caller: &ServiceEntry,
    callee: &ServiceEntry,
    client: &Client,
    changes: &mut ChangeSet,
) -> Result<(), Diagnostics> {
    let layout = layout::Service::new(&caller.dir);
    let mut found = Diagnostics::default();
    let main = layout.main_rs();
    let program = match workspace.text(&main)? {
        Some(source) => found.take(client::program(&source, client)),
        None => {
            let error = Diagnostic::error(format!("the service `{}` has no src/main.rs", caller.package));
            let help = format!("write its trait, then run `kit generate service {}`", caller.package);
            found.push(error.help(help));
            None
        }
    };
    let implementation = found.take(implementation(workspace, caller, client));
    let (Some(program), Some((path, implementation))) = (program, implementation) else { return Err(found) };
    if !implementation.is_empty() {
        changes.notes.extend(made_elsewhere(workspace, caller, client, [&main, &path])?);
    }
    changes.ask(main, program);
    changes.ask(path, implementation);
    let value = format!("{{ path = {:?} }}", relative(&caller.dir, &callee.dir));
    let want = TomlWant::Key { table: vec!["dependencies".to_owned()], key: callee.package.clone(), value };
    if let Some(manifest) = workspace.manifest(&layout.cargo_toml()) {
        // Asked for once: no later run has a wish of its own that the entry could follow.
        let missing = toml::insertions(manifest, &[want])?;
        changes.amend(layout.cargo_toml(), String::new, missing.into_iter().map(Want::Insert).collect());
    }
    Ok(())
}

/// The file with the implementation, and its edits.
fn implementation(
    workspace: &Workspace,
    caller: &ServiceEntry,
    client: &Client,
) -> Result<(String, Vec<Edit>), Diagnostic> {
    let prefix = format!("{}/", layout::Service::new(&caller.dir).src());
    for source in uses::own_sources(workspace, &caller.dir)? {
        if source.name.starts_with(&prefix)
            && let Some(edits) = client::implementation(&source, client)?
        {
            return Ok((source.name.to_string(), edits));
        }
    }
    let title = format!("`{}` has no struct `{}`", caller.package, client.caller.basic_name());
    Err(Diagnostic::error(title)
        .help("kit gives the client to the struct that implements the service, which it knows by this name"))
}

/// Tests, say, that make the implementation without a client.
fn made_elsewhere(
    workspace: &Workspace,
    caller: &ServiceEntry,
    client: &Client,
    edited: [&String; 2],
) -> Result<Option<Diagnostic>, Diagnostic> {
    let name = client.caller.basic_name();
    let mut places = Vec::new();
    for source in uses::own_sources(workspace, &caller.dir)? {
        let is_edited = edited.iter().any(|path| ***path == *source.name);
        if let (false, Ok(tokens)) = (is_edited, Tokens::of(&source)) {
            places.extend(tokens.word(&name).into_iter().map(|place| (source.clone(), place)));
        }
    }
    Ok(uses::list(format!("`{name}` holds a client more"), "give it one where it is made here", &places))
}

/// From one folder of the workspace to another.
fn relative(from: &str, to: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (
        from.split('/').filter(|part| !part.is_empty()).collect(),
        to.split('/').filter(|part| !part.is_empty()).collect(),
    );
    let same = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let up = std::iter::repeat_n("..", from.len() - same);
    let parts: Vec<&str> = up.chain(to[same..].iter().copied()).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// What to write where there is no `--for`.
fn how_to(callee: &ServiceEntry, client: &Client, report: &mut Report) {
    report.line("");
    report.heading("How to call it");
    report.line("  In the Cargo.toml of the crate that calls it, with the path from there:");
    report.line(&format!("    {} = {{ path = \"../{}\" }}", callee.package, callee.dir));
    report.line(&format!("  In its main; the client is a {}:", client.of.trait_name()));
    for line in client.made().lines() {
        report.line(&format!("    {}", line.strip_prefix("    ").unwrap_or(line)));
    }
    report.line(&format!("  Or all at once: kit generate client {} --for SERVICE", callee.package));
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn a_path_leads_from_one_crate_to_another() {
        for (from, to, path) in [
            ("users", "notificator", "../notificator"),
            ("crates/users", "crates/notificator", "../notificator"),
            ("crates/users", "notificator", "../../notificator"),
            ("users", "crates/notificator", "../crates/notificator"),
            ("", "users", "users"),
            ("users", "", ".."),
        ] {
            assert_eq!(relative(from, to), path);
        }
    }
}
