//! kit.lock: the hash of every file that kit wrote whole, as it wrote it. So kit tells a file that
//! it may replace from one that the user has edited. One line a file, sorted, in the format of
//! `sha256sum`, which can also check it; to which the entries that kit put into files of the user's
//! are comments.

use std::{collections::BTreeMap, ops::Range};

use semver::Version;

use super::{Move, hash::Hash, layout};
use crate::diagnostic::{Diagnostic, Source};

const HEADER: &str = "\
# The files that kit wrote, as it wrote them: `sha256sum -c kit.lock` lists those edited since.
# Commit this file, do not edit it. Written by kit ";
const ENTRIES: &str = "# The entries that kit put into files of yours:\n";

/// Of this kit.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    hashes: BTreeMap<String, Hash>,
    /// By `FILE: KEYS.DOWN.TO.IT`.
    entries: BTreeMap<String, Hash>,
}

impl Lock {
    pub fn parse(source: &Source) -> Result<Self, Diagnostic> {
        let mut lock = Self::default();
        let mut start = 0;
        for line in source.text.split_inclusive('\n') {
            let content = line.trim_end_matches(['\n', '\r']);
            let at = start..start + content.len();
            start += line.len();
            let comment = content.strip_prefix("# ").and_then(entry);
            if comment.is_none() && (content.is_empty() || content.starts_with('#')) {
                continue;
            }
            if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| content.starts_with(mark)) {
                return Err(conflict(source, at));
            }
            let Some((hash, path)) = comment.or_else(|| entry(content)) else {
                return Err(Diagnostic::error(format!("{} is damaged", layout::LOCK))
                    .at(source, at, "expected a SHA-256 hash, two spaces and the path of a file")
                    .help("restore the file from version control (`git checkout kit.lock`)"));
            };
            let known = if comment.is_some() { &mut lock.entries } else { &mut lock.hashes };
            let known = known.insert(path.to_owned(), hash);
            if known.is_some_and(|known| known != hash) {
                return Err(Diagnostic::error(format!("{} has two hashes of {path}", layout::LOCK))
                    .at(source, at, "the second")
                    .help("a merge kept both: delete either line, then run kit again"));
            }
        }
        Ok(lock)
    }

    /// Which kit wrote the text.
    pub fn writer(text: &str) -> Option<&str> {
        let line = text.lines().find_map(|line| line.split_once("Written by kit "));
        line.map(|(_, version)| version.trim_end().trim_end_matches('.'))
    }

    pub fn to_text(&self) -> String {
        let mut text = format!("{HEADER}{VERSION}.\n");
        for (path, hash) in &self.hashes {
            text.push_str(&format!("{hash}  {path}\n"));
        }
        if !self.entries.is_empty() {
            text.push_str(ENTRIES);
        }
        for (name, hash) in &self.entries {
            text.push_str(&format!("# {hash}  {name}\n"));
        }
        text
    }

    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty() && self.entries.is_empty()
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.hashes.keys().map(String::as_str)
    }

    pub fn contains(&self, path: &str) -> bool {
        self.hashes.contains_key(path)
    }

    /// Whether `bytes` are what kit last wrote (or would have written) to `path`. A checkout that turned
    /// line ends into CRLF is no edit.
    pub fn matches(&self, path: &str, bytes: &[u8]) -> bool {
        self.hashes
            .get(path)
            .is_some_and(|known| *known == Hash::of(bytes) || *known == Hash::of(&unix(bytes)))
    }

    pub fn forget(&mut self, path: &str) {
        self.hashes.remove(path);
    }

    /// As it is when a folder has moved.
    pub fn moved(self, moved: &Move) -> Self {
        let all = |hashes: BTreeMap<String, Hash>| {
            hashes.into_iter().map(|(path, hash)| (moved.path(&path), hash)).collect()
        };
        Self { hashes: all(self.hashes), entries: all(self.entries) }
    }

    pub fn record(&mut self, path: &str, bytes: &[u8]) {
        self.hashes.insert(path.to_owned(), Hash::of(bytes));
    }

    /// The file and the keys of every entry.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.keys().filter_map(|name| name.split_once(": "))
    }

    pub fn forget_entry(&mut self, file: &str, keys: &str) {
        self.entries.remove(&entry_name(file, keys));
    }

    /// Whether kit noted any entry of a file of the user's.
    pub fn has_entries(&self, file: &str) -> bool {
        let prefix = entry_name(file, "");
        self.entries.keys().any(|name| name.starts_with(&prefix))
    }

    /// Whether kit put an entry there, or told the user what it would put there.
    pub fn knows_entry(&self, file: &str, keys: &str) -> bool {
        self.entries.contains_key(&entry_name(file, keys))
    }

    /// Whether an entry is as kit put it there.
    pub fn is_entry(&self, file: &str, keys: &str, content: &str) -> bool {
        self.entries.get(&entry_name(file, keys)).is_some_and(|known| *known == Hash::of(content.as_bytes()))
    }

    pub fn record_entry(&mut self, file: &str, keys: &str, content: &str) {
        self.entries.insert(entry_name(file, keys), Hash::of(content.as_bytes()));
    }
}

