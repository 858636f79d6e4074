//! What goes with an item that is deleted: the rest of its lines, and the blank line that set it apart.

use std::ops::Range;

/// The bytes to delete with an `item` of a `block`, which is what is between two braces; `last` if no
/// item follows it there. An empty block is left without a line of its own.
pub fn item(text: &str, item: Range<usize>, block: Range<usize>, last: bool) -> Range<usize> {
    let start = match own_line(text, item.start, block.start) {
        Some(start) => start,
        None => return within_line(text, item, block),
    };
    let end = after_comments(text, item.end, block.end);
    let Some(end) = line_end(text, end, block.end) else { return start..item.end };
    let (head, tail) = (&text[block.start..start], &text[end..block.end]);
    match (head.trim().is_empty(), tail.trim().is_empty()) {
        (true, true) => return block,
        (true, false) => return start..end + blank_lines(tail),
        _ => {}
    }
    let blank_before = blank_lines_at_end(head);
    let apart = last || blank_lines(tail) > 0;
    if apart && blank_before > 0 { start - blank_before..end } else { start..end }
}

/// An item that shares its line with others.
fn within_line(text: &str, item: Range<usize>, block: Range<usize>) -> Range<usize> {
    let rest = &text[item.end..block.end];
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let all = text[block.start..item.start].trim().is_empty() && rest.trim().is_empty();
    if all { block } else { item.start..item.end + blanks }
}

/// The start of the line of `at`, if nothing else is before it there.
fn own_line(text: &str, at: usize, from: usize) -> Option<usize> {
    let start = text[from..at].rfind('\n').map(|newline| from + newline + 1)?;
    text[start..at].trim().is_empty().then_some(start)
}

/// After the line's end, if nothing else is on the line.
fn line_end(text: &str, at: usize, limit: usize) -> Option<usize> {
    let rest = &text[at..limit];
    let length = rest.find('\n')?;
    rest[..length].trim().is_empty().then_some(at + length + 1)
}

/// After the comments that end on the line of `at`: they are about what stands before them.
fn after_comments(text: &str, at: usize, limit: usize) -> usize {
    let line = text[at..limit].split('\n').next().unwrap_or_default();
    let mut rest = line.trim_start();
    loop {
        if rest.starts_with("//") {
            return at + line.trim_end_matches('\r').len();
        }
        let Some((_, after)) = rest.strip_prefix("/*").and_then(|comment| comment.split_once("*/")) else {
            break;
        };
        rest = after.trim_start();
    }
    if rest.is_empty() { at + line.trim_end_matches('\r').len() } else { at }
}

/// The length of the blank lines that a text begins with.
fn blank_lines(text: &str) -> usize {
    let blank = text.split_inclusive('\n').take_while(|line| line.ends_with('\n') && line.trim().is_empty());
    blank.map(str::len).sum()
}

/// The length of the blank lines that a text, which ends with a line, ends with.
fn blank_lines_at_end(text: &str) -> usize {
    let lines: Vec<&str> = text.split_inclusive('\n').skip(1).collect();
    lines.iter().rev().take_while(|line| line.trim().is_empty()).map(|line| line.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The block between the first brace and the last, without the item between `«` and `»`.
    #[track_caller]
    fn check(marked: &str, expected: &str) {
        for line_end in ["\n", "\r\n"] {
            let text = marked.replace('\n', line_end);
            let start = text.find('«').unwrap();
            let end = text.find('»').unwrap() - '«'.len_utf8();
            let text = text.replace(['«', '»'], "");
            let block = text.find('{').unwrap() + 1..text.rfind('}').unwrap();
            let last = !text[end..block.end].contains("fn ");
            let range = item(&text, start..end, block, last);
            let without = format!("{}{}", &text[..range.start], &text[range.end..]);
            assert_eq!(without, expected.replace('\n', line_end));
        }
    }

    #[test]
    fn lines_go_whole() {
        check("t {\n    fn a();\n    «fn b();»\n    fn c();\n}", "t {\n    fn a();\n    fn c();\n}");
        check("t {\n    «/// B.\n    #[x]\n    fn b();» // b\n    fn c();\n}", "t {\n    fn c();\n}");
        check("t {\n\tfn a();\n\t«fn b();» /* x */ // y\n}", "t {\n\tfn a();\n}");
    }

    #[test]
    fn one_blank_line_goes_with_it() {
        check("t {\n    fn a();\n\n    «fn b();»\n\n    fn c();\n}", "t {\n    fn a();\n\n    fn c();\n}");
        check("t {\n    «fn a();»\n\n    fn b();\n}", "t {\n    fn b();\n}");
        check("t {\n    fn a();\n\n    «fn b();»\n}", "t {\n    fn a();\n}");
        check("t {\n    fn a();\n\n    «fn b();»\n    fn c();\n}", "t {\n    fn a();\n\n    fn c();\n}");
    }

    #[test]
    fn comments_of_their_own_stay() {
        check("t {\n    // a\n    «fn a();»\n    // the end\n}", "t {\n    // a\n    // the end\n}");
        check("t {\n    fn a();\n\n    «fn b();»\n    // the end\n}", "t {\n    fn a();\n    // the end\n}");
        check(
            "t {\n    fn a();\n    «fn b();» /* starts\n ends */\n}",
            "t {\n    fn a();\n /* starts\n ends */\n}",
        );
    }

    #[test]
    fn an_empty_block_closes_and_a_line_may_be_shared() {
        check("t {\n    «fn a();»\n}", "t {}");
        check("t { «fn a();» }", "t {}");
        check("t { «fn a();» fn b(); }", "t { fn b(); }");
        check("t { fn a(); «fn b();» fn c(); }", "t { fn a(); fn c(); }");
        check("t { fn a();\n«fn b();» fn c();\n}", "t { fn a();\n fn c();\n}");
    }
}
