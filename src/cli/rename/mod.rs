//! `kit rename …`.

mod layers;
mod manifests;
mod method;
mod service;

use super::{
    Outcome,
    args::{Global, Rename},
    report::Report,
};
use crate::diagnostic::Diagnostics;

pub(super) fn run(what: &Rename, global: &Global, report: &mut Report) -> Result<Outcome, Diagnostics> {
    match what {
        Rename::Method(args) => method::run(args, global, report),
        Rename::Service(args) => service::run(args, global, report),
    }
}
