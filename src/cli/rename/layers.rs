//! The layers that are for a method, when it gets another name: in the service's Cargo.toml, and in a
//! main.rs that its user has touched. Any other main.rs is written anew.

use toml_edit::Item;

use crate::{
    cli::middleware::ask_with_base,
    diagnostic::{Diagnostic, Source},
    model::uses::Tokens,
    plan::{change::ChangeSet, edit::Edit},
    workspace::{ServiceEntry, Workspace, config, layout, manifest::parse},
};

/// The variable of main.rs whose fields are the methods.
const ENDPOINTS: &str = "endpoints";

/// The service with its layers as they will be.
pub(super) fn renamed(entry: &ServiceEntry, old: &str, new: &str) -> ServiceEntry {
    let mut entry = entry.clone();
    for layer in &mut entry.config.middleware.layers {
        for method in layer.methods.iter_mut().filter(|method| *method == old) {
            new.clone_into(method);
        }
    }
    entry
}

pub(super) fn follow(
    workspace: &Workspace,
    (entry, will_be): (&ServiceEntry, &ServiceEntry),
    (old, new): (&str, &str),
    changes: &mut ChangeSet,
) -> Result<(), Diagnostic> {
    let layout = layout::Service::new(&entry.dir);
    if let Some(manifest) = workspace.text(&layout.cargo_toml())? {
        let texts = |entry: &ServiceEntry| -> Vec<String> {
            entry.config.middleware.layers.iter().map(|layer| format!("{:?}", layer.to_text())).collect()
        };
        let edits = elements(&manifest, &texts(entry), &texts(will_be))?;
        changes.ask(&*manifest.name, edits);
    }
    ask_with_base(workspace, &layout.main_rs(), |source| fields(source, old, new), changes)
}

/// The elements of the list of layers that are not as they will be.
fn elements(manifest: &Source, old: &[String], new: &[String]) -> Result<Vec<Edit>, Diagnostic> {
    let document = parse(manifest)?;
    let table = config::TABLE.iter().try_fold(document.as_item(), |item, key| item.get(key));
    let list = table.and_then(|table| table.get(config::LAYERS)).and_then(Item::as_array);
    let each = list.into_iter().flatten().zip(old.iter().zip(new));
    let edit = |(value, (old, new)): (&toml_edit::Value, (&String, &String))| {
        value.span().filter(|_| old != new).map(|span| Edit::replace(span, &**new))
    };
    Ok(each.filter_map(edit).collect())
}

/// Every `endpoints.create`: the field has another name now.
fn fields(source: &Source, old: &str, new: &str) -> Result<Vec<Edit>, Diagnostic> {
    let spans = Tokens::of(source)?.field(ENDPOINTS, old);
    Ok(spans.into_iter().map(|span| Edit::replace(span, new)).collect())
}
