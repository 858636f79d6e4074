//! Differences between two versions of a file, as unified diffs.

use similar::TextDiff;

/// What `--diff` shows of a file, in the form that `git apply` and `patch -p1` read. `old` is `None`
/// for a new file, `new` for one that goes.
pub fn unified(path: &str, old: Option<&[u8]>, new: Option<&[u8]>) -> String {
    let name = |side, content: Option<&[u8]>| match content {
        Some(_) => format!("{side}/{path}"),
        None => "/dev/null".to_owned(),
    };
    let (before, after) = (name("a", old), name("b", new));
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    if old == new {
        return String::new();
    }
    match (std::str::from_utf8(old), std::str::from_utf8(new)) {
        (Ok(old), Ok(new)) => {
            TextDiff::from_lines(old, new).unified_diff().header(&before, &after).to_string()
        }
        _ => format!("Binary files {before} and {after} differ\n"),
    }
}

/// The same of a file that moves, as git writes it.
pub fn moved(from: &str, to: &str, old: &[u8], new: &[u8]) -> String {
    let head = format!("diff --git a/{from} b/{to}\nrename from {from}\nrename to {to}\n");
    let body = unified(to, Some(old), Some(new));
    head + &body.replacen(&format!("--- a/{to}\n"), &format!("--- a/{from}\n"), 1)
}

/// The first lines of the difference, without the file's names.
pub fn excerpt(old: &[u8], new: &[u8], max_lines: usize) -> String {
    let (Ok(old), Ok(new)) = (std::str::from_utf8(old), std::str::from_utf8(new)) else {
        return "(the contents are binary)".to_owned();
    };
    let diff = TextDiff::from_lines(old, new).unified_diff().context_radius(1).to_string();
    let lines: Vec<&str> = diff.lines().collect();
    let mut shown = lines[..lines.len().min(max_lines)].join("\n");
    if lines.len() > max_lines {
        shown.push_str(&format!("\n… and {} more lines", lines.len() - max_lines));
    }
    shown
}

/// Where two texts begin to differ: a line of `old`, without its end.
pub fn first_difference(old: &str, new: &str) -> std::ops::Range<usize> {
    let same = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let same = old.floor_char_boundary(same);
    let start = old[..same].rfind('\n').map_or(0, |newline| newline + 1);
    let end = old[start..].find('\n').map_or(old.len(), |length| start + length);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_both_sides_and_a_file_that_comes_or_goes() {
        let diff = unified("users/Cargo.toml", Some(b"a\nb\n"), Some(b"a\nc\n"));
        assert_eq!(diff, "--- a/users/Cargo.toml\n+++ b/users/Cargo.toml\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n");
        assert!(unified("x", None, Some(b"a\n")).starts_with("--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n"));
        assert!(unified("x", Some(b"a\n"), None).starts_with("--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"));
        assert_eq!(unified("x", Some(b"a"), Some(b"a")), "");
        assert_eq!(unified("x", Some(b"\xff"), Some(b"a")), "Binary files a/x and b/x differ\n");
        assert!(unified("x", Some(b"a"), Some(b"a\n")).contains("\\ No newline at end of file"));
    }

    #[test]
    fn a_file_that_moves_has_two_names() {
        let head = "diff --git a/x b/y\nrename from x\nrename to y\n";
        assert_eq!(moved("x", "y", b"a", b"a"), head);
        assert_eq!(moved("x", "y", b"a\n", b"b\n"), format!("{head}--- a/x\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n"));
    }

    #[test]
    fn an_excerpt_is_short() {
        let new = "line\n".repeat(100);
        let shown = excerpt(b"", new.as_bytes(), 3);
        assert_eq!(shown, "@@ -0,0 +1,100 @@\n+line\n+line\n… and 98 more lines");
    }

    #[test]
    fn finds_the_first_line_that_differs() {
        assert_eq!(first_difference("a\nbé\nc", "a\nbè\nc"), 2..5);
        assert_eq!(first_difference("a\n", "a\nb"), 2..2);
        assert_eq!(first_difference("", "b"), 0..0);
    }
}
