//! Programs that run beside kit: started, told line by line, stopped. None outlives kit.

use std::{
    io::{self, BufRead, BufReader, ErrorKind, Read},
    os::unix::process::CommandExt,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, atomic::AtomicBool, mpsc::Sender},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::diagnostic::Diagnostic;

/// As long as Docker waits by kit's docker-compose.yml.
const GRACE: Duration = Duration::from_secs(15);

/// What a program has to say.
pub struct Line {
    pub from: String,
    pub text: String,
}

pub struct Process {
    child: Child,
    readers: Vec<JoinHandle<()>>,
    /// When it was asked to stop.
    asked: Option<Instant>,
}

/// Raised by Ctrl-C, by an orchestrator, and by a terminal that is closed.
pub fn interrupted() -> Result<Arc<AtomicBool>, Diagnostic> {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, flag.clone())
            .map_err(|error| Diagnostic::unexpected(format!("cannot listen for signals: {error}")))?;
    }
    Ok(flag)
}

impl Process {
    /// In a process group of its own, so that Ctrl-C reaches it through [`Process::stop`] and only
    /// once. What it writes goes to `lines`, but for a standard error that the command already leads
    /// elsewhere.
    pub fn start(
        name: &str,
        command: &mut Command,
        errors: Errors,
        lines: &Sender<Line>,
    ) -> Result<Self, Diagnostic> {
        end_with_kit(command);
        command.process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(match errors {
            Errors::AreLines => Stdio::piped(),
            Errors::AreShown => Stdio::inherit(),
        });
        let mut child = command.spawn().map_err(|error| {
            let program = command.get_program().display();
            let help = match error.kind() {
                ErrorKind::NotFound => format!("see whether {program} is there, and PATH leads to it"),
                ErrorKind::PermissionDenied => format!("give yourself the right to run {program}"),
                _ => "see whether the machine has memory left, and room for another process".to_owned(),
            };
            Diagnostic::error(format!("cannot run {program}: {error}")).help(help)
        })?;
        let stdout = child.stdout.take().map(|stdout| tell(name, stdout, lines));
        let stderr = child.stderr.take().map(|stderr| tell(name, stderr, lines));
        let readers = stdout.into_iter().chain(stderr).collect();
        Ok(Self { child, readers, asked: None })
    }

    /// Asks it to stop, as an orchestrator would.
    pub fn stop(&mut self) {
        if self.asked.is_none() {
            self.asked = Some(Instant::now());
            self.signal(Signal::TERM);
        }
    }

    /// Whether it was asked to stop.
    pub fn is_stopping(&self) -> bool {
        self.asked.is_some()
    }

    pub fn kill(&self) {
        self.signal(Signal::KILL);
    }

    /// One that has ended already is not there to hear.
    fn signal(&self, signal: Signal) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, signal);
        }
    }

    /// How it ended, once all that it said is told. One that was asked to stop and does not is killed.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        if self.asked.is_some_and(|asked| asked.elapsed() > GRACE) {
            self.kill();
        }
        let status = self.child.try_wait().ok().flatten()?;
        // A program of its own that goes on may hold its output open.
        let all_told = self.readers.iter().all(JoinHandle::is_finished);
        (all_told || self.asked.is_some()).then_some(status)
    }
}

/// Nobody forgets one.
impl Drop for Process {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            self.kill();
            let _ = self.child.wait();
        }
    }
}

/// Where a program's standard error goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errors {
    AreLines,
    /// To that of kit.
    AreShown,
}

fn tell(name: &str, from: impl Read + Send + 'static, lines: &Sender<Line>) -> JoinHandle<()> {
    let (name, lines) = (name.to_owned(), lines.clone());
    thread::spawn(move || {
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        while from.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            let text = String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']).to_owned();
            line.clear();
            if lines.send(Line { from: name.clone(), text }).is_err() {
                return;
            }
        }
    })
}

/// The program gets SIGTERM when kit has no chance to send it: Linux knows how.
#[cfg(target_os = "linux")]
fn end_with_kit(command: &mut Command) {
    use rustix::{
        io::Errno,
        process::{getpid, getppid, set_parent_process_death_signal},
    };

    let kit = getpid();
    let ask = move || {
        set_parent_process_death_signal(Some(Signal::TERM))?;
        // kit may have ended in between.
        if getppid() == Some(kit) { Ok(()) } else { Err(io::Error::from(Errno::SRCH)) }
    };
    // SAFETY: between fork and exec `ask` makes three system calls, and allocates nothing.
    unsafe { command.pre_exec(ask) };
}

#[cfg(not(target_os = "linux"))]
fn end_with_kit(_command: &mut Command) {}
