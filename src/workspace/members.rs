//! The members of a workspace, as cargo counts them: the root package, what `members` names or
//! matches, and the path dependencies of these inside the root, less what `exclude` names.

use std::{
    collections::{BTreeMap, VecDeque},
    ops::Range,
    path::{Component, Path},
};

use super::{
    layout,
    lock::Lock,
    manifest::Manifest,
    read::{display, slashed},
};
use crate::diagnostic::Diagnostic;

#[derive(Debug)]
pub(super) struct Member {
    /// Relative to the root; `""` is the root, `../x` is outside.
    pub dir: String,
    pub package: String,
    pub manifest: Manifest,
}

/// `members` and `exclude` of a `[workspace]`.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    members: Vec<String>,
    exclude: Vec<String>,
}

impl Patterns {
    pub fn of(manifest: &Manifest) -> Self {
        let list = |key| manifest.workspace_list(key).iter().map(|path| normal(path)).collect();
        Self { members: list("members"), exclude: list("exclude") }
    }

    /// Whether `exclude` names `dir` or a folder above it, and `members` does not.
    pub fn exclude(&self, dir: &str) -> bool {
        let within = |paths: &[String]| paths.iter().any(|path| Path::new(dir).starts_with(path));
        within(&self.exclude) && !within(&self.members)
    }

    /// Whether `members` names or matches `dir`.
    pub fn cover(&self, dir: &str) -> bool {
        !self.exclude(dir) && (self.members.iter().any(|member| member == dir) || self.matches(dir))
    }

    /// Whether a pattern of `members` matches `dir`, which `exclude` does not name.
    pub fn expand_to(&self, dir: &str) -> bool {
        !self.exclude(dir) && self.matches(dir)
    }

    fn matches(&self, dir: &str) -> bool {
        let options = glob::MatchOptions { require_literal_separator: true, ..glob::MatchOptions::new() };
        let patterns = self.members.iter().filter(|member| is_pattern(member));
        patterns
            .filter_map(|pattern| glob::Pattern::new(pattern).ok())
            .any(|glob| glob.matches_with(dir, options))
    }
}

/// All members that have a Cargo.toml, sorted by folder. kit may be about to make one that has none.
pub(super) fn find(root: &Path, manifest: &Manifest, patterns: &Patterns) -> Result<Vec<Member>, Diagnostic> {
    let mut queue = VecDeque::from([String::new()]);
    for pattern in &patterns.members {
        queue.extend(expand(root, pattern, manifest)?);
    }
    queue.extend(inside(manifest, ""));
    let mut members = BTreeMap::new();
    while let Some(dir) = queue.pop_front() {
        if members.contains_key(&dir) || patterns.exclude(&dir) {
            continue;
        }
        let name = layout::join(&dir, layout::CARGO_TOML);
        let found = match &*dir {
            "" => Some(manifest.clone()),
            _ => Manifest::read(&root.join(&dir), &name, None)?,
        };
        let Some(manifest) = found else { continue };
        let Some(package) = manifest.package_name().map(str::to_owned) else { continue };
        queue.extend(inside(&manifest, &dir));
        members.insert(dir.clone(), Member { dir, package, manifest });
    }
    Ok(members.into_values().collect())
}

/// Warns of members in which kit has written files and which have no Cargo.toml any more. That of
/// platform kit writes itself.
pub(super) fn gone(manifest: &Manifest, members: &[Member], lock: Option<&Lock>) -> Vec<Diagnostic> {
    let list = manifest.workspace().and_then(|workspace| workspace.get("members")?.as_array());
    let named = list.into_iter().flatten().filter_map(|value| Some((normal(value.as_str()?), value.span())));
    let is_gone = |dir: &str| {
        dir != layout::PLATFORM
            && !members.iter().any(|member| member.dir == dir)
            && lock.into_iter().flat_map(Lock::paths).any(|path| Path::new(path).starts_with(dir))
    };
    let warning = |(dir, span): (String, Option<Range<usize>>)| {
        let title = format!("the member `{dir}` has no Cargo.toml any more: it is left out");
        Diagnostic::warning(title).at(&manifest.source, span.unwrap_or(0..0), "this member").help(format!(
            "bring {dir}/Cargo.toml back, or take the member off the list: cargo builds nothing before"
        ))
    };
    named.filter(|(dir, _)| is_gone(dir)).map(warning).collect()
}

