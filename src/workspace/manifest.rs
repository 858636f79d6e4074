//! A Cargo.toml as cargo sees it: parsed, with spans for diagnostics.

use std::{path::Path, sync::Arc};

use toml_edit::{Document, Item, TableLike};

use super::{content, text};
use crate::diagnostic::{Diagnostic, Source};

#[derive(Clone, Debug)]
pub struct Manifest {
    pub source: Source,
    document: Arc<Document<Arc<str>>>,
}

impl Manifest {
    /// Reads `dir`/Cargo.toml, if there is one; `name` is what diagnostics call it. One that was read
    /// before is not parsed again if nothing in it has changed.
    pub(super) fn read(dir: &Path, name: &str, before: Option<&Self>) -> Result<Option<Self>, Diagnostic> {
        let Some(bytes) = content::bytes(&dir.join("Cargo.toml"), name)? else { return Ok(None) };
        let source = text(name, &bytes)?;
        Ok(Some(match before.filter(|before| before.source.text == source.text) {
            Some(before) => Self { source, document: before.document.clone() },
            None => Self::parse(source)?,
        }))
    }

    pub fn parse(source: Source) -> Result<Self, Diagnostic> {
        let document = Arc::new(parse(&source)?);
        Ok(Self { source, document })
    }

    /// The same under another name.
    pub(super) fn named(self, name: &str) -> Self {
        Self { source: Source::new(name, self.source.text), ..self }
    }

    pub fn root(&self) -> &Item {
        self.document.as_item()
    }

    pub fn workspace(&self) -> Option<&dyn TableLike> {
        self.document.as_table().get("workspace")?.as_table_like()
    }

    pub fn package(&self) -> Option<&dyn TableLike> {
        self.document.as_table().get("package")?.as_table_like()
    }

    pub fn package_name(&self) -> Option<&str> {
        self.package()?.get("name")?.as_str()
    }

    /// `package.workspace`: where the package says that its workspace is.
    pub fn workspace_pointer(&self) -> Option<&str> {
        self.package()?.get("workspace")?.as_str()
    }

    /// The strings of an array of `[workspace]`.
    pub fn workspace_list(&self, key: &str) -> Vec<String> {
        let list = self.workspace().and_then(|workspace| workspace.get(key)).and_then(Item::as_array);
        list.into_iter().flatten().filter_map(|value| value.as_str()).map(str::to_owned).collect()
    }

    /// The `path` of each dependency that has one, wherever it is declared.
    pub fn dependency_paths(&self) -> Vec<&str> {
        let root = self.document.as_table();
        let targets = root.get("target").and_then(Item::as_table_like);
        let per_target = targets.into_iter().flat_map(|targets| targets.iter()).map(|(_, item)| item);
        let places = per_target
            .filter_map(Item::as_table_like)
            .chain([root as &dyn TableLike])
            .flat_map(|place| {
                ["dependencies", "dev-dependencies", "build-dependencies"].map(|key| place.get(key))
            })
            .chain([self.workspace().and_then(|workspace| workspace.get("dependencies"))]);
        let tables = places.flatten().filter_map(Item::as_table_like);
        let dependencies = tables.flat_map(|table| table.iter()).map(|(_, dependency)| dependency);
        dependencies.filter_map(|dependency| dependency.as_table_like()?.get("path")?.as_str()).collect()
    }
}

/// Parses TOML with spans; an error is shown where it is.
pub fn parse(source: &Source) -> Result<Document<Arc<str>>, Diagnostic> {
    Document::parse(source.text.clone()).map_err(|error| {
        let title = format!("{} is not valid TOML", source.name);
        let error_at = match error.span() {
            Some(span) => Diagnostic::error(title).at(source, span, error.message()),
            None => Diagnostic::error(format!("{title}: {}", error.message())),
        };
        error_at.help(advice(error.message()))
    })
}

/// What to do about what the parser found.
fn advice(message: &str) -> &'static str {
    let says = |word: &str| message.contains(word);
    if says("duplicate") {
        "a key is written once in its table: remove one of the two"
    } else if says("unclosed table") || says("table header") {
        "a table begins with its name in brackets, alone on its line: `[dependencies]`"
    } else if says("array") {
        "a list is written `[\"one\", \"two\"]`: close it with `]`"
    } else if says("string") || says("quote") {
        "texts stand in quotes on both sides: `name = \"users\"`"
    } else if says("key") || says("`=`") || says("newline") {
        "each line is `key = value`, and texts stand in quotes"
    } else {
        "mend it there: cargo cannot read the file either"
    }
}
