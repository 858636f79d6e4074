//! The modules of the user's own middleware in lib.rs.

use crate::{
    diagnostic::{Diagnostic, Source},
    model::{middleware::MiddlewareName, modules},
    plan::edit::Edit,
};

/// The edits of a lib.rs that declare the module: none if it is there. It goes where rustfmt would sort it
/// among those beside which it stands.
pub fn edits(source: &Source, name: &MiddlewareName) -> Result<Vec<Edit>, Diagnostic> {
    let module = name.module();
    let declared = modules::declared(source)?;
    if declared.iter().any(|found| found.name == module) {
        return Ok(Vec::new());
    }
    let text = &source.text;
    let public: Vec<_> = declared.iter().filter(|found| found.public).collect();
    if let Some(next) = public.iter().find(|found| found.name > module) {
        let at = next.span.start;
        return Ok(vec![Edit::replace(at..at, format!("pub mod {module};\n"))]);
    }
    let at = public.last().or(declared.last().as_ref()).map_or(text.len(), |last| last.span.end);
    Ok(vec![Edit::replace(at..at, format!("\npub mod {module};"))])
}
