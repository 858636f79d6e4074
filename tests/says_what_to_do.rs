//! Every error says what to do: those that are recorded anywhere under `tests/`, where one about a text
//! says where too, and those that only the sources know.

mod support;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use support::{repository, tree};

/// What a message says to do: a help, or clap's way to tell it.
const ADVICE: [&str; 3] = ["= help: ", "\n  tip: ", "For more information, try '--help'"];

#[test]
fn every_recorded_error_says_what_to_do() {
    let mut records = Vec::new();
    for folder in ["tests/cli", "tests/diagnostics", "tests/proto_first", "tests/hostile", "tests/upgrade"] {
        collect(&repository().join(folder), &mut records);
    }
    assert!(records.len() > 150, "the records are gone: {}", records.len());
    let mut silent = Vec::new();
    for record in &records {
        let text = std::fs::read_to_string(record).unwrap();
        let silent_ones = errors(&text).into_iter().filter(|error| !is_complete(error));
        silent.extend(silent_ones.map(|error| format!("{}:\n{error}", record.display())));
    }
    assert!(silent.is_empty(), "{} errors say too little:\n{}", silent.len(), silent.join("\n"));
}

#[test]
fn an_error_without_help_or_with_half_a_place_is_seen() {
    let whole = "error: wrong\n --> a.rs:1:2\n  |\n1 | ab\n  |  ^ here\n  |\n  = help: right\n";
    assert!(is_complete(whole));
    assert!(!is_complete(&whole.replace("  = help: right\n", "")));
    assert!(!is_complete(&whole.replace(":1:2", "")));
    assert!(!is_complete(&whole.replace("^ here", "^")));
    let two = format!("{whole}\nerror[RULE]: more\n\nwarning: less\n");
    assert_eq!(errors(&two), [whole.trim_end(), "error[RULE]: more"]);
}

/// Functions that leave it to those who call them.
const LEFT_TO_CALLERS: [&str; 5] = ["insertions", "verify", "invalid", "at", "error"];

/// Also what no recorded case meets.
#[test]
fn every_function_that_makes_an_error_says_what_to_do() {
    let mut silent = Vec::new();
    let mut left = BTreeSet::new();
    for (path, bytes) in tree(&repository().join("src")).into_iter().filter(|(path, _)| path.ends_with(".rs"))
    {
        let text = String::from_utf8(bytes).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for function in text.split("fn ").skip(1) {
            let makes =
                ["error", "warning"].iter().any(|made| function.contains(&format!("Diagnostic::{made}(")));
            if !makes || function.contains("help(") {
                continue;
            }
            let name = function.split(['(', '<']).next().unwrap_or_default();
            match LEFT_TO_CALLERS.iter().find(|left| **left == name) {
                Some(known) => drop(left.insert(*known)),
                None if path.ends_with("/tests.rs") || path.contains("/tests/") => {}
                None => silent.push(format!("{path}: {name}")),
            }
        }
    }
    assert_eq!(silent, Vec::<String>::new(), "they make errors without help");
    assert_eq!(left, BTreeSet::from(LEFT_TO_CALLERS));
}

/// The errors of a record, without what is between them.
fn errors(text: &str) -> Vec<&str> {
    let begins = |line: &str| ["error", "warning"].iter().any(|level| is_title(line, level));
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if begins(line) {
            starts.push(at);
        }
        at += line.len();
    }
    starts.push(text.len());
    let blocks = starts.windows(2).map(|pair| text[pair[0]..pair[1]].trim_end());
    blocks.filter(|block| is_title(block, "error")).collect()
}

fn is_title(line: &str, level: &str) -> bool {
    line.strip_prefix(level).is_some_and(|rest| rest.starts_with(": ") || rest.starts_with('['))
}

/// Whether it has advice, and with a place its line, its column and words under the mark.
fn is_complete(error: &str) -> bool {
    let advises = ADVICE.iter().any(|advice| error.contains(advice));
    let place = error.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
    let Some(place) = place else { return advises };
    let mut parts = place.rsplit(':');
    let has_numbers = parts.by_ref().take(2).all(|part| part.parse::<usize>().is_ok());
    // The words stand behind the mark, or under it where the place has several lines.
    let is_marked = error.lines().any(|line| {
        let words = line.trim_start_matches([' ', '|', '_', '0']).trim_start_matches(['^', '-']);
        line.contains('^') && !words.trim().is_empty()
    });
    advises && has_numbers && parts.next().is_some() && is_marked
}

fn collect(folder: &Path, records: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            collect(&path, records);
        } else if path.file_name().is_some_and(|name| name.to_string_lossy().ends_with("stderr")) {
            records.push(path);
        }
    }
}
