//! A text under change: insertions made one after the other, each on the text with those before,
//! kept as insertions into the original.

use crate::plan::edit::{self, Insertion};

pub(super) struct Patch<'a> {
    original: &'a str,
    /// Sorted, one at an offset.
    insertions: Vec<Insertion>,
    /// The original with the insertions made.
    pub text: String,
}

impl<'a> Patch<'a> {
    pub fn new(original: &'a str) -> Self {
        Self { original, insertions: Vec::new(), text: original.to_owned() }
    }

    /// Inserts at an offset of the current text.
    pub fn insert(&mut self, at: usize, text: &str) {
        let mut shift = 0;
        for (index, insertion) in self.insertions.iter_mut().enumerate() {
            let start = insertion.at + shift;
            if at < start {
                self.insertions.insert(index, Insertion::new(at - shift, text));
                return self.refresh();
            }
            if at <= start + insertion.text.len() {
                insertion.text.insert_str(at - start, text);
                return self.refresh();
            }
            shift += insertion.text.len();
        }
        self.insertions.push(Insertion::new(at - shift, text));
        self.refresh();
    }

    pub fn into_insertions(self) -> Vec<Insertion> {
        self.insertions
    }

    fn refresh(&mut self) {
        self.text = edit::insert(self.original, &self.insertions);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_insertions_may_fall_anywhere() {
        let mut patch = Patch::new("abc");
        for (at, text, expected) in [
            (1, "11", "a11bc"),
            (2, "2", "a121bc"),
            (4, "3", "a1213bc"),
            (0, "0", "0a1213bc"),
            (7, "4", "0a1213b4c"),
        ] {
            patch.insert(at, text);
            assert_eq!(patch.text, expected);
        }
        let insertions = patch.into_insertions();
        assert_eq!(insertions.iter().map(|insertion| insertion.at).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(edit::insert("abc", &insertions), "0a1213b4c");
    }
}
