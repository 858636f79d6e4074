//! The edits of a user's main.rs and lib.rs that middleware takes.

use crate::{
    diagnostic::{Diagnostic, Source},
    plan::{
        change::{ChangeSet, Output},
        edit::{Edit, Patch},
    },
    targets::{
        self,
        wiring::{self, Wire},
    },
    workspace::{ServiceEntry, Workspace, layout},
};

/// Edits main.rs and lib.rs where the user has touched them; else they are written anew, as the change set
/// has them.
pub(in crate::cli) fn wire_into(
    workspace: &Workspace,
    entry: &ServiceEntry,
    wires: &[Wire],
    changes: &mut ChangeSet,
) -> Result<(), Diagnostic> {
    if wires.is_empty() {
        return Ok(());
    }
    let (name, layout) = (entry.name()?, layout::Service::new(&entry.dir));
    let main =
        |source: &Source| all(source, wires, |source, wire| wiring::edits(source, &name.snake(), wire));
    ask_with_base(workspace, &layout.main_rs(), main, changes)?;
    if wires.iter().any(Wire::has_module) {
        targets::library(&name, &entry.dir, &entry.config.middleware, changes);
        let own = targets::own_middleware(&entry.config.middleware);
        ask_with_base(
            workspace,
            &layout.lib_rs(),
            |source| all(source, &own, targets::library_edits),
            changes,
        )?;
    }
    Ok(())
}

/// The edits of a file that the user has touched, and the same of its base: so an upgrade sees them on
/// both sides.
pub(in crate::cli) fn ask_with_base(
    workspace: &Workspace,
    path: &str,
    edits: impl Fn(&Source) -> Result<Vec<Edit>, Diagnostic>,
    changes: &mut ChangeSet,
) -> Result<(), Diagnostic> {
    let Some(source) = workspace.text(path)? else { return Ok(()) };
    let base = workspace.text(&layout::base(path))?;
    let lock = workspace.lock()?;
    let is_base = base.as_ref().is_some_and(|base| base.text == source.text);
    if is_base || lock.matches(path, source.text.as_bytes()) {
        return Ok(());
    }
    changes.ask(path, edits(&source)?);
    let Some(base) = base else { return Ok(()) };
    let edits = match changes.outputs.get(path) {
        // It was what this kit would have written.
        Some(Output::Starter(new)) if lock.matches(path, base.text.as_bytes()) => {
            vec![Edit::replace(0..base.text.len(), &**new)]
        }
        _ => edits(&base).unwrap_or_default(),
    };
    changes.ask(layout::base(path), edits);
    Ok(())
}

/// The edits that several steps come to, each on the text that those before left.
fn all<T>(
    source: &Source,
    steps: &[T],
    edits: impl Fn(&Source, &T) -> Result<Vec<Edit>, Diagnostic>,
) -> Result<Vec<Edit>, Diagnostic> {
    let mut patch = Patch::new(&source.text);
    for step in steps {
        let mut edits = edits(&Source::new(source.name.clone(), &*patch.text), step)?;
        edits.sort_by_key(|edit| edit.order());
        // From the end, so that the offsets before stay right.
        for edit in edits.iter().rev() {
            patch.replace(edit.range.clone(), &edit.text);
        }
    }
    Ok(patch.into_edits())
}
