//! Whether a workspace that kit did not make has the versions that generated code needs.

use std::collections::BTreeSet;

use semver::{Version, VersionReq};
use toml_edit::{Document, Item};

use super::DEPENDENCIES;
use crate::diagnostic::{Diagnostic, Diagnostics, Source};

/// Complains of every entry of `[workspace.dependencies]` with which generated code would not
/// compile, but of those that are kit's to replace.
pub(super) fn check(manifest: &Source, kits: &BTreeSet<String>) -> Diagnostics {
    let mut found = Diagnostics::default();
    // A manifest that is not TOML has been refused before.
    let Ok(document) = Document::parse(&*manifest.text) else { return found };
    let Some(entries) = document.get("workspace").and_then(|item| item.get("dependencies")) else {
        return found;
    };
    for (name, wanted) in DEPENDENCIES.iter().filter(|(name, _)| !kits.contains(*name)) {
        if let Some(entry) = entries.get(name) {
            found.0.extend(complaint(manifest, name, wanted, entry));
        }
    }
    found
}

fn complaint(manifest: &Source, name: &str, wanted: &str, entry: &Item) -> Option<Diagnostic> {
    let title = format!("the workspace's `{name}` is not the one that generated code needs");
    let wanted_line = format!("{name} = {wanted}");
    let wanted: Document<String> = wanted_line.parse().ok()?;
    let at = |item: &Item, label: String| {
        let span = item.span().or_else(|| entry.span()).unwrap_or(0..0);
        Diagnostic::error(title.clone()).at(manifest, span, label)
    };
    if let Some(path) = wanted.get(name)?.get("path").and_then(Item::as_str) {
        let same =
            entry.get("path").and_then(Item::as_str).map(|path| path.trim_start_matches("./")) == Some(path);
        let diagnostic = at(entry, format!("kit's is in the folder `{path}`"));
        return (!same)
            .then(|| diagnostic.help("rename yours: kit needs the name for the crate that services share"));
    }
    if let Some(package) = entry.get("package").filter(|package| package.as_str() != Some(name)) {
        let diagnostic = at(package, "this is another crate".to_owned());
        return Some(diagnostic.help(format!("give it a name of its own, and add `{wanted_line}`")));
    }
    let (wanted, there) = (version(wanted.get(name)?)?, version(entry)?);
    if compatible(wanted.as_str()?, there.as_str()?) {
        return None;
    }
    let diagnostic = at(there, format!("generated code needs {}", wanted.as_str()?));
    Some(diagnostic.help(format!("change it to `{wanted_line}`, and what else depends on it")))
}

/// The version of an entry; there is none if it comes from a path or from git.
fn version(entry: &Item) -> Option<&Item> {
    if entry.is_str() { Some(entry) } else { entry.get("version") }
}

/// Whether some version satisfies both requirements: the least that one allows is allowed by the
/// other. A requirement that cargo would refuse is cargo's business.
fn compatible(one: &str, other: &str) -> bool {
    let (Ok(a), Ok(b)) = (VersionReq::parse(one), VersionReq::parse(other)) else { return true };
    let least = |requirement: &VersionReq| {
        let first = requirement.comparators.first()?;
        Some(Version::new(first.major, first.minor.unwrap_or(0), first.patch.unwrap_or(0)))
    };
    let allows =
        |this: &VersionReq, other: &VersionReq| least(other).is_none_or(|least| this.matches(&least));
    allows(&a, &b) || allows(&b, &a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_meet_or_not() {
        for there in ["0.8", "0.8.9", "0.8.20", "=0.8.9", "*", ">=0.7, <0.9"] {
            assert!(compatible("0.8.9", there), "{there}");
        }
        for there in ["0.7", "0.9", "=0.8.1", "1"] {
            assert!(!compatible("0.8.9", there), "{there}");
        }
        assert!(compatible("1", "1.40.2") && compatible("4.6", "4") && !compatible("1", "2"));
    }

    #[test]
    fn what_does_not_fit_is_underlined() {
        let text = "[workspace]\n[workspace.dependencies]\naxum = { version = \"0.7\" }\nserde = \"1.0.100\"\ntokio = { git = \"x\" }\ntonic = { package = \"tonic-fork\", version = \"0.14.9\" }\nprost = { package = \"prost\", version = \"0.14\" }\nplatform = { path = \"other\" }\n";
        let manifest = Source::new("Cargo.toml", text);
        let found = check(&manifest, &BTreeSet::new());
        let places: Vec<&str> =
            found.0.iter().map(|found| &text[found.label.as_ref().unwrap().span.clone()]).collect();
        assert_eq!(places, ["{ path = \"other\" }", "\"0.7\"", "\"tonic-fork\""]);
        let found = check(&manifest, &["axum", "tonic"].map(str::to_owned).into());
        assert_eq!(found.0.len(), 1, "what is kit's is replaced");
        let text = "[workspace.dependencies]\nplatform = { path = \"./platform\" }\n";
        assert!(check(&Source::new("Cargo.toml", text), &BTreeSet::new()).0.is_empty());
    }
}
