//! Everything of a service at once, from a `.proto` that was written first: the draft of the trait, and
//! what all targets make of it.

use std::collections::BTreeSet;

use super::{Draft, Input, draft, library, of_service};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Source},
    model::{
        self, Crate, Dependencies, Module, OpenApi, Service, Transport, middleware::Middleware,
        names::ServiceName, schema::Schema,
    },
    plan::change::{ChangeSet, Output, Want},
    workspace::layout,
};

/// Fills the change set with all that the service of this name in the file has. What the file imports is
/// named as it does that.
pub fn of_proto(
    file: &Source,
    imports: &[Source],
    name: &ServiceName,
    dir: &str,
    changes: &mut ChangeSet,
) -> Result<Service, Diagnostics> {
    let schema = Schema::with_imports(file, imports)?;
    let draft = draft(name, &schema)?;
    let service = parse(&draft, name, dir, &schema)?;
    let middleware = Middleware::default();
    let input = Input {
        middleware: &middleware,
        service: &service,
        dir,
        manifest: None,
        root_manifest: None,
        schema: Some(&schema),
        compiled: None,
        package: None,
        protos: imports,
        openapi: OpenApi::None,
    };
    let layout = layout::Service::new(dir);
    changes.amend(layout.service_rs(), || draft.text.clone(), Vec::new());
    library(name, dir, &middleware, changes);
    of_service(&input, changes).map_err(|wrong| as_given(wrong, &layout.proto(name), file))?;
    changes.notes.extend(unused_routes(&schema));
    for import in imports {
        let path = format!("{}/{}", layout.proto_dir(), import.name);
        changes.amend(path, || import.text.to_string(), Vec::new());
    }
    check_unchanged(&schema, changes.outputs.get(&layout.proto(name)))?;
    Ok(service)
}

fn parse(draft: &Draft, name: &ServiceName, dir: &str, schema: &Schema) -> Result<Service, Diagnostics> {
    let layout = layout::Service::new(dir);
    let module =
        |path: &[&str], source| Module { path: path.iter().map(|part| (*part).into()).collect(), source };
    let modules = vec![
        module(&[], Source::new(layout.lib_rs(), "pub mod service;")),
        module(&["service"], Source::new(layout.service_rs(), &*draft.text)),
    ];
    let krate = Crate { modules, dependencies: Dependencies::default() };
    model::parse(&krate, name, &BTreeSet::from([Transport::Grpc])).map_err(|wrong| {
        Diagnostics(wrong.0.into_iter().map(|error| draft.relocate(schema, error)).collect())
    })
}

/// The service's own `.proto` is not there yet: what is wrong with it is wrong with the file.
fn as_given(mut wrong: Diagnostics, own: &str, file: &Source) -> Diagnostics {
    let labels = wrong.0.iter_mut().filter_map(|error| error.label.as_mut());
    for label in labels.filter(|label| *label.source.name == *own) {
        label.source = file.clone();
    }
    wrong
}

/// Options that say what an rpc is over HTTP are another tool's.
fn unused_routes(schema: &Schema) -> Option<Diagnostic> {
    let index = schema.file.dependency.iter().position(|import| import == "google/api/annotations.proto")?;
    let note = Diagnostic::warning("the options `google.api.http` make no routes");
    let note = note.at(&schema.source, schema.import_span(index), "they stay in the file, for other tools");
    Some(note.help("over HTTP a method is what its attribute says, `#[cfg_attr(kit, get(\"/path\"))]`: `kit help attributes`"))
}

/// What is on the wire stays what the file says: kit may have nothing to add to it.
fn check_unchanged(schema: &Schema, output: Option<&Output>) -> Result<(), Diagnostic> {
    let Some(Output::Amended { wants, .. }) = output else { return Ok(()) };
    let Some(Want::Insert(insertion)) = wants.first() else { return Ok(()) };
    let text = insertion.text.trim();
    Err(Diagnostic::error("the trait that kit would make of this file does not fit it")
        .at(&schema.source, insertion.at..insertion.at, format!("kit would add `{text}`"))
        .help("rename what has this name here: names of messages, fields and values are not in the bytes"))
}
