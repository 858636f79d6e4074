//! `openapi.json`: the service's HTTP as OpenAPI 3.1, and what the service needs to answer with it.
//!
//! The document says what serde and the router do, not more and not less. It is built as a value, so
//! that only what is JSON can come out.

mod components;
mod document;
mod known;
mod operation;
mod pattern;
mod routes;
mod schema;
mod views;

use super::{Input, render};
use crate::{
    diagnostic::Diagnostics,
    model::{OpenApi, Transport},
    plan::change::{ChangeSet, Output, TomlWant, Want},
    workspace::layout,
};

/// Where Cargo.toml remembers that there is a document, and that the service answers with it.
const WRITTEN: &str = "openapi";
const SERVED: &str = "openapi-served";

pub(super) fn outputs(input: &Input, changes: &mut ChangeSet) -> Result<(), Diagnostics> {
    let layout = layout::Service::new(input.dir);
    // A document that is no longer wanted goes.
    changes.whole.insert(layout.openapi());
    if !input.service.transports.contains(&Transport::Http) || input.openapi == OpenApi::None {
        return Ok(());
    }
    remember(WRITTEN, input, changes);
    let text = format!("{:#}\n", document::document(input));
    changes.insert(layout.openapi(), Output::Generated(text.into()));
    if input.openapi == OpenApi::Served {
        remember(SERVED, input, changes);
        routes::check(input.service)?;
        let mut generated = |name: &str, text: String| {
            changes.insert(layout.generated(name), Output::Generated(text.into()));
        };
        generated("docs.rs", render(&views::DocsRs::new()));
        generated("docs.html", render(&views::DocsHtml));
    }
    Ok(())
}

fn remember(key: &str, input: &Input, changes: &mut ChangeSet) {
    let table = ["package", "metadata", "kit"].map(str::to_owned).to_vec();
    let want = TomlWant::Key { table, key: key.to_owned(), value: "true".to_owned() };
    changes.amend(input.path("Cargo.toml"), String::new, vec![Want::Toml(want)]);
}
