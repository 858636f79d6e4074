//! The path of a route as the trait writes it: segments that stand for themselves, and those that
//! are a parameter. Only what every router and every client reads in the same way is let through.

use std::ops::Range;

/// What lies between two slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Stands for itself.
    Plain(String),
    /// `{id}`: the value of a parameter, by its name on the wire.
    Parameter(String),
}

/// Why a part of the path cannot be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// In the path.
    pub at: Range<usize>,
    pub why: String,
    pub help: String,
}

/// Segments with their places in the path.
pub(super) fn parse(path: &str) -> Result<Vec<(Segment, Range<usize>)>, Refused> {
    let Some(rest) = path.strip_prefix('/') else {
        // Of a whole URL what is behind its host.
        let rest =
            path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').unwrap_or_default().1);
        let help = format!("write `/{}`", rest.trim_start_matches(['.', '/']));
        return refuse(0..path.chars().next().map_or(0, char::len_utf8), "a path starts with `/`", help);
    };
    let mut segments = Vec::new();
    let mut start = 1;
    let last = rest.split('/').count() - 1;
    for (number, text) in rest.split('/').enumerate() {
        let at = start..start + text.len();
        start = at.end + 1;
        if text.is_empty() && number < last {
            return refuse(at.start - 1..at.end + 1, "nothing stands between the slashes", "write one `/`");
        }
        segments.push((segment(text, at.clone())?, at));
    }
    Ok(segments)
}

/// The path without the names of its parameters: `/bugs/{}`. Routers match by it.
pub(super) fn shape(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

fn segment(text: &str, at: Range<usize>) -> Result<Segment, Refused> {
    if let Some(open) = text.find('{') {
        return parameter(text, open, at);
    }
    if let Some(close) = text.find('}') {
        let at = at.start + close..at.start + close + 1;
        return refuse(at, "closes what was never opened", "write a parameter as `{id}`");
    }
    if matches!(text, "." | "..") {
        return refuse(at, "clients resolve such a segment before they send it", "write the whole path");
    }
    if text.starts_with([':', '*']) {
        return refuse(at, "not how a parameter is written", format!("write `{{{}}}`", &text[1..]));
    }
    match text.char_indices().find(|(_, c)| !is_plain(*c)) {
        None => Ok(Segment::Plain(text.to_owned())),
        Some((offset, c)) => {
            let start = at.start + offset;
            let (why, help) = match c {
                '?' => (
                    "a path has no query",
                    "parameters that are not in the path go into the query of `get` and `delete`, else say `query(name)`",
                ),
                '#' => ("a fragment stays with the client", "leave it out"),
                '%' => {
                    ("an encoded character can be written in several ways", "use letters, digits and `-._~`")
                }
                _ => ("not a character that a URL carries as it is", "use letters, digits and `-._~`"),
            };
            refuse(start..start + c.len_utf8(), why, help)
        }
    }
}

/// Characters that stand for themselves in a segment.
/// Source: RFC 3986, section 3.3, `pchar` without what is encoded.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@".contains(c)
}

/// A segment with a `{` in it.
fn parameter(text: &str, open: usize, at: Range<usize>) -> Result<Segment, Refused> {
    let Some(name) = text[open + 1..].find('}').map(|close| &text[open + 1..open + 1 + close]) else {
        let at = at.start + open..at.end;
        return refuse(at, "never closed", "write a parameter as `{id}`");
    };
    if name.starts_with('*') {
        let help = "name each segment; for a whole path use a parameter of the query or the body";
        return refuse(at, "a parameter is one segment", help);
    }
    if text.len() != name.len() + 2 {
        let help =
            format!("write `{{{name}}}` between slashes, and put the rest together in the implementation");
        return refuse(at, "a parameter is a whole segment", help);
    }
    if name.is_empty() {
        return refuse(at, "names no parameter", "write the name of a parameter of the method");
    }
    Ok(Segment::Parameter(name.to_owned()))
}

fn refuse<T>(at: Range<usize>, why: impl Into<String>, help: impl Into<String>) -> Result<T, Refused> {
    Err(Refused { at, why: why.into(), help: help.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_have_their_places() {
        let path = "/bugs/{id}/a.b~c/";
        let found = parse(path).unwrap();
        let parts: Vec<&str> = found.iter().map(|(_, at)| &path[at.clone()]).collect();
        assert_eq!(parts, ["bugs", "{id}", "a.b~c", ""]);
        assert_eq!(found[1].0, Segment::Parameter("id".into()));
        assert_eq!(parse("/").unwrap(), [(Segment::Plain(String::new()), 1..1)]);
    }

    #[test]
    fn the_part_that_is_wrong_is_shown() {
        for (path, part, why) in [
            ("", "", "starts with"),
            ("bugs", "b", "starts with"),
            ("ä", "ä", "starts with"),
            ("/a//b", "//", "between"),
            ("//", "//", "between"),
            ("/a/../b", "..", "resolve"),
            ("/.", ".", "resolve"),
            ("/a b", " ", "not a character"),
            ("/größe", "ö", "not a character"),
            ("/a?b", "?", "query"),
            ("/a#b", "#", "fragment"),
            ("/a%20b", "%", "encoded"),
            ("/:id", ":id", "how a parameter"),
            ("/*rest", "*rest", "how a parameter"),
            ("/{id", "{id", "never closed"),
            ("/{id/x", "{id", "never closed"),
            ("/id}", "}", "never opened"),
            ("/{*rest}", "{*rest}", "one segment"),
            ("/{id}.png", "{id}.png", "whole segment"),
            ("/v{id}", "v{id}", "whole segment"),
            ("/{a}{b}", "{a}{b}", "whole segment"),
            ("/{{id}}", "{{id}}", "whole segment"),
            ("/{}", "{}", "names no"),
        ] {
            let refused = parse(path).unwrap_err();
            assert_eq!(&path[refused.at.clone()], part, "{path}");
            assert!(refused.why.contains(why), "{path}: {}", refused.why);
        }
    }
}
