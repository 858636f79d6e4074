//! Three-way merges of random texts: kit's old one, a user's with edits, kit's new one.

use kit::apply::three_way::{Merged, marker, merge};
use proptest::{collection::vec, prelude::*, sample::select};

/// What one side did to the text at a line of the base.
#[derive(Clone, Debug)]
enum Edit {
    Keep,
    Delete,
    Replace(usize),
    InsertBefore(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        6 => Just(Edit::Keep),
        1 => Just(Edit::Delete),
        1 => (1..3_usize).prop_map(Edit::Replace),
        1 => (1..3_usize).prop_map(Edit::InsertBefore),
    ]
}

/// What an edit leaves of a line; lines that it adds bear the name of their side.
fn line(number: usize, edit: &Edit, side: &str) -> Vec<String> {
    let own = format!("line {number}");
    let added = |count: &usize| (0..*count).map(|nth| format!("{side} {number} {nth}")).collect::<Vec<_>>();
    match edit {
        Edit::Keep => vec![own],
        Edit::Delete => Vec::new(),
        Edit::Replace(count) => added(count),
        Edit::InsertBefore(count) => [added(count), vec![own]].concat(),
    }
}

/// An edit a line.
fn edited(edits: &[Edit], side: &str) -> Vec<String> {
    edits.iter().enumerate().flat_map(|(number, edit)| line(number, edit, side)).collect()
}

fn base(length: usize) -> String {
    text(&edited(&vec![Edit::Keep; length], ""))
}

fn text(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// As an editor on another system writes it.
fn styled(text: &str, crlf: bool, mark: bool, newline: bool) -> String {
    let text = if newline { text } else { text.trim_end() };
    let text = if crlf { text.replace('\n', "\r\n") } else { text.to_owned() };
    if mark { format!("\u{feff}{text}") } else { text }
}

/// Source with lines that occur again and again.
fn source() -> impl Strategy<Value = Vec<String>> {
    let line = select(vec!["", "}", "    }", "fn a() {", "fn b() {", "    let x = 1;", "    x.await"]);
    vec(line.prop_map(str::to_owned), 0..25)
}

proptest! {
    /// Each line is edited by one side at most: both sides' edits are there, and no conflict.
    #[test]
    fn edits_of_different_lines_all_stand(
        edits in vec((edit(), any::<bool>()), 1..30),
        style in any::<(bool, bool)>(),
    ) {
        let of = |side: bool| -> Vec<Edit> {
            edits.iter().map(|(edit, whose)| if *whose == side { edit.clone() } else { Edit::Keep }).collect()
        };
        let expected: Vec<String> = edits
            .iter()
            .enumerate()
            .flat_map(|(number, (edit, whose))| line(number, edit, if *whose { "mine" } else { "kit" }))
            .collect();
        let styled = |lines: &[String]| styled(&text(lines), style.0, style.1, true);
        let yours = styled(&edited(&of(true), "mine"));
        let kits = text(&edited(&of(false), "kit"));
        let merged = merge(&base(edits.len()), &yours, &kits, "kit");
        prop_assert!(merged.conflicts.is_empty(), "{}", merged.text);
        // Of a text without lines, nothing tells its line ends.
        if !yours.trim_start_matches('\u{feff}').is_empty() {
            prop_assert_eq!(merged.text, styled(&expected));
        }
    }

    /// Whatever both did: no line of the user's is lost, none of kit's new ones either, and every
    /// conflict is marked and found.
    #[test]
    fn no_line_that_anybody_added_is_lost(edits in vec((edit(), edit()), 1..30)) {
        let base = base(edits.len());
        let (mine, kits): (Vec<_>, Vec<_>) = edits.into_iter().unzip();
        let (mine, kits) = (edited(&mine, "mine"), edited(&kits, "kit"));
        let Merged { text, conflicts } = merge(&base, &self::text(&mine), &self::text(&kits), "kit");
        for (side, lines) in [("mine", &mine), ("kit", &kits)] {
            let added = |line: &&str| line.starts_with(side);
            let merged: Vec<&str> = text.lines().filter(added).collect();
            let own: Vec<&str> = lines.iter().map(String::as_str).filter(added).collect();
            prop_assert_eq!(merged, own, "{}", text);
        }
        prop_assert_eq!(text.matches("<<<<<<< yours\n").count(), conflicts.len());
        prop_assert_eq!(text.matches(">>>>>>> kit\n").count(), conflicts.len());
        prop_assert_eq!(marker(&text), conflicts.first().cloned());
    }

    #[test]
    fn what_nobody_touched_becomes_kit_s(base in source(), kits in source()) {
        let (base, kits) = (text(&base), text(&kits));
        let merged = merge(&base, &base, &kits, "kit");
        prop_assert_eq!(merged, Merged { text: kits, conflicts: Vec::new() });
    }

    #[test]
    fn what_kit_did_not_change_stays_byte_for_byte(
        base in source(),
        yours in source(),
        style in any::<(bool, bool, bool)>(),
        odd in select(vec!["", "\r", "\r\n\n\r", "é\r\n", "\0"]),
    ) {
        let yours = styled(&text(&yours), style.0, style.1, style.2) + odd;
        let base = text(&base);
        let merged = merge(&base, &yours, &base, "kit");
        prop_assert_eq!(merged, Merged { text: yours, conflicts: Vec::new() });
    }

    /// Both sides made the same change, each on its own.
    #[test]
    fn the_same_change_is_no_conflict(base in source(), both in source()) {
        let both = text(&both);
        let merged = merge(&text(&base), &both, &both, "kit");
        prop_assert_eq!(merged, Merged { text: both, conflicts: Vec::new() });
    }
}
