//! What must be inserted into a user's file so that it contains what a run wants. One module a
//! language; each finds byte offsets in the user's own text and never reprints it.

pub mod rust;
pub mod toml;
pub mod yaml;

use crate::{
    diagnostic::{Diagnostic, Source},
    plan::{change::Want, edit::Insertion},
    workspace::manifest::Manifest,
};

/// A text into which something is inserted; TOML is parsed, once for all that is asked of it.
#[derive(Clone, Debug)]
pub enum Text {
    Toml(Manifest),
    Other(Source),
}

impl From<Manifest> for Text {
    fn from(manifest: Manifest) -> Self {
        Self::Toml(manifest)
    }
}

impl Text {
    /// Parsed only if it is to be TOML.
    pub fn for_wants(source: Source, wants: &[Want]) -> Result<Self, Diagnostic> {
        match wants.iter().any(|want| matches!(want, Want::Toml(_))) {
            true => Manifest::parse(source).map(Self::Toml),
            false => Ok(Self::Other(source)),
        }
    }

    pub fn source(&self) -> &Source {
        match self {
            Self::Toml(manifest) => &manifest.source,
            Self::Other(source) => source,
        }
    }
}

/// All insertions, at offsets of the text, sorted, at most one at an offset of each language; their
/// line ends are the file's own. Nothing is inserted for what is there already.
pub fn insertions(into: &Text, wants: &[Want]) -> Result<Vec<Insertion>, Diagnostic> {
    let source = into.source();
    let (mut rusts, mut tomls, mut yamls, mut found) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for want in wants {
        match want {
            Want::Rust(want) => rusts.push(want.clone()),
            Want::Toml(want) => tomls.push(want.clone()),
            Want::Yaml(want) => yamls.push(want.clone()),
            Want::Insert(insertion) => found.push(insertion.clone()),
        }
    }
    if !rusts.is_empty() {
        found.extend(rust::insertions(source, &rusts)?);
    }
    if let Text::Toml(manifest) = into {
        found.extend(toml::insertions(manifest, &tomls)?);
    }
    if !yamls.is_empty() {
        found.extend(yaml::insertions(source, &yamls)?);
    }
    found.retain(|insertion| !insertion.text.is_empty());
    found.sort_by_key(|insertion| insertion.at);
    if has_crlf(&source.text) {
        for insertion in &mut found {
            insertion.text = insertion.text.replace("\r\n", "\n").replace('\n', "\r\n");
        }
    }
    Ok(found)
}

/// Whether most lines of a text end in CRLF.
pub fn has_crlf(text: &str) -> bool {
    2 * text.matches("\r\n").count() > text.matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::edit::insert;

    #[test]
    fn inserted_lines_end_as_the_file_s_do() {
        let inserted = |text: &str| {
            let source = Source::new("x", text);
            let wants = [Want::Insert(Insertion::new(text.len(), "a\nb\n"))];
            insert(text, &insertions(&Text::Other(source), &wants).unwrap())
        };
        assert_eq!(inserted("x\r\ny\r\n"), "x\r\ny\r\na\r\nb\r\n");
        assert_eq!(inserted("x\ny\r\n"), "x\ny\r\na\nb\n");
        assert_eq!(inserted(""), "a\nb\n");
    }
}
