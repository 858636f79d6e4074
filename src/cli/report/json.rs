//! What kit says, for programs. A diagnostic has the shape of rustc's and cargo's, so that what reads
//! theirs reads this too.
//! Source: <https://doc.rust-lang.org/rustc/json.html>

use serde_json::{Value, json};

use crate::{
    apply::{FileChange, How, Kind},
    cli::doctor::Check,
    diagnostic::{Diagnostic, Label},
};

pub fn diagnostic(diagnostic: &Diagnostic) -> Value {
    let level = if diagnostic.warning { "warning" } else { "error" };
    let spans: Vec<Value> = diagnostic.label.iter().map(|label| span(label)).collect();
    let children: Vec<Value> = diagnostic.help.iter().map(|help| child(help)).collect();
    let mut object = message(level, &diagnostic.title, spans, children, &(diagnostic.render(false) + "\n"));
    if let Some(code) = diagnostic.code {
        object["code"] = json!({ "code": code, "explanation": null });
    }
    object
}

/// An error without a place that somebody else rendered.
pub fn usage(title: &str, rendered: &str) -> Value {
    message("error", title, Vec::new(), Vec::new(), rendered)
}

/// What `--verbose` and `--debug` tell.
pub fn note(text: &str) -> Value {
    message("note", text, Vec::new(), Vec::new(), &format!("note: {text}\n"))
}

fn message(level: &str, title: &str, spans: Vec<Value>, children: Vec<Value>, rendered: &str) -> Value {
    json!({
        "$message_type": "diagnostic",
        "message": title,
        "code": null,
        "level": level,
        "spans": spans,
        "children": children,
        "rendered": rendered,
    })
}

fn child(help: &str) -> Value {
    json!({
        "message": help, "code": null, "level": "help", "spans": [], "children": [], "rendered": null,
    })
}

/// Bytes count from 0, lines and columns from 1, columns in characters; ends are exclusive.
fn span(label: &Label) -> Value {
    let source = &label.source;
    let start = source.text.floor_char_boundary(label.span.start);
    let end = source.text.ceil_char_boundary(label.span.end).max(start);
    let (line_start, column_start) = source.position(start);
    let (line_end, column_end) = source.position(end);
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let lines = text.lines().enumerate().skip(line_start - 1).take(line_end + 1 - line_start);
    let lines = lines.map(|(index, line)| {
        let from = if index + 1 == line_start { column_start } else { 1 };
        let to = if index + 1 == line_end { column_end } else { line.chars().count() + 1 };
        json!({ "text": line, "highlight_start": from, "highlight_end": to })
    });
    json!({
        "file_name": &*source.name,
        "byte_start": start,
        "byte_end": end,
        "line_start": line_start,
        "line_end": line_end,
        "column_start": column_start,
        "column_end": column_end,
        "is_primary": true,
        "text": lines.collect::<Vec<_>>(),
        "label": label.text,
        "suggested_replacement": null,
        "suggestion_applicability": null,
        "expansion": null,
    })
}

pub fn file(file: &FileChange, diff: Option<String>) -> Value {
    let action = match file.kind {
        Kind::Create => "create",
        Kind::Update => "update",
        Kind::Unchanged => "unchanged",
        Kind::Kept => "kept",
        Kind::Merge => "merge",
        Kind::Backup => "backup",
        Kind::Delete => "delete",
    };
    let edited = file.edited();
    let of = |how: How| {
        let found = edited.iter().filter(|edited| edited.how == how);
        found.map(|edited| json!({ "line": edited.line, "text": edited.text })).collect::<Vec<_>>()
    };
    let mut object = json!({
        "reason": "file", "action": action, "path": file.path, "inserted": of(How::Inserted),
    });
    for (name, found) in [("replaced", of(How::Replaced)), ("deleted", of(How::Deleted))] {
        if !found.is_empty() {
            object[name] = Value::Array(found);
        }
    }
    if !file.conflicts.is_empty() {
        object["conflicts"] = file.conflicts().into_iter().map(|(line, _)| line).collect();
    }
    if let Some(diff) = diff {
        object["diff"] = Value::String(diff);
    }
    object
}

pub fn check(check: &Check) -> Value {
    json!({
        "reason": "check",
        "name": check.name,
        "status": check.status.name(),
        "needed": check.needed,
        "found": check.found,
        "advice": check.advice,
    })
}

pub fn said(by: &str, text: &str) -> Value {
    json!({ "reason": "said", "by": by, "text": text })
}

pub fn finished(exit_code: u8) -> Value {
    json!({ "reason": "finished", "exit_code": exit_code })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;

    fn first_span(text: &str, marked: std::ops::Range<usize>) -> Value {
        let source = Source::new("users/src/service.rs", text);
        diagnostic(&Diagnostic::error("wrong").at(&source, marked, "here"))["spans"][0].clone()
    }

    #[test]
    fn a_place_is_told_in_bytes_lines_and_columns() {
        let text = "// größe\nlet 漢字 = x;\n";
        let at = text.find("漢字").unwrap();
        let span = first_span(text, at..at + 6);
        assert_eq!((&span["byte_start"], &span["byte_end"]), (&json!(at), &json!(at + 6)));
        assert_eq!((&span["line_start"], &span["line_end"]), (&json!(2), &json!(2)));
        assert_eq!((&span["column_start"], &span["column_end"]), (&json!(5), &json!(7)));
        assert_eq!(
            span["text"],
            json!([{ "text": "let 漢字 = x;", "highlight_start": 5, "highlight_end": 7 }])
        );
    }

    #[test]
    fn a_place_of_several_lines_has_them_all() {
        let span = first_span("a\nbc\ndef\nghi\n", 3..6);
        let lines: Vec<&str> =
            span["text"].as_array().unwrap().iter().map(|line| line["text"].as_str().unwrap()).collect();
        assert_eq!(lines, ["bc", "def"]);
        assert_eq!(span["text"][0]["highlight_end"], 3);
        assert_eq!(span["text"][1]["highlight_end"], span["column_end"]);
    }

    #[test]
    fn a_byte_order_mark_counts_as_bytes_and_not_as_a_column() {
        let span = first_span("\u{feff}abc", 3..4);
        assert_eq!((&span["byte_start"], &span["column_start"]), (&json!(3), &json!(1)));
        assert_eq!(span["text"][0]["text"], "abc");
    }

    #[test]
    fn a_span_that_is_off_is_mended() {
        for marked in [0..100, 50..100, std::ops::Range { start: 2, end: 1 }] {
            for text in ["", "ä", "\u{feff}", "abc\n"] {
                first_span(text, marked.clone());
            }
        }
    }

    #[test]
    fn an_object_is_one_line() {
        let error = Diagnostic::error("wrong").help("first\nsecond");
        let text = diagnostic(&error).to_string();
        assert!(!text.contains('\n'));
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["children"][0]["message"], "first\nsecond");
        assert_eq!(read["spans"], json!([]));
    }
}
