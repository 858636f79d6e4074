//! `kit dev`: what the workspace's services are is built and run, and again whatever changes.
//!
//! Everything happens in one loop: lines are shown, a build that has ended starts what it made, and
//! a change of files begins the next round. A round brings generated code up to date, plans what
//! is to run, and has cargo build it. Nothing that goes wrong in a round ends what runs already.

mod plan;
mod round;
mod service;
mod watch;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc::{self, Receiver, Sender},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use self::{
    plan::Planned,
    round::Building,
    service::{Service, Turn},
    watch::Watch,
};
use super::{
    Outcome,
    args::{self, Global},
    discover, generate,
    processes::{self, Errors, Line},
    report::{Report, Speaker},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    workspace::machine,
};

const TICK: Duration = Duration::from_millis(50);
const BUILD: &str = "build";
const KIT: &str = "kit";
const AGAIN: &str = "it is started again with the next change";
/// How many changed files to name.
const SHOWN: usize = 3;

pub(super) fn run(args: &args::Dev, global: &Global, report: &mut Report) -> Result<Outcome, Diagnostics> {
    let interrupted = processes::interrupted()?;
    let (lines, said) = mpsc::channel();
    let workspace = discover(global, report)?;
    let root = workspace.root().to_owned();
    let mut dev = Dev {
        args,
        global,
        report,
        planned: plan::plan(&workspace, args)?,
        names: generate::chosen(&workspace, &args.names)?.iter().map(|entry| entry.package.clone()).collect(),
        root,
        services: BTreeMap::new(),
        build: None,
        written: BTreeMap::new(),
        lines,
        watch: Watch::new()?,
    };
    drop(workspace);
    if global.dry_run || global.check {
        dev.tell_idle();
        for Planned { name, args, .. } in dev.planned.clone() {
            dev.kit(&format!("$ {name} {}", args.join(" ")));
        }
        return Ok(Outcome::Done);
    }
    let taken: Vec<Diagnostic> = dev.planned.iter().flat_map(plan::taken).collect();
    if !taken.is_empty() {
        return Err(Diagnostics(taken));
    }
    let outcome = dev.start().and_then(|()| dev.go_on(&said, &interrupted));
    dev.stop(&said, &interrupted);
    outcome.map(|()| Outcome::Done)
}

struct Dev<'a> {
    args: &'a args::Dev,
    global: &'a Global,
    report: &'a mut Report,
    root: PathBuf,
    /// The services that were chosen, whether they can run or not.
    names: Vec<String>,
    planned: Vec<Planned>,
    services: BTreeMap<String, Service>,
    build: Option<Building>,
    /// What kit itself has written, and when.
    written: BTreeMap<PathBuf, SystemTime>,
    lines: Sender<Line>,
    watch: Watch,
}

