//! What of a user's code speaks of something that was removed or renamed, for him to look at.

use std::ops::Range;

use crate::{
    diagnostic::{Diagnostic, Source},
    model::{
        names::ServiceName,
        places::{self, Implemented},
        uses::Tokens,
    },
    plan::edit,
    refactor::Edits,
    workspace::{ServiceEntry, Workspace, layout},
};

/// A place in a file as it will be.
pub(super) type Place = (Source, Range<usize>);

/// How many places are listed.
const SHOWN: usize = 20;

/// The user's Rust files of a service's crate: that of the trait first, none that is generated.
pub(super) fn own_sources(workspace: &Workspace, dir: &str) -> Result<Vec<Source>, Diagnostic> {
    let layout = layout::Service::new(dir);
    let generated = format!("{}/", layout.generated_dir());
    let trait_file = layout.service_rs();
    let is_own = |path: &&str| path.ends_with(".rs") && !path.starts_with(&generated);
    let mut paths: Vec<&str> = workspace.files_in(dir).filter(is_own).collect();
    paths.sort_by_key(|path| *path != trait_file);
    let sources = paths.into_iter().map(|path| workspace.text(path));
    Ok(sources.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// The same of the crates that depend on the service, itself left out.
pub(super) fn sources_of_dependents(workspace: &Workspace, dir: &str) -> Result<Vec<Source>, Diagnostic> {
    let mut dirs: Vec<String> =
        workspace.dependents(dir).into_iter().filter_map(|entry| entry.package.map(|_| entry.dir)).collect();
    dirs.sort();
    dirs.dedup();
    let mut sources = Vec::new();
    for dependent in dirs.iter().filter(|dependent| *dependent != dir) {
        sources.extend(own_sources(workspace, dependent)?);
    }
    Ok(sources)
}

/// Where methods of a name are called in the service's crate and in those that depend on it. A file
/// that cannot be read as Rust is named.
pub(super) fn calls(
    workspace: &Workspace,
    entry: &ServiceEntry,
    edits: &Edits,
    method: &str,
) -> Result<Vec<Diagnostic>, Diagnostic> {
    let mut sources = own_sources(workspace, &entry.dir)?;
    sources.extend(sources_of_dependents(workspace, &entry.dir)?);
    let (mut places, mut notes) = (Vec::new(), Vec::new());
    for source in sources {
        let source = after(source, edits);
        match Tokens::of(&source) {
            Ok(tokens) => places.extend(tokens.method(method).into_iter().map(|at| (source.clone(), at))),
            Err(error) => notes.push(unread(error)),
        }
    }
    let title = match places.len() {
        1 => format!("a method `{method}` is called"),
        count => format!("a method `{method}` is called in {count} places"),
    };
    notes.extend(list(title, "if this is the service's, change it", &places));
    Ok(notes)
}

/// Implementations of the service's trait in other crates: mocks and middleware written by hand.
pub(super) fn implemented_elsewhere(
    workspace: &Workspace,
    entry: &ServiceEntry,
    name: &ServiceName,
    method: &str,
) -> Result<Vec<Diagnostic>, Diagnostic> {
    let sources = sources_of_dependents(workspace, &entry.dir)?;
    let (found, _) = places::implemented(&sources, name, method);
    let note = |found| still_implemented(found, &Edits::new(), &name.trait_name(), method);
    Ok(found.iter().map(note).collect())
}

/// A warning that shows the first of some places and lists the others.
pub(super) fn list(title: impl Into<String>, label: &str, places: &[Place]) -> Option<Diagnostic> {
    let ((source, span), others) = places.split_first()?;
    let mut note = Diagnostic::warning(title).at(source, span.clone(), label);
    if !others.is_empty() {
        let mut lines: Vec<String> = others.iter().take(SHOWN).map(line).collect();
        if others.len() > SHOWN {
            lines.push(format!("… and {} more", others.len() - SHOWN));
        }
        note = note.help(format!("and here:\n{}", lines.join("\n")));
    }
    Some(note)
}

/// Implementations of the trait other than the service itself that still have a method.
pub(super) fn still_implemented(
    found: &Implemented,
    edits: &Edits,
    trait_name: &str,
    method: &str,
) -> Diagnostic {
    let placed = &found.placed;
    let shifted =
        edits.get(&*placed.source.name).map_or(placed.name.clone(), |edits| shift(edits, &placed.name));
    let source = after(placed.source.clone(), edits);
    Diagnostic::warning(format!("`{trait_name}` has no method `{method}`"))
        .at(&source, shifted, format!("still implemented here, for `{}`", found.on))
        .help("kit leaves this to you: change it by hand")
}

/// A source as it will be.
pub(super) fn after(source: Source, edits: &Edits) -> Source {
    match edits.get(&*source.name) {
        Some(edits) => Source::new(source.name, edit::apply(&source.text, edits)),
        None => source,
    }
}

/// A span behind or before edits, where it will be.
fn shift(edits: &[edit::Edit], span: &Range<usize>) -> Range<usize> {
    let before = edits.iter().filter(|edit| edit.range.end <= span.start);
    let (gone, come) =
        before.fold((0, 0), |(gone, come), edit| (gone + edit.range.len(), come + edit.text.len()));
    span.start + come - gone..span.end + come - gone
}

fn line((source, span): &Place) -> String {
    let (line, _) = source.position(span.start);
    let text = source.text.lines().nth(line - 1).unwrap_or_default().trim();
    let short: String = text.chars().take(80).collect();
    format!("{}:{line}  {short}", source.name)
}

pub(super) fn unread(error: Diagnostic) -> Diagnostic {
    Diagnostic { warning: true, ..error }.help("kit did not look for uses in this file")
}
