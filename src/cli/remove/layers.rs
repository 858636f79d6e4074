//! The layers that are for a method, when it goes: they stay around the others. So it is in a main.rs that
//! kit writes anew; one that its user has touched is left to him.

use toml_edit::Item;

use crate::{
    apply::merge::toml::remove,
    diagnostic::{Diagnostic, Source},
    model::middleware::{Layer, What},
    plan::{change::ChangeSet, edit::Edit},
    workspace::{ServiceEntry, Workspace, config, layout, manifest::parse},
};

/// The service with its layers as they will be, and the edits of its Cargo.toml for that.
pub(super) fn without(
    workspace: &Workspace,
    entry: &ServiceEntry,
    method: &str,
    changes: &mut ChangeSet,
) -> Result<ServiceEntry, Diagnostic> {
    let mut will_be = entry.clone();
    let layers = &mut will_be.config.middleware.layers;
    layers.iter_mut().for_each(|layer| layer.methods.retain(|name| name != method));
    let all = entry.config.middleware.layers.iter().zip(layers.iter());
    let (changed, _): (Vec<(&Layer, &Layer)>, Vec<_>) = all.partition(|(old, new)| old != new);
    // A layer of the user's own around nothing is code that nothing uses: he decides.
    let is_lost = |(_, new): &(&Layer, &Layer)| new.methods.is_empty() && matches!(new.what, What::Own(_));
    if changed.is_empty() || changed.iter().any(is_lost) || is_touched(workspace, entry)? {
        return Ok(entry.clone());
    }
    let path = layout::Service::new(&entry.dir).cargo_toml();
    if let Some(manifest) = workspace.text(&path)? {
        changes.ask(path, edits(&manifest, &changed)?);
    }
    let goes: Vec<Layer> =
        changed.iter().filter(|(_, new)| new.methods.is_empty()).map(|(old, _)| (*old).clone()).collect();
    let mut old = entry.config.middleware.layers.iter();
    will_be.config.middleware.layers.retain(|_| old.next().is_some_and(|old| !goes.contains(old)));
    Ok(will_be)
}

fn is_touched(workspace: &Workspace, entry: &ServiceEntry) -> Result<bool, Diagnostic> {
    let path = layout::Service::new(&entry.dir).main_rs();
    let Some(main) = workspace.text(&path)? else { return Ok(false) };
    let is_base = workspace.text(&layout::base(&path))?.is_some_and(|base| base.text == main.text);
    Ok(!is_base && !workspace.lock()?.matches(&path, main.text.as_bytes()))
}

/// Those that are left around nothing go, the others name fewer methods.
fn edits(manifest: &Source, changed: &[(&Layer, &Layer)]) -> Result<Vec<Edit>, Diagnostic> {
    let (gone, fewer): (Vec<_>, Vec<_>) = changed.iter().partition(|(_, new)| new.methods.is_empty());
    let table = config::TABLE.map(str::to_owned);
    let document = parse(manifest)?;
    let found = config::TABLE.iter().try_fold(document.as_item(), |item, key| item.get(key));
    let list = found.and_then(|table| table.get(config::LAYERS)).and_then(Item::as_array);
    let written = |text: &str, layer: &Layer| Layer::parse(text).is_ok_and(|written| written == *layer);
    let mut edits = Vec::new();
    let mut texts = Vec::new();
    for value in list.into_iter().flatten() {
        let Some((text, span)) = value.as_str().zip(value.span()) else { continue };
        if gone.iter().any(|(old, _)| written(text, old)) {
            texts.push(text.to_owned());
        } else if let Some((_, new)) = fewer.iter().find(|(old, _)| written(text, old)) {
            edits.push(Edit::replace(span, format!("{:?}", new.to_text())));
        }
    }
    edits.extend(match list.is_some_and(|list| list.len() == texts.len()) {
        true => remove::without_key(manifest, &table, config::LAYERS)?,
        false => remove::without_elements(manifest, &table, config::LAYERS, &texts)?,
    });
    Ok(edits)
}
