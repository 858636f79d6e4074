//! `kit rename method`.

use super::layers;
use crate::{
    cli::{
        Changed, Outcome,
        args::{Global, RenameMethod},
        discover, finish, generate, remove,
        report::Report,
        sources::{self, Sources},
        uses,
    },
    diagnostic::{Diagnostic, Diagnostics},
    model::{
        self,
        names::{self, ServiceName},
        places::{self, Declared},
    },
    plan::change::ChangeSet,
    refactor, targets,
    workspace::layout,
};

pub(super) fn run(args: &RenameMethod, global: &Global, report: &mut Report) -> Result<Outcome, Diagnostics> {
    let mut workspace = discover(global, report)?;
    workspace.read_sources()?;
    let entry = generate::find(&workspace, &ServiceName::parse(&args.service)?)?;
    let name = entry.name()?;
    let declared = remove::declared(&workspace, entry, &name, &args.old)?;
    let new = check_new(&declared, &name, args)?;
    let sources = uses::own_sources(&workspace, &entry.dir)?;
    let (implemented, unread) = places::implemented(&sources, &name, &args.old);

    let layout = layout::Service::new(&entry.dir);
    let mut sources = Sources::of(&workspace, entry)?;
    let transports = generate::transports(entry);
    let before = model::parse(&sources.krate, &name, &transports)?;
    let method =
        before.methods.iter().find(|method| names::field_name(&method.name) == names::field_name(&args.old));
    let method = method.expect("a method that the trait declares");
    let edits = refactor::rename::method(&declared, &implemented, method, &transports, &new);
    sources.edit(&edits, &layout.proto_dir());

    // What is wrong with the layers was wrong before.
    sources::layers_fit(&before, entry, workspace.text(&layout.cargo_toml())?.as_ref())?;
    let renamed = layers::renamed(entry, &method.name, &new);
    let mut changes = ChangeSet::default();
    sources::fill(&workspace, &renamed, &sources, &transports, &mut changes, report).map_err(
        |mut found| {
            for error in &mut found.0 {
                error.help.push(format!("`{}` cannot have this name: nothing was written", args.old));
            }
            found
        },
    )?;
    layers::follow(&workspace, (entry, &renamed), (&method.name, &new), &mut changes)?;
    targets::of_workspace(&generate::manifest(&workspace)?, &mut changes)?;
    if implemented.is_empty() {
        changes.notes.push(remove::not_found(&name, &args.old));
    }
    changes.notes.extend(unread);
    changes.notes.extend(uses::calls(&workspace, entry, &edits, &args.old)?);
    changes.notes.extend(uses::implemented_elsewhere(&workspace, entry, &name, &args.old)?);
    for (path, edits) in edits {
        changes.ask(path, edits);
    }
    Ok(finish(&workspace, &changes, Changed::Keep, global, report)?.outcome)
}

/// The new name as Rust writes it, if it can be one. Whether it is free on the wire shows in the trait as it
/// would be.
fn check_new(declared: &Declared, name: &ServiceName, args: &RenameMethod) -> Result<String, Diagnostic> {
    let plain = names::field_name(&args.new);
    let same = |other: &str| names::field_name(other) == plain;
    let refused =
        |why: &str| Diagnostic::error(format!("`{}` cannot be the name of a method: {why}", args.new));
    let Some(written) = names::identifier(plain) else {
        return Err(refused("it is no name in Rust").help("a name is made of letters, digits and `_`"));
    };
    if !names::is_snake(plain) {
        return Err(refused("it is not in snake case").help(format!("write `{}`", names::to_snake(plain))));
    }
    if same(&args.old) {
        return Err(
            Diagnostic::error(format!("`{}` has this name already", args.old)).help("give it another one")
        );
    }
    if declared.methods.iter().any(|other| same(other)) {
        return Err(Diagnostic::error(format!("`{}` has a method `{plain}` already", name.trait_name()))
            .help(format!(
                "choose another name, or remove that one first: kit remove method {} {plain}",
                name.kebab()
            )));
    }
    Ok(written)
}
