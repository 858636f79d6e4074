//! `#[cfg_attr(kit, code("…"))]` on a variant of an error.

use syn::{Attribute, Meta};

use super::{mentions_kit, said};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    model::{codes::Code, names, syntax::Text},
};

const FORM: &str = "write `code(\"not_found\")`";

/// The code that the attributes of a variant say; what is wrong is noted.
pub(in crate::model) fn code(
    text: &Text,
    attributes: &[Attribute],
    errors: &mut Diagnostics,
) -> Option<Code> {
    let mut found = None;
    for attribute in attributes.iter().filter(|attribute| mentions_kit(attribute)) {
        for item in errors.take(said::items(text, attribute)).into_iter().flatten() {
            let Some(code) = errors.take(read(text, &item)) else { continue };
            if found.replace(code).is_some() {
                let error = text.error("`code` is said twice", &item, "the second of them");
                errors.push(error.help("remove one"));
            }
        }
    }
    found
}

fn read(text: &Text, item: &Meta) -> Result<Code, Diagnostic> {
    if !item.path().is_ident("code") {
        let title = format!("unknown attribute for kit: `{}`", text.snippet(item.path()));
        let error = text.error(title, item.path(), "a variant of an error has no other than `code`");
        return Err(error.help(FORM));
    }
    let Some(said) = said::string(text, item) else {
        let error = text.error("`code` takes one text in quotes", item, "not of this form");
        return Err(error.help(FORM));
    };
    Code::parse(&said.value).ok_or_else(|| {
        let title = format!("there is no code `{}`", said.value);
        let error = Diagnostic::error(title).at(&text.source, said.span, "not one of gRPC's codes");
        let names = || Code::ALL.into_iter().map(|code| code.name().to_owned());
        match names::similar(&said.value, names()) {
            Some(similar) => error.help(format!("did you mean `{similar}`?")),
            None => error.help(format!("there are: {}", names().collect::<Vec<_>>().join(", "))),
        }
    })
}
