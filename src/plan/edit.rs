//! The one way in which a user's text is changed: spans of bytes, sorted and disjoint. Nothing of the
//! user's is reprinted. What kit adds on its own are insertions; to replace or delete takes an [`Edit`],
//! which is made for `kit remove`, `kit rename` and `kit generate client`, which were told to, and for an
//! entry that kit put there and nobody changed.

use std::ops::Range;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insertion {
    /// Byte offset in the text before any insertion.
    pub at: usize,
    pub text: String,
}

impl Insertion {
    pub fn new(at: usize, text: impl Into<String>) -> Self {
        Self { at, text: text.into() }
    }
}

/// What stands at `range` becomes `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Bytes of the text before any edit.
    pub range: Range<usize>,
    pub text: String,
}

impl Edit {
    pub fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }

    pub fn delete(range: Range<usize>) -> Self {
        Self::replace(range, "")
    }

    /// What is inserted at the start of a span that is replaced comes first.
    pub fn order(&self) -> (usize, usize) {
        (self.range.start, self.range.end)
    }
}

impl From<Insertion> for Edit {
    fn from(Insertion { at, text }: Insertion) -> Self {
        Self { range: at..at, text }
    }
}

/// The text with all insertions made; those at the same offset keep their order.
pub fn insert(text: &str, insertions: &[Insertion]) -> String {
    let edits: Vec<Edit> = insertions.iter().cloned().map(Edit::from).collect();
    apply(text, &edits)
}

/// The text with all edits made; those at the same offset keep their order.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.order());
    let mut result =
        String::with_capacity(text.len() + sorted.iter().map(|edit| edit.text.len()).sum::<usize>());
    let mut done = 0;
    for edit in sorted {
        result.push_str(&text[done..edit.range.start]);
        result.push_str(&edit.text);
        done = edit.range.end;
    }
    result.push_str(&text[done..]);
    result
}

/// A text under change: edits made one after the other, each on the text with those before, kept as
/// edits of the original.
pub struct Patch<'a> {
    original: &'a str,
    /// Sorted, disjoint.
    edits: Vec<Edit>,
    /// The original with the edits made.
    pub text: String,
}

impl<'a> Patch<'a> {
    pub fn new(original: &'a str) -> Self {
        Self::over(original, &[])
    }

    /// One that begins with edits.
    pub fn over(original: &'a str, edits: &[Edit]) -> Self {
        let mut edits = edits.to_vec();
        edits.sort_by_key(|edit| edit.order());
        let text = apply(original, &edits);
        Self { original, edits, text }
    }

    /// Inserts at an offset of the current text.
    pub fn insert(&mut self, at: usize, text: &str) {
        // Where the walk is: in the original and, in the same place, in the current text.
        let (mut old, mut now) = (0, 0);
        let mut found = self.edits.len();
        for (index, edit) in self.edits.iter_mut().enumerate() {
            let start = now + (edit.range.start - old);
            let end = start + edit.text.len();
            // What stands beside a replacement is told of on its own.
            let beside = !edit.range.is_empty() && (at == start || at == end);
            if at < start || (beside && at == start) {
                found = index;
                break;
            }
            if at <= end && !beside {
                edit.text.insert_str(at - start, text);
                return self.refresh();
            }
            (old, now) = (edit.range.end, end);
        }
        let at = old + (at - now);
        self.edits.insert(found, Edit::replace(at..at, text));
        self.refresh();
    }

    /// Replaces a span of the current text. Edits that it overlaps become part of this one.
    pub fn replace(&mut self, range: Range<usize>, text: &str) {
        if range.is_empty() {
            return self.insert(range.start, text);
        }
        let spans = self.spans();
        let first = spans.iter().take_while(|span| span.end <= range.start).count();
        let last = first + spans[first..].iter().take_while(|span| span.start < range.end).count();
        let covered = &spans[first..last];
        let start = covered.first().map_or(range.start, |span| span.start.min(range.start));
        let end = covered.last().map_or(range.end, |span| span.end.max(range.end));
        let original = |at: usize, edits: usize| match edits.checked_sub(1) {
            Some(before) => self.edits[before].range.end + (at - spans[before].end),
            None => at,
        };
        let text = format!("{}{text}{}", &self.text[start..range.start], &self.text[range.end..end]);
        let edit = Edit::replace(original(start, first)..original(end, last), text);
        self.edits.splice(first..last, [edit]);
        self.refresh();
    }

    /// Where the edits are in the current text.
    fn spans(&self) -> Vec<Range<usize>> {
        let (mut old, mut now) = (0, 0);
        let span = |edit: &Edit| {
            let start = now + (edit.range.start - old);
            (old, now) = (edit.range.end, start + edit.text.len());
            start..now
        };
        self.edits.iter().map(span).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    pub fn into_edits(self) -> Vec<Edit> {
        self.edits
    }

    fn refresh(&mut self) {
        self.text = apply(self.original, &self.edits);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_by_offset_and_keeps_the_order_of_equals() {
        let insertions = [Insertion::new(3, "c"), Insertion::new(0, "<"), Insertion::new(3, "d")];
        assert_eq!(insert("xyz", &insertions), "<xyzcd");
    }

    #[test]
    fn replaces_and_deletes() {
        let edits = [Edit::delete(4..6), Edit::replace(0..1, "A"), Edit::replace(2..2, "+")];
        assert_eq!(apply("abcdef", &edits), "Ab+cd");
        let edits = [Edit::replace(1..3, "BC"), Edit::replace(1..1, "+")];
        assert_eq!(apply("abcdef", &edits), "a+BCdef");
        assert_eq!(Patch::over("abcdef", &edits).text, "a+BCdef");
    }

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
        let edits = patch.into_edits();
        assert_eq!(edits.iter().map(|edit| edit.range.start).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(apply("abc", &edits), "0a1213b4c");
    }

    #[test]
    fn insertions_after_edits_are_edits_of_the_original() {
        let original = "one two three";
        let edits = [Edit::delete(4..8), Edit::replace(0..3, "first")];
        for at in 0..="first three".len() {
            let mut patch = Patch::over(original, &edits);
            let mut expected = patch.text.clone();
            patch.insert(at, "+");
            expected.insert(at, '+');
            assert_eq!(patch.text, expected, "at {at}");
        }
    }
    #[test]
    fn replacements_after_edits_are_edits_of_the_original() {
        let original = "one two three four";
        let edits = [
            Edit::delete(4..8),
            Edit::replace(0..3, "first"),
            Edit::replace(10..10, "+"),
            Edit::replace(14..18, "4"),
        ];
        let length = Patch::over(original, &edits).text.len();
        for start in 0..=length {
            for end in start..=length {
                let mut patch = Patch::over(original, &edits);
                let mut expected = patch.text.clone();
                patch.replace(start..end, "<>");
                expected.replace_range(start..end, "<>");
                assert_eq!(patch.text, expected, "at {start}..{end}");
                let edits = patch.into_edits();
                assert!(edits.is_sorted_by(|a, b| a.range.end <= b.range.start), "{edits:?}");
            }
        }
    }
}
