//! Folders of recorded files, compared both ways: missing files and extra ones.

use std::{collections::BTreeMap, fs, path::Path};

use super::tree;

type Files = BTreeMap<String, Vec<u8>>;

/// `KIT_BLESS` is set: what is found is recorded.
pub fn bless() -> bool {
    std::env::var_os("KIT_BLESS").is_some()
}

/// What differs between a recorded folder and the files that were made; with `KIT_BLESS` nothing,
/// they are recorded.
pub fn compare(recorded: &Path, made: &Files) -> Vec<String> {
    let kept = if recorded.exists() { tree(recorded) } else { Files::new() };
    if bless() {
        for extra in kept.keys().filter(|path| !made.contains_key(*path)) {
            fs::remove_file(recorded.join(extra)).unwrap();
        }
        for (path, bytes) in made.iter().filter(|(path, bytes)| kept.get(*path) != Some(bytes)) {
            super::write(recorded, path, bytes);
        }
        return Vec::new();
    }
    let name = |path: &str| recorded.join(path).display().to_string();
    let mut wrong = Vec::new();
    for (path, bytes) in made {
        match kept.get(path) {
            None => wrong.push(format!("not recorded: {}", name(path))),
            Some(kept) if kept != bytes => wrong.push(format!("{}\n{}", name(path), difference(kept, bytes))),
            Some(_) => {}
        }
    }
    let gone = kept.keys().filter(|path| !made.contains_key(*path));
    wrong.extend(gone.map(|path| format!("recorded, but not made: {}", name(path))));
    wrong
}

pub fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}\nKIT_BLESS=1 records what is made now", wrong.join("\n"));
}

pub fn difference(kept: &[u8], made: &[u8]) -> String {
    match (std::str::from_utf8(kept), std::str::from_utf8(made)) {
        (Ok(kept), Ok(made)) => similar::TextDiff::from_lines(kept, made).unified_diff().to_string(),
        _ => "(binary)".to_owned(),
    }
}
