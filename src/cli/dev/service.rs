//! A service that `kit dev` runs: started, replaced by a newer one, stopped.

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
    sync::mpsc::Sender,
    time::SystemTime,
};

use super::plan::{Planned, taken};
use crate::{
    cli::processes::{Errors, Line, Process},
    diagnostic::Diagnostics,
    workspace::machine,
};

/// What to run.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Program {
    pub planned: Planned,
    executable: PathBuf,
    /// When it was linked.
    made: Option<SystemTime>,
}

impl Program {
    pub fn new(planned: &Planned, executable: &Path) -> Self {
        let made = machine::modified(executable);
        Self { planned: planned.clone(), executable: executable.to_owned(), made }
    }

    fn start(&self, lines: &Sender<Line>) -> Result<Process, Diagnostics> {
        let taken = taken(&self.planned);
        if !taken.is_empty() {
            return Err(Diagnostics(taken));
        }
        let mut command = Command::new(&self.executable);
        command.args(&self.planned.args).current_dir(&self.planned.folder);
        Ok(Process::start(&self.planned.name, &mut command, Errors::AreLines, lines)?)
    }
}

#[derive(Default)]
pub(super) struct Service {
    running: Option<(Program, Process)>,
    /// To be started when what runs has ended.
    next: Option<Program>,
    /// Its color and its place among the names.
    pub number: usize,
}

/// What has become of a service.
pub(super) enum Turn {
    Started,
    Restarted,
    Ended(ExitStatus),
    Stopped,
    Failed(Diagnostics),
}

impl Service {
    pub fn new(number: usize) -> Self {
        Self { number, ..Self::default() }
    }

    /// Runs this from now on; the same goes on.
    pub fn run(&mut self, program: Program) {
        match &mut self.running {
            Some((running, process)) if *running == program && !process.is_stopping() => self.next = None,
            Some((_, process)) => {
                process.stop();
                self.next = Some(program);
            }
            None => self.next = Some(program),
        }
    }

    pub fn stop(&mut self) {
        self.next = None;
        if let Some((_, process)) = &mut self.running {
            process.stop();
        }
    }

    pub fn kill(&self) {
        if let Some((_, process)) = &self.running {
            process.kill();
        }
    }

    pub fn is_idle(&self) -> bool {
        self.running.is_none() && self.next.is_none()
    }

    /// Goes on with what was asked for.
    pub fn turn(&mut self, lines: &Sender<Line>) -> Option<Turn> {
        let mut stopped = false;
        if let Some((_, process)) = &mut self.running {
            let status = process.ended()?;
            stopped = process.is_stopping();
            self.running = None;
            if !stopped {
                return Some(Turn::Ended(status));
            }
        }
        let Some(program) = self.next.take() else { return stopped.then_some(Turn::Stopped) };
        match program.start(lines) {
            Ok(process) => self.running = Some((program, process)),
            Err(wrong) => return Some(Turn::Failed(wrong)),
        }
        Some(if stopped { Turn::Restarted } else { Turn::Started })
    }
}
