//! `kit doctor`: what this machine and this workspace need and have. `machine`, `etcd` and `workspace`
//! check, each within a time limit; nothing is changed.

mod advice;
mod etcd;
mod machine;
mod program;
mod workspace;

use clap::Args;

use super::{Outcome, args::Global, folder, report::Report};
use crate::{diagnostic::Diagnostics, workspace::Workspace};

#[derive(Args, Debug)]
pub struct DoctorArgs {
    /// Check too that this etcd answers, written as for a service: etcd://HOST:PORT
    #[arg(long, value_name = "URL")]
    pub discovery: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Ok,
    Missing,
    Old,
    /// A port.
    Taken,
    Wrong,
}

/// What was looked at, and what was found.
#[derive(Clone, Debug)]
pub struct Check {
    pub name: String,
    pub status: Status,
    /// Whether kit and cargo can do without it.
    pub needed: bool,
    pub found: String,
    /// What to do, if something is to be done.
    pub advice: Option<String>,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Missing => "missing",
            Self::Old => "old",
            Self::Taken => "taken",
            Self::Wrong => "wrong",
        }
    }
}

impl Check {
    fn ok(name: impl Into<String>, found: impl Into<String>) -> Self {
        Self::new(name, Status::Ok, found)
    }

    /// Something needed, unless [`Check::optional`] says otherwise.
    fn new(name: impl Into<String>, status: Status, found: impl Into<String>) -> Self {
        Self { name: name.into(), status, needed: true, found: found.into(), advice: None }
    }

    fn advice(self, advice: impl Into<String>) -> Self {
        Self { advice: Some(advice.into()), ..self }
    }

    fn optional(self) -> Self {
        Self { needed: false, ..self }
    }

    fn is_fatal(&self) -> bool {
        self.needed && self.status != Status::Ok
    }
}

pub(super) fn run(args: &DoctorArgs, global: &Global, report: &mut Report) -> Result<Outcome, Diagnostics> {
    let here = folder(global)?;
    // A look: an interrupted run is not finished, and nobody is waited for.
    let found = Workspace::glance(&here);
    let root = found.as_ref().map_or(here.as_path(), Workspace::root);
    report.heading("This machine");
    let mut checks = machine::checks(root, report);
    if let Some(url) = &args.discovery {
        checks.extend(report.stage("asking etcd", || etcd::checks(url)));
    }
    checks.iter().for_each(|check| report.check(check));
    report.line("");
    report.heading("This workspace");
    let more = match found {
        Ok(workspace) => workspace::checks(&workspace, report),
        Err(found) => found.0.iter().map(workspace::unreadable).collect(),
    };
    more.iter().for_each(|check| report.check(check));
    let faulty = checks.iter().chain(&more).any(Check::is_fatal);
    report.line(if faulty {
        "\nSomething needed is not as it should be."
    } else {
        "\nAll that is needed is there."
    });
    Ok(if faulty { Outcome::Faulty } else { Outcome::Done })
}
