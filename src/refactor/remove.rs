//! A method leaves its trait, and with it the stub that kit wrote, and what passes calls on to it.

use super::Edits;
use crate::{
    model::places::{Declared, Implemented, Placed},
    plan::{edit::Edit, lines::item},
};

/// What removing a method comes to.
pub struct Removal<'a> {
    pub edits: Edits,
    /// Files that lose code of the user's.
    pub losing: Vec<String>,
    /// The implementations that stay: whoever wrote them decides.
    pub staying: Vec<&'a Implemented>,
}

/// `force` removes the service's implementation even if somebody wrote it.
pub fn method<'a>(declared: &Declared, implemented: &'a [Implemented], force: bool) -> Removal<'a> {
    let mut removal = Removal { edits: Edits::new(), losing: Vec::new(), staying: Vec::new() };
    delete(&declared.placed, &mut removal.edits);
    for found in implemented {
        let is_stub = found.stub.is_some() || found.forward.is_some();
        if found.forward.is_none() && !(found.meant && (is_stub || force)) {
            removal.staying.push(found);
            continue;
        }
        delete(&found.placed, &mut removal.edits);
        if !is_stub {
            removal.losing.push(found.placed.source.name.to_string());
        }
    }
    for edits in removal.edits.values_mut() {
        edits.sort_by_key(|edit| edit.order());
    }
    removal
}

fn delete(placed: &Placed, edits: &mut Edits) {
    let range = item(&placed.source.text, placed.item.clone(), placed.block.clone(), placed.last);
    edits.entry(placed.source.name.to_string()).or_default().push(Edit::delete(range));
}
