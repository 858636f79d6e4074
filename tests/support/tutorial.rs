//! The tutorial as its readers have it: the fenced blocks of Markdown, in order.
//!
//! A block of `console` is what a terminal shows: a command after `$ `, and what it says below, where a line
//! of `…` stands for any lines. A block of `diff` is what the reader changes in the file of its first line.
//! A block of `sh` is for a machine with Docker.

/// What a reader does.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    Command { line: String, says: Vec<String> },
    Change { file: String, from: String, to: String },
    Docker(String),
}

pub fn steps(markdown: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = markdown;
    while let Some((_, block)) = rest.split_once("\n```") {
        let (info, block) = block.split_once('\n').unwrap();
        let (body, after) = block.split_once("```").expect("a block ends");
        rest = after;
        match info {
            "console" => steps.extend(commands(body)),
            "diff" => steps.push(change(body)),
            "sh" => steps.extend(body.lines().map(|line| Step::Docker(line.to_owned()))),
            _ => {}
        }
    }
    steps
}

fn commands(body: &str) -> Vec<Step> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for line in body.lines() {
        match line.strip_prefix("$ ") {
            Some(command) => all.push((command.to_owned(), Vec::new())),
            None => all.last_mut().expect("first a command").1.push(line.to_owned()),
        }
    }
    all.into_iter().map(|(line, says)| Step::Command { line, says }).collect()
}

fn change(body: &str) -> Step {
    let (file, lines) =
        body.strip_prefix("+++ ").expect("the file's name comes first").split_once('\n').unwrap();
    let side = |other: char| {
        let kept = lines.lines().filter(|line| !line.starts_with(other));
        kept.map(|line| format!("{}\n", line.get(1..).unwrap_or_default())).collect()
    };
    Step::Change { file: file.to_owned(), from: side('+'), to: side('-') }
}

/// Where the lines that a command says are not as shown.
pub fn difference(shown: &[String], said: &[&str]) -> Option<String> {
    let mut said = said.iter();
    let mut any = false;
    for line in shown {
        if line.trim() == "…" {
            any = true;
            continue;
        }
        let found = if any {
            said.any(|said| said.trim() == line.trim())
        } else {
            said.next().is_some_and(|said| said.trim() == line.trim())
        };
        if !found {
            return Some(line.clone());
        }
        any = false;
    }
    (!any).then(|| said.next().map(|line| format!("more: {line}"))).flatten()
}
