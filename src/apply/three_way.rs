//! Merges what a user and kit made of the same text, line by line. What only one of them changed is
//! taken over; where both changed the same lines, both versions stand between conflict markers.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::merge::has_crlf;

const OPEN: &str = "<<<<<<<";
const MIDDLE: &str = "=======";
const CLOSE: &str = ">>>>>>>";
/// What the user's side of a conflict is called.
const YOURS: &str = "yours";

#[derive(Debug, PartialEq, Eq)]
pub struct Merged {
    pub text: String,
    /// The first line of each conflict, as bytes of `text`.
    pub conflicts: Vec<Range<usize>>,
}

/// `base` is what both started from; `kit` is what kit's side of a conflict is called. The result has
/// the byte order mark, the line ends and the end of the user's text.
pub fn merge(base: &str, yours: &str, kits: &str, kit: &str) -> Merged {
    let newline = if has_crlf(yours) { "\r\n" } else { "\n" };
    let text = yours.strip_prefix('\u{feff}').unwrap_or(yours);
    let mark = &yours[..yours.len() - text.len()];
    let unfinished = !text.is_empty() && !text.ends_with('\n');
    let text = if unfinished { format!("{text}{newline}") } else { text.to_owned() };
    let restyled =
        |text: &str| text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\n', newline);
    let (base, kits) = (restyled(base), restyled(kits));
    let mut writer = Writer { newline, kit, text: mark.to_owned(), conflicts: Vec::new() };
    writer.merge(&lines(&base), &lines(&text), &lines(&kits));
    let mut merged = Merged { text: writer.text, conflicts: writer.conflicts };
    if unfinished && let Some(cut) = merged.text.strip_suffix(newline) {
        merged.text.truncate(cut.len());
    }
    merged
}

/// The first line of a conflict that somebody left in a text.
pub fn marker(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n').find_map(|line| {
        let at = start..start + line.trim_end().len();
        start += line.len();
        [OPEN, CLOSE].iter().any(|mark| is_marker(line.trim_end(), mark)).then_some(at)
    })
}

/// A longer row of the same signs is a line that somebody drew.
fn is_marker(line: &str, mark: &str) -> bool {
    line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Lines of the base, and what one side has in their place.
struct Hunk {
    base: Range<usize>,
    side: Range<usize>,
}

/// Sorted, with unchanged lines between any two.
fn hunks(base: &[&str], side: &[&str]) -> Vec<Hunk> {
    let mut found: Vec<Hunk> = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, base, side) {
        let (base, side) = (op.old_range(), op.new_range());
        match found.last_mut() {
            _ if op.tag() == DiffTag::Equal => {}
            Some(last) if last.base.end == base.start && last.side.end == side.start => {
                (last.base.end, last.side.end) = (base.end, side.end);
            }
            _ => found.push(Hunk { base, side }),
        }
    }
    found
}

/// One side, with the hunks that are still to come.
struct Side<'a> {
    lines: &'a [&'a str],
    ahead: &'a [Hunk],
}

impl<'a> Side<'a> {
    fn next(&self) -> Option<(usize, usize)> {
        self.ahead.first().map(|hunk| (hunk.base.start, hunk.base.end))
    }

    /// Makes the region cover the next hunk if that changes the same lines; adjacent ones are not
    /// the same.
    fn widen(&self, region: &mut Range<usize>, taken: &mut usize) -> bool {
        let Some(hunk) = self.ahead.get(*taken) else { return false };
        let shared = hunk.base.start < region.end && region.start < hunk.base.end;
        if !shared && hunk.base != *region {
            return false;
        }
        *region = region.start.min(hunk.base.start)..region.end.max(hunk.base.end);
        *taken += 1;
        true
    }

    /// What the side has in place of a region that covers its next `taken` hunks; `None` if these are
    /// none.
    fn take(&mut self, region: &Range<usize>, taken: usize) -> Option<&'a [&'a str]> {
        let (hunks, ahead) = self.ahead.split_at(taken);
        self.ahead = ahead;
        let (first, last) = (hunks.first()?, hunks.last()?);
        let start = first.side.start - (first.base.start - region.start);
        let end = last.side.end + (region.end - last.base.end);
        Some(&self.lines[start..end])
    }
}

struct Writer<'a> {
    newline: &'a str,
    kit: &'a str,
    text: String,
    conflicts: Vec<Range<usize>>,
}

