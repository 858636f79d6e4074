//! One round of `kit dev`: generated code is brought up to date, what is to run is planned, cargo
//! builds it, and what came out differently is run.

use std::{
    collections::BTreeSet,
    time::{Instant, UNIX_EPOCH},
};

use super::{
    BUILD, Dev, plan,
    service::{Program, Service},
};
use crate::{
    apply::{self, Rules},
    cli::{
        Changed, args::GenerateService, cargo::Build, discover, finish, generate, processes::Errors, sources,
    },
    diagnostic::{Diagnostic, Diagnostics},
    model,
    workspace::machine,
};

/// A build that is under way, and for which services.
pub(super) struct Building {
    pub build: Build,
    names: Vec<String>,
    errors: Errors,
    since: Instant,
}

impl Dev<'_> {
    /// Generates, plans, builds. What is wrong is told; the next change begins the next round.
    pub(super) fn round(&mut self, errors: Errors) -> Result<(), Diagnostics> {
        let mut wrong = Vec::new();
        let mut told = BTreeSet::new();
        if !self.args.no_generate {
            for name in self.names.clone() {
                if let Err(found) = self.generate(&name) {
                    // What they share is wrong for each.
                    for error in found.0.iter().filter(|error| told.insert(error.render(false))) {
                        self.report.diagnostic(error);
                    }
                    self.kit(&format!("{name} is not built until that is right"));
                    wrong.push(name);
                }
            }
        }
        if let Err(found) = self.plan() {
            found.0.iter().for_each(|error| self.report.diagnostic(error));
            return Ok(());
        }
        let names = self.planned.iter().map(|planned| &*planned.name);
        let names: Vec<&str> = names.filter(|name| !wrong.iter().any(|wrong| wrong == name)).collect();
        if names.is_empty() {
            return Ok(());
        }
        let build = Build::start(&self.root, &names, errors)?;
        let names = names.into_iter().map(str::to_owned).collect();
        self.build = Some(Building { build, names, errors, since: Instant::now() });
        Ok(())
    }

    /// Brings a service up to date, and tells it only if something changes.
    fn generate(&mut self, name: &str) -> Result<(), Diagnostics> {
        let workspace = discover(self.global, self.report)?;
        let Some(entry) = workspace.services().iter().find(|entry| entry.package == name) else {
            return Ok(());
        };
        if model::is_empty(&sources::modules(&workspace, entry)?, &entry.name()?) {
            return Ok(());
        }
        let args = GenerateService::default();
        let (changes, _) = generate::plan(&workspace, vec![entry], &args, self.report)?;
        let rules = Rules { force: self.global.force, merge: false };
        if apply::resolve(&changes, &workspace, &workspace.lock()?, rules)?.is_clean() {
            return Ok(());
        }
        let done = finish(&workspace, &changes, Changed::Keep, self.global, self.report)?;
        for file in done.resolution.files.iter().filter(|file| file.writes()) {
            let path = self.root.join(&file.path);
            let time = machine::modified(&path).unwrap_or(UNIX_EPOCH);
            self.written.insert(path, time);
        }
        Ok(())
    }

    fn plan(&mut self) -> Result<(), Diagnostics> {
        let workspace = discover(self.global, self.report)?;
        let chosen = generate::chosen(&workspace, &self.args.names)?;
        self.planned = plan::plan(&workspace, self.args)?;
        self.names = chosen.iter().map(|entry| entry.package.clone()).collect();
        self.tell_idle();
        for (name, service) in &mut self.services {
            if !self.planned.iter().any(|planned| planned.name == *name) {
                service.stop();
            }
        }
        Ok(())
    }

    /// Shows what a build says, and runs what it made.
    pub(super) fn see_build(&mut self) -> Result<(), Diagnostics> {
        let Some(mut building) = self.build.take() else { return Ok(()) };
        let ended = building.build.ended();
        for text in building.build.said() {
            match self.global.quiet && !self.report.is_json() {
                true => self.report.complaint(&text),
                false => self.say(BUILD, None, &text),
            }
        }
        let Some(status) = ended else {
            // The first build shows cargo's own progress.
            if building.errors == Errors::AreLines {
                self.report.working(Some(("building", building.since)));
            }
            self.build = Some(building);
            return Ok(());
        };
        self.report.working(None);
        if !status.success() {
            let error = Diagnostic::error("the build failed");
            self.report.diagnostic(&error.help("what runs goes on, and the next change is built"));
        }
        let Building { build, names, .. } = building;
        let built = build.built();
        self.follow(built.folders.clone())?;
        let mut missing = Vec::new();
        for planned in self.planned.iter().filter(|planned| names.contains(&planned.name)) {
            let Some(executable) = built.executable(&planned.folder, &planned.name) else {
                missing.push(planned.name.clone());
                continue;
            };
            let number = self.services.len();
            let service = self.services.entry(planned.name.clone()).or_insert_with(|| Service::new(number));
            service.run(Program::new(planned, executable));
        }
        if status.success() && !missing.is_empty() {
            self.kit(&format!("cargo builds no program for {}", missing.join(", ")));
        }
        Ok(())
    }
}
