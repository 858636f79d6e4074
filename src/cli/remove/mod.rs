//! `kit remove …`.

mod layers;
mod method;
mod service;
mod transport;

pub(super) use method::{declared, not_found};
pub(super) use service::check_not_root;

use super::{
    Outcome,
    args::{Global, Remove},
    report::Report,
};
use crate::diagnostic::Diagnostics;

pub(super) fn run(what: &Remove, global: &Global, report: &mut Report) -> Result<Outcome, Diagnostics> {
    match what {
        Remove::Method(args) => method::run(args, global, report),
        Remove::Service(args) => service::run(args, global, report),
        Remove::Transport(args) => transport::run(args, global, report),
    }
}