impl Writer<'_> {
    fn merge(&mut self, base: &[&str], yours: &[&str], kits: &[&str]) {
        let (your_hunks, kit_hunks) = (hunks(base, yours), hunks(base, kits));
        let mut yours = Side { lines: yours, ahead: &your_hunks };
        let mut kits = Side { lines: kits, ahead: &kit_hunks };
        let mut done = 0;
        while let Some((start, end)) = yours.next().into_iter().chain(kits.next()).min() {
            let (mut region, mut of_yours, mut of_kits) = (start..end, 0, 0);
            while yours.widen(&mut region, &mut of_yours) || kits.widen(&mut region, &mut of_kits) {}
            self.lines(&base[done..region.start]);
            match (yours.take(&region, of_yours), kits.take(&region, of_kits)) {
                (Some(yours), Some(kits)) => self.both(yours, kits),
                (one, other) => self.lines(one.or(other).unwrap_or_default()),
            }
            done = region.end;
        }
        self.lines(&base[done..]);
    }

    /// What is the same on both sides, at the start or the end, is no conflict.
    fn both(&mut self, yours: &[&str], kits: &[&str]) {
        let start = yours.iter().zip(kits).take_while(|(a, b)| a == b).count();
        let (before, yours, kits) = (&yours[..start], &yours[start..], &kits[start..]);
        let end = yours.iter().rev().zip(kits.iter().rev()).take_while(|(a, b)| a == b).count();
        let (yours, after) = yours.split_at(yours.len() - end);
        let kits = &kits[..kits.len() - end];
        self.lines(before);
        if !(yours.is_empty() && kits.is_empty()) {
            let start = self.text.len();
            self.text.push_str(&format!("{OPEN} {YOURS}"));
            self.conflicts.push(start..self.text.len());
            self.text.push_str(self.newline);
            self.lines(yours);
            self.text.push_str(&format!("{MIDDLE}{}", self.newline));
            self.lines(kits);
            self.text.push_str(&format!("{CLOSE} {}{}", self.kit, self.newline));
        }
        self.lines(after);
    }

    fn lines(&mut self, lines: &[&str]) {
        lines.iter().for_each(|line| self.text.push_str(line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "a\nb\nc\nd\n";

    fn merged(yours: &str, kits: &str) -> (String, usize) {
        let merged = merge(BASE, yours, kits, "kit 9");
        for conflict in &merged.conflicts {
            assert_eq!(&merged.text[conflict.clone()], "<<<<<<< yours");
        }
        (merged.text, merged.conflicts.len())
    }

    #[test]
    fn takes_what_either_side_changed() {
        assert_eq!(merged("a\nB\nc\nd\n", "a\nb\nc\nd\ne\n"), ("a\nB\nc\nd\ne\n".into(), 0));
        assert_eq!(merged("x\na\nb\nc\nd\n", "b\nc\nd\n"), ("x\nb\nc\nd\n".into(), 0));
        assert_eq!(merged("a\nB\nc\nd\n", "a\nB\nc\nD\n"), ("a\nB\nc\nD\n".into(), 0));
        assert_eq!(merged("", BASE), (String::new(), 0));
        assert_eq!(merged(BASE, ""), (String::new(), 0));
    }

    #[test]
    fn adjacent_lines_are_not_the_same_lines() {
        assert_eq!(merged("a\nB\nc\nd\n", "a\nb\nC\nd\n"), ("a\nB\nC\nd\n".into(), 0));
        assert_eq!(merged("a\nx\nb\nc\nd\n", "a\nB\nc\nd\n"), ("a\nx\nB\nc\nd\n".into(), 0));
        assert_eq!(merged("a\nB\nc\nd\n", "a\nb\nx\nc\nd\n"), ("a\nB\nx\nc\nd\n".into(), 0));
    }

    #[test]
    fn marks_the_lines_that_both_changed_and_no_others() {
        let (text, conflicts) = merged("a\nB\nc\nD\n", "0\na\nX\nc\nd\n");
        assert_eq!(text, "0\na\n<<<<<<< yours\nB\n=======\nX\n>>>>>>> kit 9\nc\nD\n");
        assert_eq!(conflicts, 1);
        let (text, _) = merged("a\nb\nc\nd\nsame\nmine\nend\n", "a\nb\nc\nd\nsame\nkit's\nend\n");
        assert_eq!(text, "a\nb\nc\nd\nsame\n<<<<<<< yours\nmine\n=======\nkit's\n>>>>>>> kit 9\nend\n");
        let (text, _) = merged("a\nd\n", "a\nB\nc\nd\n");
        assert_eq!(text, "a\n<<<<<<< yours\n=======\nB\nc\n>>>>>>> kit 9\nd\n");
    }

    #[test]
    fn keeps_the_style_of_the_user_s_text() {
        let kits = "a\nb\nC\nd\n";
        assert_eq!(merged("a\r\nb\r\nc\r\nd\r\nmine", kits).0, "a\r\nb\r\nC\r\nd\r\nmine");
        assert_eq!(merged("\u{feff}a\nb\nc\nd\n", "0\na\nb\nc\nd\n").0, "\u{feff}0\na\nb\nc\nd\n");
        assert_eq!(merged("a\nb\nc\nd", "a\nb\nc\nd\ne\n"), ("a\nb\nc\nd\ne".into(), 0));
        let (text, _) = merged("a\r\nB\r\nc\r\nd\r\n", "a\nX\nc\nd\n");
        assert_eq!(text.matches("\r\n").count(), text.matches('\n').count());
    }

    #[test]
    fn finds_what_is_unresolved() {
        let text = "fn a() {}\r\n<<<<<<< HEAD\r\n=======\r\n";
        assert_eq!(&text[marker(text).unwrap()], "<<<<<<< HEAD");
        assert_eq!(marker("=======\n// <<<<<<< no\n<<<<<<<<<<<<\n"), None);
    }
}
