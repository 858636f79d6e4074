//! The manifests that name a service, when it gets another name and another folder.

use toml_edit::Item;

use crate::{
    apply::merge::toml,
    diagnostic::{Diagnostic, Source},
    model::names::ServiceName,
    plan::{
        change::{ChangeSet, TomlWant, Want},
        edit::Edit,
    },
    workspace::{Dependency, Move, Workspace, config, layout, manifest::parse},
};

/// The service's own Cargo.toml.
pub(super) fn own(
    source: &Source,
    old: &ServiceName,
    new: &ServiceName,
    changes: &mut ChangeSet,
) -> Result<(), Diagnostic> {
    let document = parse(source)?;
    let package = document.as_item().get("package");
    for key in ["name", "default-run"] {
        let item = package.and_then(|package| package.get(key));
        let span = item.filter(|item| item.as_str() == Some(old.kebab())).and_then(Item::span);
        changes.ask(&*source.name, span.map(|span| string(span, new.kebab())).into_iter().collect());
    }
    let table: Vec<String> = config::TABLE.map(str::to_owned).into();
    // What clients know stays, until the service is called so again.
    if new.wire() == new.kebab() {
        changes.ask(&*source.name, toml::remove::without_key(source, &table, config::WIRE_NAME)?);
    } else {
        let value = format!("{:?}", new.wire());
        let want = TomlWant::Key { table, key: config::WIRE_NAME.to_owned(), value };
        changes.amend(&*source.name, String::new, vec![Want::Toml(want)]);
    }
    Ok(())
}

/// `members` and the like in the root's Cargo.toml.
pub(super) fn members(
    workspace: &Workspace,
    moved: &Move,
    changes: &mut ChangeSet,
) -> Result<(), Diagnostic> {
    let Some(source) = workspace.text(layout::CARGO_TOML)? else { return Ok(()) };
    let document = parse(&source)?;
    let mut named = false;
    for key in ["members", "default-members"] {
        let listed = workspace.listed(key, &moved.from);
        let list = document.as_item().get("workspace").and_then(|item| item.get(key)?.as_array());
        for value in list.into_iter().flatten() {
            let Some(written) = value.as_str().filter(|written| listed.iter().any(|one| one == written))
            else {
                continue;
            };
            named = true;
            let edit = value.span().map(|span| string(span, &in_new_folder(written, moved)));
            changes.ask(layout::CARGO_TOML, edit.into_iter().collect());
        }
    }
    if !named && !workspace.has_member(&moved.to) {
        let (table, key) = (vec!["workspace".to_owned()], "members".to_owned());
        let want = TomlWant::Element { table, key, element: moved.to.clone() };
        changes.amend(layout::CARGO_TOML, String::new, vec![Want::Toml(want)]);
    }
    Ok(())
}

/// The entries that depend on the service. Where the crate is called by its own name, it is called by
/// the new one.
pub(super) fn dependency(
    found: &Dependency,
    old: &ServiceName,
    new: &ServiceName,
    moved: Option<&Move>,
) -> Vec<Edit> {
    let text = &found.source.text;
    let mut edits = Vec::new();
    if is_by_name(found, old) {
        edits.push(Edit::replace(found.key_span.clone(), new.kebab()));
    }
    if let Some(span) = &found.package_span {
        edits.push(string(span.clone(), new.kebab()));
    }
    if let (Some(span), Some(moved)) = (&found.path_span, moved) {
        let written = text[span.clone()].trim_matches(['"', '\'']);
        edits.push(string(span.clone(), &in_new_folder(written, moved)));
    }
    edits
}

/// Whether the dependent calls the crate by its own name.
pub(super) fn is_by_name(found: &Dependency, old: &ServiceName) -> bool {
    found.key.replace('-', "_") == old.snake()
}

/// A path to the folder, its last component replaced.
fn in_new_folder(written: &str, moved: &Move) -> String {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let plain = written.trim_end_matches('/');
    match plain.strip_suffix(&last(&moved.from)) {
        Some(before) => format!("{before}{}", last(&moved.to)),
        None => moved.to.clone(),
    }
}

fn string(span: std::ops::Range<usize>, value: &str) -> Edit {
    Edit::replace(span, format!("{value:?}"))
}
