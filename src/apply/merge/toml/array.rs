//! Where a new element of an array goes: at its end, laid out as those before it.

use toml_edit::Array;

/// Insertions that append `element`, written as TOML.
pub(super) fn append(text: &str, array: &Array, element: &str) -> Vec<(usize, String)> {
    let span = array.span().expect("what was parsed has a span");
    let (open, close) = (span.start + 1, span.end - 1);
    let last = array.iter().last().and_then(|value| value.span());
    let Some(last) = last else { return vec![first(text, open, close, element)] };
    let Some(indent) = own_indent(text, last.start) else {
        return vec![(last.end, format!(", {element}"))];
    };
    match comma(&text[last.end..close]) {
        Some(comma) => {
            let after = last.end + comma + 1;
            vec![(after_comment(text, after, close), format!("\n{indent}{element},"))]
        }
        None => {
            let line = after_comment(text, last.end, close);
            vec![(last.end, ",".to_owned()), (line, format!("\n{indent}{element}"))]
        }
    }
}

/// Into an array without elements, which may have comments.
fn first(text: &str, open: usize, close: usize, element: &str) -> (usize, String) {
    let inside = &text[open..close];
    if !inside.contains('\n') {
        return (open, element.to_owned());
    }
    let line = &text[text[..close].rfind('\n').map_or(0, |newline| newline + 1)..close];
    let outer = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    (open + inside.trim_end().len(), format!("\n{outer}    {element},"))
}

/// The white space before an element that is the first on its line.
fn own_indent(text: &str, at: usize) -> Option<&str> {
    let line = &text[text[..at].rfind('\n').map_or(0, |newline| newline + 1)..at];
    line.chars().all(|c| matches!(c, ' ' | '\t')).then_some(line)
}

/// The comma in what follows the last element, which is white space and comments besides.
fn comma(tail: &str) -> Option<usize> {
    let mut in_comment = false;
    tail.char_indices().find_map(|(at, c)| {
        in_comment = c != '\n' && (in_comment || c == '#');
        (c == ',' && !in_comment).then_some(at)
    })
}

/// After the comment on the rest of a line; `at` itself if the array ends on that line.
fn after_comment(text: &str, at: usize, close: usize) -> usize {
    let Some(length) = text[at..close].find('\n') else { return at };
    at + text[at..at + length].trim_end().len()
}
