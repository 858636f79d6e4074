//! What kit writes, a folder a target: each a pure function from the model to outputs in the
//! change set. `mod.rs` of a target says which files and who owns them, `views.rs` has one typed
//! struct per template. Targets decide nothing that the model could; they never import each other.

pub mod docker;
mod endpoint;
mod grpc;
mod http;
mod middleware;
mod platform;
mod rust;
mod service;
mod workspace;

use crate::{
    diagnostic::{Diagnostics, Source},
    model::{Method, Service, schema::Schema, wire::Response},
    plan::change::ChangeSet,
};

pub use service::skeleton;
pub use workspace::Manifest;

/// One service, as targets see it.
pub struct Input<'a> {
    pub service: &'a Service,
    /// Relative to the workspace root.
    pub dir: &'a str,
    /// Its `.proto`, if it has one already.
    pub schema: Option<&'a Schema>,
    /// What was compiled from it last time, as `descriptors.bin` has it.
    pub compiled: Option<&'a [u8]>,
    /// Every file under its `proto/`, named relative to that folder: for imports.
    pub protos: &'a [Source],
}

type Target = fn(&Input, &mut ChangeSet) -> Result<(), Diagnostics>;

/// All targets of a service. A new one is a folder and a line here.
const OF_A_SERVICE: &[Target] =
    &[service::outputs, endpoint::outputs, middleware::outputs, http::outputs, grpc::outputs];

/// Everything that is generated from one service's trait.
pub fn of_service(input: &Input, changes: &mut ChangeSet) -> Result<(), Diagnostics> {
    let mut found = Diagnostics::default();
    for target in OF_A_SERVICE {
        if let Err(more) = target(input, changes) {
            found.0.extend(more.0);
        }
    }
    if found.has_errors() { Err(found) } else { Ok(()) }
}

/// What the services of a workspace share: its Cargo.toml and the crate `platform`.
pub fn of_workspace(manifest: &Manifest, changes: &mut ChangeSet) {
    workspace::outputs(manifest, changes);
    platform::outputs(changes);
}

impl Input<'_> {
    fn path(&self, relative: &str) -> String {
        format!("{}/{relative}", self.dir)
    }

    fn response(&self, method: &Method) -> Response {
        let renamed = self.schema.and_then(|schema| schema.reply_field(self.service, method));
        Response::of(self.service, method, renamed)
    }
}

/// A template's text; askama drops the newline at its end.
fn render(template: &impl askama::Template) -> String {
    let mut text = template.render().expect("writing to a string cannot fail");
    text.push('\n');
    text
}
