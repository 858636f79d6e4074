//! What is wrong with a `.proto` as protox says it.

use miette::Diagnostic as _;

use super::schema::without_mark;
use crate::diagnostic::{Diagnostic, Source};

/// At its place.
pub fn diagnose(error: &protox::Error, source: &Source) -> Diagnostic {
    let label = error.labels().and_then(|mut labels| labels.next());
    let start = label.as_ref().map(|label| label.offset() + without_mark(&source.text).0);
    let is_import = start.is_some_and(|at| source.text[..at].trim_end().ends_with("import"));
    let diagnostic = match is_import && !error.is_file_not_found() {
        true => Diagnostic::error("protobuf has no such path for an import")
            .help("write the path from the folder that protoc gets with `-I`, without `.`, `..` and `\\`"),
        false => Diagnostic::error(error.to_string()),
    };
    let imported = "imports are looked up in the service's folder proto/; google/protobuf/*.proto are there";
    let diagnostic = if error.is_file_not_found() { diagnostic.help(imported) } else { diagnostic };
    match label.zip(start) {
        Some((label, start)) => {
            let end = (start + label.len().max(1)).min(source.text.len());
            let text = label.label().filter(|_| !is_import).unwrap_or("here").to_owned();
            diagnostic.at(source, start.min(end)..end, text)
        }
        None => diagnostic.help(format!("in {}", source.name)),
    }
}
