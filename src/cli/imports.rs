//! What a `.proto` imports that is about to become a service's: found where protoc would with `-I`.

use std::path::{Path, PathBuf};

use crate::{
    diagnostic::{Diagnostic, Diagnostics, Source},
    model::{names::ServiceName, schema::Schema},
    targets, workspace,
};

/// The files that it imports, and that these import, each under the name of its import.
pub(super) fn read(file: &Source, here: &Path, name: &ServiceName) -> Result<Vec<Source>, Diagnostics> {
    let real = |path: PathBuf| path.canonicalize().unwrap_or(path);
    let (here, path) = (real(here.to_owned()), real(here.join(&*file.name)));
    let mut wrong = Diagnostics::default();
    let mut found: Vec<Source> = Vec::new();
    let mut next = vec![Schema::parse(file)?];
    while let Some(schema) = next.pop() {
        for (index, import) in schema.file.dependency.iter().enumerate() {
            if found.iter().any(|source| *source.name == **import) {
                continue;
            }
            let read = one(import, &path, &name.proto_file());
            match read.map_err(|error| error.at_import(&schema, index, file)) {
                Ok(Some(source)) => {
                    let shown = Path::new(&*source.name);
                    let shown = shown.strip_prefix(&here).unwrap_or(shown).display().to_string();
                    let source = Source::new(shown, source.text);
                    next.extend(wrong.take(Schema::parse(&source)));
                    found.push(Source::new(&**import, source.text));
                }
                Ok(None) => {}
                Err(error) => wrong.push(error),
            }
        }
    }
    if wrong.has_errors() { Err(wrong) } else { Ok(found) }
}

/// Why an import does not work.
enum Wrong {
    Taken,
    NotFound,
    Unreadable(Diagnostic),
}

/// The file, under the name by which the user knows it; `None` if it comes with kit.
fn one(import: &str, path: &Path, own: &str) -> Result<Option<Source>, Wrong> {
    if import == format!("{own}.proto") {
        return Err(Wrong::Taken);
    }
    let mut folders = path.ancestors().skip(1).map(|folder| folder.join(import));
    match folders.find(|path| path.is_file()) {
        Some(path) => workspace::read_file(&path).map(Some).map_err(Wrong::Unreadable),
        None if targets::is_known_import(import) => Ok(None),
        None => Err(Wrong::NotFound),
    }
}

impl Wrong {
    fn at_import(self, schema: &Schema, index: usize, file: &Source) -> Diagnostic {
        let import = &schema.file.dependency[index];
        let error = |title: String, label: &str, help: String| {
            Diagnostic::error(title).at(&schema.source, schema.import_span(index), label).help(help)
        };
        match self {
            Self::Taken => error(
                format!("`{import}` is what the service's own `.proto` is called"),
                "another file of the same name",
                "rename the imported file, or choose another name for the service".to_owned(),
            ),
            Self::NotFound => error(
                format!("there is no file for the import `{import}`"),
                "not found",
                format!(
                    "kit looks where {} is and in the folders above that, as if protoc had each with `-I`",
                    file.name
                ),
            ),
            Self::Unreadable(error) => error,
        }
    }
}