impl Dev<'_> {
    fn start(&mut self) -> Result<(), Diagnostics> {
        self.follow(BTreeSet::new())?;
        let quiet = self.global.quiet || self.report.is_json();
        self.round(if quiet { Errors::AreLines } else { Errors::AreShown })
    }

    fn go_on(&mut self, said: &Receiver<Line>, interrupted: &AtomicBool) -> Result<(), Diagnostics> {
        while !interrupted.load(Relaxed) {
            self.show(said);
            self.turn();
            self.see_build()?;
            if self.build.is_none()
                && let Some(changed) = self.watch.changed()
            {
                self.changed(changed)?;
            }
        }
        Ok(())
    }

    /// A second signal is for who cannot wait.
    fn stop(&mut self, said: &Receiver<Line>, interrupted: &AtomicBool) {
        self.kit("stopping");
        interrupted.store(false, Relaxed);
        if let Some(mut building) = self.build.take() {
            building.build.process().stop();
        }
        self.services.values_mut().for_each(Service::stop);
        while !self.services.values().all(Service::is_idle) {
            if interrupted.load(Relaxed) {
                self.services.values().for_each(Service::kill);
            }
            self.show(said);
            self.turn();
        }
    }

    fn turn(&mut self) {
        let mut told = Vec::new();
        for (name, service) in &mut self.services {
            told.extend(service.turn(&self.lines).map(|turn| (name.clone(), turn)));
        }
        for (name, turn) in told {
            match turn {
                Turn::Started => self.kit(&format!("{name} is started: {}", self.addresses(&name))),
                Turn::Restarted => self.kit(&format!("{name} is started anew")),
                Turn::Stopped => self.kit(&format!("{name} is stopped")),
                Turn::Ended(status) => {
                    let error = Diagnostic::error(format!("{name} has ended: {status}"));
                    self.report.diagnostic(&error.help(AGAIN));
                }
                Turn::Failed(wrong) => {
                    wrong.0.into_iter().for_each(|error| self.report.diagnostic(&error.help(AGAIN)));
                }
            }
        }
    }

    fn addresses(&self, name: &str) -> String {
        let Some(planned) = self.planned.iter().find(|planned| planned.name == name) else {
            return String::new();
        };
        let addresses = planned.addresses.iter().map(|(by, address)| format!("{} on {address}", by.name()));
        let debug = format!("metrics and health on {}", planned.debug);
        addresses.chain([debug]).collect::<Vec<_>>().join(", ")
    }

    /// Those that were chosen and have nothing to serve.
    fn tell_idle(&mut self) {
        let runs = |name: &String| self.planned.iter().any(|planned| planned.name == *name);
        let idle: Vec<String> = self.names.iter().filter(|name| !runs(name)).cloned().collect();
        for name in idle {
            self.kit(&format!(
                "{name} does not run: it has no methods, or nothing is generated for them yet"
            ));
        }
    }

    /// Watches what there is to build, as far as it is known.
    fn follow(&mut self, built: BTreeSet<PathBuf>) -> Result<(), Diagnostics> {
        let planned = self.planned.iter().map(|planned| planned.folder.clone());
        let all: BTreeSet<PathBuf> = planned.chain(built).chain([self.root.clone()]).collect();
        Ok(self.watch.follow(all)?)
    }

    /// Begins a round, unless kit alone has written.
    fn changed(&mut self, mut files: BTreeSet<PathBuf>) -> Result<(), Diagnostics> {
        files.retain(|path| self.written.get(path).copied() != machine::modified(path).or(Some(UNIX_EPOCH)));
        if files.is_empty() {
            return Ok(());
        }
        // Editors write another file first, which is gone by now.
        let there: Vec<&PathBuf> = files.iter().filter(|path| path.exists()).collect();
        let there = if there.is_empty() { files.iter().collect() } else { there };
        let lock_file = self.root.join("Cargo.lock");
        let shown: Vec<String> =
            there.iter().filter(|path| ***path != lock_file).map(|path| self.relative(path)).collect();
        if !shown.is_empty() {
            let more = shown.len().saturating_sub(SHOWN);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            self.kit(&format!("changed: {}{more}", shown[..shown.len().min(SHOWN)].join(", ")));
        }
        self.follow(BTreeSet::new())?;
        self.round(Errors::AreLines)
    }

    fn relative(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }

    /// Waits for a line, and shows it with those behind it.
    fn show(&mut self, said: &Receiver<Line>) {
        let Ok(first) = said.recv_timeout(TICK) else { return };
        for line in [first].into_iter().chain(said.try_iter().take(1_000)) {
            let number = self.services.get(&line.from).map(|service| service.number);
            self.say(&line.from, number, &line.text);
        }
    }

    fn kit(&mut self, text: &str) {
        self.say(KIT, None, text);
    }

    fn say(&mut self, name: &str, number: Option<usize>, text: &str) {
        let names = self.names.iter().map(String::len);
        let width = names.chain([BUILD.len()]).max().unwrap_or_default();
        self.report.said(Speaker { name, width, number }, text);
    }
}
