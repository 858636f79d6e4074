//! `kit remove method`.

use super::layers;
use crate::{
    cli::{
        Changed, Outcome,
        args::{Global, RemoveMethod},
        discover, finish, generate,
        report::Report,
        sources::{self, Sources},
        uses,
    },
    diagnostic::{Diagnostic, Diagnostics},
    model::{
        self,
        names::{self, ServiceName},
        places::{self, Declared, Missing},
        schema::Schema,
    },
    plan::change::{Asked, ChangeSet},
    refactor::{self, Edits, remove::Removal},
    targets,
    workspace::{ServiceEntry, Workspace, layout},
};

pub(super) fn run(args: &RemoveMethod, global: &Global, report: &mut Report) -> Result<Outcome, Diagnostics> {
    let mut workspace = discover(global, report)?;
    workspace.read_sources()?;
    let entry = generate::find(&workspace, &ServiceName::parse(&args.service)?)?;
    let name = entry.name()?;
    let declared = declared(&workspace, entry, &name, &args.method)?;
    check_not_last(&declared, &name, &args.method)?;
    let sources = uses::own_sources(&workspace, &entry.dir)?;
    let (implemented, unread) = places::implemented(&sources, &name, &args.method);

    let Removal { mut edits, losing, staying } =
        refactor::remove::method(&declared, &implemented, global.force);
    let mut sources = Sources::of(&workspace, entry)?;
    let transports = &generate::transports(entry);
    let before = model::parse(&sources.krate, &name, transports)?;
    let removed = before.methods.iter().find(|method| same(&method.name, &args.method));
    let removed = removed.expect("a method that the trait declares");
    if let Some(proto) = &sources.proto {
        let schema = Schema::parse(proto)?;
        let edit = refactor::proto::without_rpc(&schema, &name.proto_service(), removed);
        edits.extend(edit.map(|edit| (proto.name.to_string(), vec![edit])));
    }
    sources.edit(&edits, &layout::Service::new(&entry.dir).proto_dir());

    let mut changes = ChangeSet::default();
    let will_be = layers::without(&workspace, entry, &removed.name, &mut changes)?;
    sources::fill(&workspace, &will_be, &sources, transports, &mut changes, report)?;
    targets::of_workspace(&generate::manifest(&workspace)?, &mut changes)?;
    if implemented.is_empty() {
        changes.notes.push(not_found(&name, &args.method));
    }
    changes.notes.extend(unread);
    for found in staying {
        let note = uses::still_implemented(found, &edits, &name.trait_name(), &args.method);
        let place = |note: &Diagnostic| {
            note.label.as_ref().map(|label| (label.source.name.clone(), label.span.clone()))
        };
        // The model has said so of the service's own.
        if !changes.notes.iter().any(|other| place(other) == place(&note)) {
            changes.notes.push(note);
        }
    }
    changes.notes.extend(uses::calls(&workspace, entry, &edits, &args.method)?);
    changes.notes.extend(uses::implemented_elsewhere(&workspace, entry, &name, &args.method)?);
    ask(edits, &losing, &mut changes);
    Ok(finish(&workspace, &changes, Changed::Keep, global, report)?.outcome)
}

/// The method in the trait, or why there is none to remove or rename.
pub(in crate::cli) fn declared(
    workspace: &Workspace,
    entry: &ServiceEntry,
    name: &ServiceName,
    method: &str,
) -> Result<Declared, Diagnostics> {
    let file = layout::Service::new(&entry.dir).service_rs();
    let trait_name = name.trait_name();
    let Some(source) = workspace.text(&file)? else {
        let title = format!("the service `{}` has no {file}, which holds its trait", entry.package);
        let help = format!("bring it back, or remove the service: kit remove service {}", name.kebab());
        return Err(Diagnostic::error(title).help(help).into());
    };
    places::declared(&source, name, method).map_err(|missing| match missing {
        Missing::Broken(error) => error.into(),
        Missing::Trait => Diagnostic::error(format!("there is no trait `{trait_name}` in {file}"))
            .help(format!("the trait of a service has its name: write `pub trait {trait_name}` there"))
            .into(),
        Missing::Method { methods, at } => {
            let error = Diagnostic::error(format!("`{trait_name}` has no method `{method}`"));
            let error = error.at(&source, at, "not among its methods");
            let known: Vec<&str> = methods.iter().map(|method| names::field_name(method)).collect();
            let similar = names::similar(method, known.iter().map(|name| (*name).to_owned()));
            match (similar, &known[..]) {
                (Some(similar), _) => error.help(format!("did you mean `{similar}`?")),
                (None, []) => error.help("it has none"),
                (None, known) => error.help(format!("its methods: {}", known.join(", "))),
            }
            .into()
        }
    })
}

fn check_not_last(declared: &Declared, name: &ServiceName, method: &str) -> Result<(), Diagnostic> {
    if declared.methods.len() > 1 {
        return Ok(());
    }
    let error = Diagnostic::error(format!("`{method}` is the only method of `{}`", name.trait_name()));
    let error = error.at(
        &declared.placed.source,
        declared.placed.name.clone(),
        "without it there is nothing to serve",
    );
    Err(error
        .help("write the method that replaces it first")
        .help(format!("or remove the whole service: kit remove service {}", name.kebab())))
}

pub(in crate::cli) fn not_found(name: &ServiceName, method: &str) -> Diagnostic {
    let trait_name = name.trait_name();
    Diagnostic::warning(format!("no `impl {trait_name}` with a method `{method}` was found in the service"))
        .help("kit does not look into macros: if one writes it, change that yourself")
}

/// Hands the edits over; of the files that lose code of the user's a copy is kept.
fn ask(edits: Edits, losing: &[String], changes: &mut ChangeSet) {
    for (path, edits) in edits {
        let backup = losing.contains(&path);
        changes.asked.insert(path, Asked::Edits { edits, backup });
    }
}

fn same(one: &str, other: &str) -> bool {
    names::field_name(one) == names::field_name(other)
}
