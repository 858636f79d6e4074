//! Files that kit writes once, and that are the user's from then on.
//!
//! One that nobody touched follows kit. Of each, kit keeps the text that the user's derives from, its
//! base: so an upgrade can tell what in a touched one is the user's and what was kit's.

use bytes::Bytes;

use super::{
    EXCERPT_LINES, FileChange, Kind, Run, Snapshot, diff, same,
    three_way::{self, Merged},
};
use crate::{
    diagnostic::Diagnostic,
    plan::{change::ChangeSet, edit},
    workspace::{
        layout,
        lock::{VERSION, unix},
        text,
    },
};

/// What is known of the text that a starter derives from.
enum Base {
    Known(Bytes),
    /// Not as kit wrote it: somebody ran a tool over all files.
    Edited,
    Missing,
}

impl<S: Snapshot> Run<'_, S> {
    pub(super) fn starter(&mut self, path: &str, new: &str) -> Result<(), Diagnostic> {
        let new = Bytes::from(new.to_owned());
        let old = self.files.file(path);
        let base = self.base(path);
        let untouched = |old: &[u8]| match &base {
            Base::Known(base) => same(old, base),
            Base::Edited | Base::Missing => false,
        };
        let kind = match old {
            None => Kind::Create,
            Some(ref old) if same(old, &new) => Kind::Unchanged,
            Some(ref old) if self.lock.matches(path, old) || untouched(old) => Kind::Update,
            Some(old) => return self.touched(path, old, &new, base),
        };
        self.changes.push(FileChange::new(path, kind, old, new.clone()));
        self.lock.record(path, &new);
        self.keep_base(path, &new);
        Ok(())
    }

    /// A starter with changes of the user's.
    fn touched(&mut self, path: &str, old: Bytes, new: &Bytes, base: Base) -> Result<(), Diagnostic> {
        if self.rules.merge {
            resolved(path, &old)?;
        }
        let base = self.edited_base(path, base)?;
        let edited = edit::apply(&text(path, &old)?.text, self.edits(path));
        // The lock remembers the version that the user was told of.
        let told = self.lock.matches(path, new);
        let mut change = FileChange::new(path, Kind::Kept, Some(old.clone()), new.clone());
        let (before, what) = match &base {
            Base::Known(base) if self.rules.merge => {
                change = merged(path, old, new, base)?;
                (None, "")
            }
            Base::Known(base) => (Some(&base[..]), "`kit upgrade` merges this into your file"),
            Base::Edited if self.rules.merge => return Err(base_edited(path)),
            Base::Edited => (Some(edited.as_bytes()), "take over what you need"),
            Base::Missing => {
                (Some(edited.as_bytes()), "kit does not know what in it is yours: take over what you need")
            }
        };
        if let Some(before) = before.filter(|before| !told && !same(before, new)) {
            self.notes.push(offer(path, before, new, what));
        }
        match base {
            Base::Known(base) if !self.rules.merge => self.keep_base(path, &base),
            Base::Edited if !self.rules.merge => {}
            // From here on the user's text counts as derived from the new one.
            _ => self.keep_base(path, new),
        }
        self.lock.record(path, new);
        if self.asked.contains_key(path) {
            return self.asked(path);
        }
        self.changes.push(change);
        Ok(())
    }

    fn base(&self, path: &str) -> Base {
        let (path, now) = (self.files.base(path), layout::base(path));
        match self.files.file(&path) {
            None => Base::Missing,
            // It cannot be restored in its new place.
            Some(base) if path != now && !self.lock.matches(&path, &base) => Base::Missing,
            Some(base) if self.lock.contains(&path) && !self.lock.matches(&path, &base) => Base::Edited,
            Some(base) => Base::Known(unix(&base).into()),
        }
    }

    /// A base with what was asked of it: the same as of its starter.
    fn edited_base(&self, path: &str, base: Base) -> Result<Base, Diagnostic> {
        let at = self.files.base(path);
        match (base, self.edits(&at), self.files.file(&at)) {
            (Base::Known(_), edits @ [_, ..], Some(old)) => {
                Ok(Base::Known(unix(edit::apply(&text(&at, &old)?.text, edits).as_bytes()).into()))
            }
            (base, ..) => Ok(base),
        }
    }

    fn keep_base(&mut self, path: &str, content: &Bytes) {
        let path = layout::base(path);
        let old = self.files.file(&path);
        let kind = match &old {
            None => Kind::Create,
            Some(old) if same(old, content) => Kind::Unchanged,
            Some(_) => Kind::Update,
        };
        self.lost_bases |= old.is_none() && self.before.contains(&path);
        self.changes.push(FileChange::new(&path, kind, old, content.clone()));
        self.lock.record(&path, content);
    }

    /// A base goes with its starter; and where bases do not last, their user is told.
    pub(super) fn bases_without_starter(&mut self, changes: &ChangeSet) {
        let known: Vec<String> = self.lock.paths().map(str::to_owned).collect();
        for base in &known {
            let Some(path) = layout::starter_of(base) else { continue };
            let stays = self.lock.contains(path) && self.files.file(path).is_some();
            if changes.outputs.contains_key(path) || stays {
                continue;
            }
            if let Some(old) = self.files.file(base) {
                self.changes.push(FileChange::new(base, Kind::Delete, Some(old), Bytes::new()));
            }
            self.lock.forget(base);
        }
        if self.lost_bases {
            let title = format!("files that were in {} are gone, and are made anew", layout::BASES);
            self.notes.push(Diagnostic::warning(title).help(
                "commit that folder (does a .gitignore leave it out?): without it `kit upgrade` cannot \
                 merge into files that you changed",
            ));
        }
    }
}

fn merged(path: &str, old: Bytes, new: &[u8], base: &[u8]) -> Result<FileChange, Diagnostic> {
    let (base, yours, kits) = (text(&layout::base(path), base)?, text(path, &old)?, text(path, new)?);
    let label = format!("kit {VERSION}");
    let Merged { text, conflicts } = three_way::merge(&base.text, &yours.text, &kits.text, &label);
    let kind = if text == *yours.text { Kind::Kept } else { Kind::Merge };
    let change = FileChange::new(path, kind, Some(old), text);
    Ok(FileChange { conflicts, ..change })
}

/// A second merge on top of an unresolved one would bury both.
fn resolved(path: &str, old: &[u8]) -> Result<(), Diagnostic> {
    let source = text(path, old)?;
    let Some(at) = three_way::marker(&source.text) else { return Ok(()) };
    Err(Diagnostic::error(format!("{path} has an unresolved conflict"))
        .at(&source, at, "left by a merge")
        .help("keep what you want of both sides, delete the marker lines, and run kit again"))
}

/// `before` is what kit's new text is compared with: its old one if that is known, else the user's.
fn offer(path: &str, before: &[u8], new: &[u8], what: &str) -> Diagnostic {
    let excerpt = diff::excerpt(before, new, EXCERPT_LINES);
    Diagnostic::warning(format!("{path} is yours and stays as it is: kit would now write it differently"))
        .help(format!("{what}. This is shown only once:\n{excerpt}"))
}

fn base_edited(path: &str) -> Diagnostic {
    let base = layout::base(path);
    Diagnostic::error(format!("{base} was edited: from it kit tells what in {path} is yours"))
        .help(format!("restore it from version control (`git checkout {base}`), and run kit again"))
        .help("or delete it: kit then shows what it would write differently, and merges nothing")
}
