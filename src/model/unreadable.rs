//! What is wrong with a `.proto` as protox says it.

use miette::Diagnostic as _;

use super::schema::without_mark;
use crate::diagnostic::{Diagnostic, Source};

const IMPORTS: &str =
    "imports are looked up in the service's folder proto/; google/protobuf/*.proto are there";

/// At its place.
pub fn diagnose(error: &protox::Error, source: &Source) -> Diagnostic {
    let label = error.labels().and_then(|mut labels| labels.next());
    let start = label.as_ref().map(|label| label.offset() + without_mark(&source.text).0);
    let is_import = start.is_some_and(|at| source.text[..at].trim_end().ends_with("import"));
    let diagnostic = match is_import && !error.is_file_not_found() {
        true => Diagnostic::error("protobuf has no such path for an import")
            .help("write the path from the folder that protoc gets with `-I`, without `.`, `..` and `\\`"),
        false => {
            let said = error.to_string();
            let advice = if error.is_file_not_found() { IMPORTS } else { advice(&said) };
            Diagnostic::error(said).help(advice)
        }
    };
    match label.zip(start) {
        Some((label, start)) => {
            let end = (start + label.len().max(1)).min(source.text.len());
            let text = label.label().filter(|_| !is_import).unwrap_or("here").to_owned();
            diagnostic.at(source, start.min(end)..end, text)
        }
        None => diagnostic.help(format!("in {}", source.name)),
    }
}

/// What to do about what protox says of a text.
fn advice(said: &str) -> &'static str {
    let says = |word: &str| said.contains(word);
    if says("is not defined") {
        "define it in this file, or import the file that does; `string`, `bool`, `int64` … need neither"
    } else if says("reserved") {
        "give the field a number and a name that are not reserved: what is reserved was something else once"
    } else if says("already defined") || says("already been used") || says("already used") {
        "rename or renumber one of the two: the one that clients do not know yet"
    } else if says("expected an integer") {
        "a field is written `TYPE NAME = NUMBER;`"
    } else if says("expected '.' or ')'") {
        "an rpc is written `rpc NAME(REQUEST) returns (REPLY);`: a `)` is missing"
    } else if says("';'") {
        "a statement ends with `;`, and a message with `}`"
    } else {
        "mend it there: protoc cannot read the file either"
    }
}