/// A package whose name another one has, which cargo refuses; by its name kit would take one for the other.
pub(super) fn check_distinct(members: &[Member]) -> Vec<Diagnostic> {
    let mut known = BTreeMap::new();
    let error = |member: &Member, first: &Member| {
        let at = member.manifest.package().and_then(|package| package.get("name")?.span());
        Diagnostic::error(format!("two packages of the workspace are named `{}`", member.package))
            .at(&member.manifest.source, at.unwrap_or(0..0), "the second of them")
            .help(format!("the first is {}: rename one", first.manifest.source.name))
    };
    let second = |member| Some(error(member, known.insert(&*member.package, member)?));
    members.iter().filter_map(second).collect()
}

/// The folders that an element of `members` stands for.
fn expand(root: &Path, pattern: &str, manifest: &Manifest) -> Result<Vec<String>, Diagnostic> {
    if !is_pattern(pattern) {
        let inside = Path::new(pattern).strip_prefix(root).map(slashed);
        return Ok(vec![inside.unwrap_or_else(|_| pattern.to_owned())]);
    }
    let full = format!("{}/{pattern}", glob::Pattern::escape(&display(root)));
    let paths = glob::glob(&full).map_err(|error| {
        let title = format!("`{pattern}` in `workspace.members` is not a valid pattern: {error}");
        let at = manifest.workspace().and_then(|workspace| workspace.get("members")?.span());
        Diagnostic::error(title)
            .at(&manifest.source, at.unwrap_or(0..0), "in this list")
            .help("name the folder, or write a pattern that cargo knows: `*`, `?`, `[a-z]`, and `**` alone")
    })?;
    let dirs = paths.filter_map(|path| path.ok()?.strip_prefix(root).ok().map(slashed));
    Ok(dirs.collect())
}

fn is_pattern(member: &str) -> bool {
    member.contains(['*', '?', '['])
}

/// The path dependencies of a manifest that lie inside the root.
fn inside(manifest: &Manifest, dir: &str) -> Vec<String> {
    let paths = manifest.dependency_paths().into_iter().map(|path| normal(&layout::join(dir, path)));
    paths.filter(|path| !path.starts_with("..") && Path::new(path).is_relative()).collect()
}

/// A path without `.` and, where a folder precedes it, without `..`; `/` between components.
pub(super) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for component in Path::new(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            other => parts.push(other.as_os_str().to_str().expect("part of a str")),
        }
    }
    parts.join("/").replacen("//", "/", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalises_paths() {
        let cases = [("./users", "users"), ("a/../b/", "b"), ("../x", "../x"), ("../../x", "../../x")];
        for (path, expected) in cases.into_iter().chain([("/a/b", "/a/b"), (".", "")]) {
            assert_eq!(normal(path), expected);
        }
    }

    #[test]
    fn a_named_member_beats_exclude_and_a_pattern_does_not() {
        let patterns = |members: &[&str]| Patterns {
            members: members.iter().map(|member| member.to_string()).collect(),
            exclude: vec!["crates/old".into()],
        };
        assert!(patterns(&["crates/*"]).exclude("crates/old"));
        assert!(!patterns(&["crates/old"]).exclude("crates/old"));
        assert!(patterns(&["crates/*"]).cover("crates/new"));
        assert!(!patterns(&["crates/*"]).cover("crates/new/deep"));
        assert!(!patterns(&["crates/*"]).cover("crates/old"));
        assert!(!patterns(&[]).cover("users"));
    }
}
