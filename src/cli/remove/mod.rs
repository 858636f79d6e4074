//! `kit remove …`.

mod method;

use super::{
    Outcome,
    args::{Global, Remove},
    report::Report,
};
use crate::diagnostic::Diagnostics;

pub(super) fn run(what: &Remove, global: &Global, report: &mut Report) -> Result<Outcome, Diagnostics> {
    match what {
        Remove::Method(args) => method::run(args, global, report),
        Remove::Service(_) | Remove::Transport(_) => unreachable!(),
    }
}
