//! The change set: every file that a run wants, with its owner and its whole or added content.
//! Targets return it, `apply` compares it with what is on the disk. Pure data.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use super::edit::{Edit, Insertion};
use crate::diagnostic::Diagnostic;

#[derive(Debug, Default)]
pub struct ChangeSet {
    /// All outputs of a run by path, relative to the workspace root, with `/` between components.
    pub outputs: BTreeMap<String, Output>,
    /// What the user should know, and what does not stop the run.
    pub notes: Vec<Diagnostic>,
    /// Folders of which the run knows every generated file, and single files of which it knows whether
    /// they are wanted: another one there is left over.
    pub whole: BTreeSet<String>,
    /// What the user asked kit to change in files of his, by path: made before all else. What stands
    /// in `outputs` for such a file is about the edited text.
    pub asked: BTreeMap<String, Asked>,
}

/// A change of a user's file that he asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// Of spans of the text as the run has read it. With `backup`, a copy of the file is kept.
    Edits { edits: Vec<Edit>, backup: bool },
    /// The file goes. With `backup`, a copy is kept.
    Delete { backup: bool },
    /// kit forgets that it wrote the file: it stays, and is the user's from now on.
    Leave,
}

/// What a run wants of one file; the variant says who owns the file.
#[derive(Debug)]
pub enum Output {
    /// kit's alone: replaced whole.
    Generated(Bytes),
    /// Written once, then the user's.
    Starter(String),
    /// The user's, into which kit inserts what is missing; made from `initial` if absent.
    Amended { initial: String, wants: Vec<Want> },
}

/// Something that an amended file must contain. What is there already is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    Rust(RustWant),
    Toml(TomlWant),
    Yaml(YamlWant),
    /// An insertion that the target computed itself, on the text that the run has read.
    Insert(Insertion),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RustWant {
    /// The `impl` of a trait has a method. Of several impls the one for `on` is meant.
    Method {
        trait_name: String,
        on: String,
        name: String,
        /// The whole method, its first line at column 0, no newline at the end.
        code: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TomlWant {
    /// `[table]` has `key`; if not, `key = value` is inserted. `value` is TOML.
    Key { table: Vec<String>, key: String, value: String },
    /// The array `key` of `[table]` has the string `element`; it is made if absent.
    Element { table: Vec<String>, key: String, element: String },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum YamlWant {
    /// The mapping at `path` (of keys from the root) has `key`. If not, `text` is inserted at the
    /// mapping's end: a YAML entry `key: …` written at column 0, to be indented like its siblings.
    Entry { path: Vec<String>, key: String, text: String },
}

impl ChangeSet {
    pub fn insert(&mut self, path: impl Into<String>, output: Output) {
        let path = path.into();
        let old = self.outputs.insert(path.clone(), output);
        assert!(old.is_none(), "two targets write {path}");
    }

    /// Adds all that another one wants.
    pub fn extend(&mut self, more: Self) {
        for (path, output) in more.outputs {
            match output {
                Output::Amended { initial, wants } => self.amend(path, || initial, wants),
                output => self.insert(path, output),
            }
        }
        self.notes.extend(more.notes);
        self.whole.extend(more.whole);
        for (path, asked) in more.asked {
            match asked {
                Asked::Edits { edits, backup: false } => self.ask(path, edits),
                asked => {
                    let old = self.asked.insert(path, asked);
                    assert!(old.is_none(), "a file that kit has done with is asked for");
                }
            }
        }
    }

    /// Adds edits of a user's file; they must not overlap those that are there.
    pub fn ask(&mut self, path: impl Into<String>, more: Vec<Edit>) {
        if more.is_empty() {
            return;
        }
        let asked = self.asked.entry(path.into());
        match asked.or_insert_with(|| Asked::Edits { edits: Vec::new(), backup: false }) {
            Asked::Edits { edits, .. } => edits.extend(more),
            Asked::Delete { .. } | Asked::Leave => panic!("a file that kit has done with is edited"),
        }
    }

    /// Whether a file lies in a folder of which the run knows all, and is not among its outputs.
    pub fn is_left_over(&self, path: &str) -> bool {
        let inside = |folder: &String| {
            path.strip_prefix(&**folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        !self.outputs.contains_key(path) && self.whole.iter().any(inside)
    }

    /// Adds wants to an amended file; targets share Cargo.toml this way.
    pub fn amend(&mut self, path: impl Into<String>, initial: impl FnOnce() -> String, more: Vec<Want>) {
        let output = self.outputs.entry(path.into());
        let output = output.or_insert_with(|| Output::Amended { initial: initial(), wants: Vec::new() });
        let Output::Amended { wants, .. } = output else {
            panic!("a target amends a file that another owns")
        };
        wants.extend(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str) -> ChangeSet {
        let mut changes = ChangeSet::default();
        let want = Want::Insert(Insertion::new(0, name));
        changes.amend("Cargo.toml", || name.to_owned(), vec![want]);
        changes.insert(name, Output::Starter(name.to_owned()));
        changes.notes.push(Diagnostic::warning(name));
        changes.whole.insert(name.to_owned());
        changes.ask("mine.rs", vec![Edit::delete(name.len()..name.len() + 1)]);
        changes
    }

    #[test]
    fn what_others_want_comes_behind_in_their_order() {
        let mut all = one("a");
        all.extend(one("bb"));
        all.extend(one("ccc"));
        let Some(Output::Amended { initial, wants }) = all.outputs.get("Cargo.toml") else {
            panic!("{all:?}")
        };
        let names = wants.iter().map(|want| match want {
            Want::Insert(insertion) => &*insertion.text,
            other => panic!("{other:?}"),
        });
        assert_eq!((&**initial, names.collect::<Vec<_>>()), ("a", vec!["a", "bb", "ccc"]));
        assert_eq!(all.notes.iter().map(|note| &*note.title).collect::<Vec<_>>(), ["a", "bb", "ccc"]);
        assert!(
            ["a", "bb", "ccc"]
                .iter()
                .all(|name| all.outputs.contains_key(*name) && all.whole.contains(*name))
        );
        assert!(matches!(&all.asked["mine.rs"], Asked::Edits { edits, backup: false } if edits.len() == 3));
    }
}