/// The version of the kit that wrote a kit.lock, and where that stands; the newest one if a merge kept
/// several.
pub fn written_by(source: &Source) -> Option<(Version, Range<usize>)> {
    let before = "Written by kit ";
    let found = source.text.match_indices(before).filter_map(|(at, _)| {
        let start = at + before.len();
        let version = source.text[start..].lines().next()?.trim_end().trim_end_matches('.');
        Some((version.parse::<Version>().ok()?, start..start + version.len()))
    });
    found.max_by(|(a, _), (b, _)| a.cmp(b))
}

fn entry_name(file: &str, keys: &str) -> String {
    format!("{file}: {keys}")
}

/// Text with LF for CRLF; what is not text is left alone.
pub fn unix(bytes: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.replace("\r\n", "\n").into_bytes(),
        Err(_) => bytes.to_vec(),
    }
}

/// A line's hash and path. A path that could lead out of the workspace is none.
fn entry(line: &str) -> Option<(Hash, &str)> {
    let (hash, path) = line.split_once("  ")?;
    let plain = path.split('/').all(|part| !matches!(part, "" | "." | "..")) && !path.contains('\0');
    Some((Hash::parse(hash)?, path)).filter(|_| plain)
}

fn conflict(source: &Source, at: Range<usize>) -> Diagnostic {
    Diagnostic::error(format!("{} has an unresolved merge conflict", layout::LOCK))
        .at(source, at, "left by version control")
        .help(
            "delete the marker lines and keep the lines of both sides, one for each file; then run kit again",
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Lock, Diagnostic> {
        Lock::parse(&Source::new(layout::LOCK, text))
    }

    fn sample() -> Lock {
        let mut lock = Lock::default();
        lock.record("users/src/main.rs", b"fn main() {}\n");
        lock.record("platform/src/lib.rs", b"");
        lock
    }

    #[test]
    fn is_one_sorted_line_a_file_and_reads_back() {
        let text = sample().to_text();
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(lines.len(), 2);
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(lines[0], format!("{empty}  platform/src/lib.rs"));
        assert!(lines[1].ends_with("  users/src/main.rs"));
        assert_eq!(parse(&text).unwrap(), sample());
        assert_eq!(parse(&text.replace('\n', "\r\n")).unwrap(), sample());
    }

    #[test]
    fn says_which_kit_wrote_it_and_that_it_is_to_be_committed() {
        let text = Lock::default().to_text();
        assert_eq!(Lock::writer(&text), Some(env!("CARGO_PKG_VERSION")));
        assert!(text.contains(&format!("kit {}", env!("CARGO_PKG_VERSION"))) && text.contains("Commit"));
    }

    #[test]
    fn entries_are_comments_to_sha256sum() {
        let mut lock = sample();
        assert!(!lock.has_entries("Cargo.toml"));
        lock.record_entry("Cargo.toml", "workspace.dependencies.axum", "\"0.8\"");
        assert!(lock.to_text().lines().last().unwrap().starts_with("# "));
        let read = parse(&lock.to_text()).unwrap();
        assert_eq!(read, lock);
        assert!(read.has_entries("Cargo.toml") && !read.has_entries("Cargo"));
        assert!(read.is_entry("Cargo.toml", "workspace.dependencies.axum", "\"0.8\""));
        assert!(!read.is_entry("Cargo.toml", "workspace.dependencies.axum", "\"0.9\""));
    }

    #[test]
    fn a_version_is_found_where_it_stands() {
        let source = Source::new(layout::LOCK, sample().to_text());
        let (version, at) = written_by(&source).unwrap();
        assert_eq!((version.to_string(), &source.text[at]), (VERSION.to_owned(), VERSION));
        assert_eq!(written_by(&Source::new(layout::LOCK, "# Written by kit nobody.\n")), None);
        let merged = "# Written by kit 0.10.0.\r\n# Written by kit 0.9.1.\r\n";
        assert_eq!(written_by(&Source::new(layout::LOCK, merged)).unwrap().0, Version::new(0, 10, 0));
    }

    #[test]
    fn a_checkout_with_crlf_is_no_edit() {
        let lock = sample();
        assert!(lock.matches("users/src/main.rs", b"fn main() {}\r\n"));
        assert!(!lock.matches("users/src/main.rs", b"fn main() { }\n"));
        assert!(!lock.matches("unknown", b""));
    }

    #[test]
    fn names_what_is_broken() {
        let good = sample().to_text();
        let line = good.lines().last().unwrap();
        for (text, title) in [
            (format!("{good}<<<<<<< HEAD\n"), "kit.lock has an unresolved merge conflict"),
            (
                format!("{good}{}\n", line.replacen(|_: char| true, "0", 1)),
                "kit.lock has two hashes of users/src/main.rs",
            ),
            (good[..good.len() - 4].replace("main", "../main"), "kit.lock is damaged"),
            (format!("{good}what is this\n"), "kit.lock is damaged"),
        ] {
            assert_eq!(parse(&text).unwrap_err().title, title);
        }
    }
}
