//! A YAML text as data, or what is wrong with it and where.

use yaml_serde::{Mapping, Value};

use crate::diagnostic::{Diagnostic, Source};

/// How many brackets may be open at once; so many are not nested, but unpaired in quoted text.
const DEEPEST: usize = 1_000;

/// Reads a YAML document as data; an empty one is an empty mapping.
pub fn read(source: &Source) -> Result<Value, Diagnostic> {
    let (text, bom) = without_bom(&source.text);
    if let Some(at) = too_deep(text) {
        return Err(unreadable(source, Some(at + bom), &"the brackets are nested too deeply here"));
    }
    match yaml_serde::from_str::<Value>(text) {
        Ok(Value::Null) => Ok(Value::Mapping(Mapping::new())),
        Ok(value) => Ok(value),
        Err(error) => {
            let at = control(text).or_else(|| error.location().map(|place| place.index().min(text.len())));
            Err(unreadable(source, at.map(|at| at + bom), &error))
        }
    }
}

/// The first character that YAML has no place for: of it the reader does not say where it is.
fn control(text: &str) -> Option<usize> {
    text.find(|c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}'))
}

/// Shown where it is, if the reader says where.
fn unreadable(source: &Source, at: Option<usize>, why: &impl ToString) -> Diagnostic {
    let error = match at {
        Some(at) => {
            let at = source.text.floor_char_boundary(at);
            let error = Diagnostic::error("cannot read this as one YAML document");
            error.at(source, at..at, why.to_string())
        }
        None => {
            let (name, why) = (&source.name, why.to_string());
            Diagnostic::error(format!("cannot read {name} as one YAML document: {why}"))
        }
    };
    error.help("mend it there or in the lines above: `docker-compose config` reads it too")
}

/// The bracket that lies too deep: libyaml's time for each grows with the depth.
fn too_deep(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    text.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > DEEPEST
    })
}

pub(super) fn without_bom(text: &str) -> (&str, usize) {
    let rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    (rest, text.len() - rest.len())
}
