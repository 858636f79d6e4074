//! rustc is told of the condition `kit`, on which attributes in the trait depend: it warns of those
//! that it does not know.

use toml_edit::{Document, Item};

use crate::{
    diagnostic::{Diagnostic, Source},
    plan::change::TomlWant,
};

const LINT: &str = "unexpected_cfgs";
const KNOWN: &str = "cfg(kit)";
/// The lint as a new manifest sets it.
const SET: &str = r#"{ level = "warn", check-cfg = ["cfg(kit)"] }"#;

/// Whether a package takes its lints from its workspace, and so can have none of its own.
pub(super) fn are_inherited(manifest: Option<&Source>) -> bool {
    let document = manifest.and_then(|source| Document::parse(&*source.text).ok());
    let inherited = |document: &Document<&str>| document.get("lints")?.get("workspace")?.as_bool();
    document.as_ref().and_then(inherited) == Some(true)
}

/// What `manifest` lacks, whose table of lints is `table`; a note where kit cannot add it.
pub(super) fn want(manifest: Option<&Source>, table: &[&str]) -> Result<Option<TomlWant>, Diagnostic> {
    let path = |more: &[&str]| table.iter().chain(more).map(|part| (*part).to_owned()).collect();
    let add = TomlWant::Key { table: path(&[]), key: LINT.to_owned(), value: SET.to_owned() };
    let Some(source) = manifest else { return Ok(Some(add)) };
    // A manifest that is not TOML has been refused before.
    let Ok(document) = Document::parse(&*source.text) else { return Ok(None) };
    let lints = table.iter().try_fold(document.as_item(), |item, part| item.get(part));
    match lints.and_then(|lints| lints.get(LINT)) {
        None => Ok(Some(add)),
        Some(found) if found.is_table_like() => Ok(Some(TomlWant::Element {
            table: path(&[LINT]),
            key: "check-cfg".to_owned(),
            element: KNOWN.to_owned(),
        })),
        Some(found) if found.as_str() == Some("allow") => Ok(None),
        Some(found) => Err(level_alone(source, found)),
    }
}

fn level_alone(source: &Source, found: &Item) -> Diagnostic {
    let level = found.as_str().unwrap_or("warn");
    Diagnostic::warning("rustc will complain of the attributes for kit")
        .at(source, found.span().unwrap_or(0..0), "knows no condition `kit`")
        .help(format!("write `{LINT} = {}`", SET.replace("warn", level)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(text: &str) -> Result<Option<TomlWant>, Diagnostic> {
        want(Some(&Source::new("Cargo.toml", text)), &["lints", "rust"])
    }

    #[test]
    fn a_lint_that_is_set_is_kept() {
        assert!(matches!(wanted(""), Ok(Some(TomlWant::Key { .. }))));
        assert!(matches!(wanted("[lints.rust]\nunused = \"deny\"\n"), Ok(Some(TomlWant::Key { .. }))));
        for text in [
            "[lints.rust]\nunexpected_cfgs = { level = \"deny\" }\n",
            "[lints.rust.unexpected_cfgs]\nlevel = \"deny\"\ncheck-cfg = [\"cfg(loom)\"]\n",
        ] {
            let Ok(Some(TomlWant::Element { table, key, .. })) = wanted(text) else { panic!("{text}") };
            assert_eq!((table.join("."), &*key), ("lints.rust.unexpected_cfgs".to_owned(), "check-cfg"));
        }
        assert!(matches!(wanted("[lints.rust]\nunexpected_cfgs = \"allow\"\n"), Ok(None)));
    }

    #[test]
    fn a_level_alone_cannot_be_amended() {
        let text = "[lints.rust]\nunexpected_cfgs = \"forbid\"\n";
        let note = wanted(text).unwrap_err();
        assert!(note.warning && note.help[0].contains("{ level = \"forbid\", check-cfg"), "{note:?}");
        assert_eq!(&text[note.label.unwrap().span], "\"forbid\"");
    }

    #[test]
    fn a_package_inherits_all_or_nothing() {
        let inherits = |text: &str| are_inherited(Some(&Source::new("Cargo.toml", text)));
        assert!(inherits("[lints]\nworkspace = true\n") && inherits("lints.workspace = true\n"));
        assert!(!inherits("") && !inherits("[lints.rust]\nunused = \"deny\"\n") && !inherits("[lints"));
        assert!(!are_inherited(None));
    }
}
