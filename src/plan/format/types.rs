//! Types that are too long for a line.

use super::{fits, width};

/// rustfmt's `fn_call_width`, which it goes by for tuples too.
const TUPLE: usize = 60;

/// A type that begins `used` columns behind `indent` and has `after` columns behind it: on one line if
/// it fits, else broken between what it holds.
pub(super) fn ty(indent: usize, used: usize, after: usize, text: &str) -> String {
    if fits((indent + used + after).saturating_sub(slack(text)), text) && !is_wide(text) {
        return text.to_owned();
    }
    let Some((head, inner, tail)) = brackets(text) else { return bounds(indent, used, text) };
    let parts = split(inner, ',');
    // One tuple opens on the line of what holds it, as what a slice holds does.
    if let [one] = parts[..]
        && (head.ends_with('[') || (one.starts_with('(') && !head.ends_with('(')))
    {
        return format!("{head}{}{tail}", ty(indent, used + width(head), after + width(tail), one));
    }
    let pad = " ".repeat(indent + 4);
    let lines: String = parts.iter().map(|part| format!("{pad}{},\n", ty(indent + 4, 0, 1, part))).collect();
    format!("{head}\n{lines}{}{tail}", " ".repeat(indent))
}

/// `impl A + B + C`, a bound a line; the second stays where the first is broken itself.
fn bounds(indent: usize, used: usize, text: &str) -> String {
    let parts = split(text, '+');
    // A name alone has no place to break.
    let [first, rest @ ..] = &parts[..] else { return text.to_owned() };
    if rest.is_empty() {
        return text.to_owned();
    }
    let first = ty(indent, used, 1, first);
    let pad = if first.contains('\n') { " ".to_owned() } else { format!("\n{}", " ".repeat(indent)) };
    let rest = rest.join(&format!("\n{}+ ", " ".repeat(indent)));
    format!("{first}{pad}+ {rest}")
}

/// What rustfmt does not count: the comma of a tuple of one part, the `impl` before bounds.
pub(super) fn slack(text: &str) -> usize {
    match text {
        _ if text.starts_with("impl ") => width("impl "),
        _ if text.contains("<impl ") => 4,
        _ => usize::from(text.starts_with('(') && text.ends_with(",)")),
    }
}

/// Whether the type is or holds a tuple that is never on one line.
pub(super) fn is_wide(text: &str) -> bool {
    // Most types are short, and each is asked about several times.
    if text.len() <= TUPLE {
        return false;
    }
    let Some((head, inner, _)) = brackets(text) else {
        let bounds = split(text, '+');
        return bounds.len() > 1 && bounds.into_iter().any(is_wide);
    };
    (head.ends_with('(') && width(inner) > TUPLE) || split(inner, ',').into_iter().any(is_wide)
}

/// What stands up to the first bracket, between it and its partner at the end, and that one.
fn brackets(text: &str) -> Option<(&str, &str, &str)> {
    let open = text.find(['<', '(', '['])?;
    let close = text.len() - 1;
    let partner = match text.as_bytes()[open] {
        b'<' => '>',
        b'(' => ')',
        _ => ']',
    };
    (text.ends_with(partner) && open < close)
        .then(|| (&text[..=open], &text[open + 1..close], &text[close..]))
}

/// The parts between separators that are in no bracket.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth -= 1,
            c if c == separator && depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_where_rustfmt_does() {
        let map = "std::collections::HashMap<chrono::DateTime<chrono::Utc>, Abcdefghijabcdefghijabcdefgh>";
        assert_eq!(ty(4, 10, 0, map), map);
        assert_eq!(
            ty(4, 50, 1, map),
            "std::collections::HashMap<\n        chrono::DateTime<chrono::Utc>,\n        \
             Abcdefghijabcdefghijabcdefgh,\n    >"
        );
        let tuple = format!("Option<(u8, {map})>");
        assert_eq!(ty(0, 10, 0, &tuple), format!("Option<(\n    u8,\n    {map},\n)>"));
        let stream = |item: &str| format!("impl Stream<Item = Result<{item}, Error>> + Send + 'static");
        let (most, name, longer) = ("B".repeat(48), "B".repeat(49), "B".repeat(66));
        assert_eq!(ty(4, 0, 1, &stream(&most)), stream(&most));
        let expected = stream(&name).replace(" +", "\n    +");
        assert_eq!(ty(4, 0, 1, &stream(&name)), expected);
        let expected =
            format!("impl Stream<\n        Item = Result<{longer}, Error>,\n    > + Send\n    + 'static");
        assert_eq!(ty(4, 0, 1, &stream(&longer)), expected);
        let name = "A".repeat(120);
        assert_eq!(ty(4, 0, 1, &name), name);
        let slice = format!("&[({map},)]");
        assert_eq!(ty(0, 20, 0, &slice), format!("&[(\n    {map},\n)]"));
    }
}
