//! Asks other programs, and does not wait for ever.

use std::{
    ffi::OsStr,
    io::{self, Read},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};

/// The longest that a question may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Silence {
    /// There is no such program.
    Absent,
    /// What it says of its failure, or that it said nothing in time.
    Failed(String),
}

/// What the program prints, without the space around it; `dir` is where it runs.
pub(super) fn ask<S: AsRef<OsStr>>(program: &str, args: &[S], dir: &Path) -> Result<String, Silence> {
    ask_within(program, args, dir, PATIENCE)
}

fn ask_within<S: AsRef<OsStr>>(
    program: &str,
    args: &[S],
    dir: &Path,
    patience: Duration,
) -> Result<String, Silence> {
    let mut command = Command::new(program);
    // A group of its own: what it starts is stopped with it.
    command.args(args).current_dir(dir).process_group(0).stdin(Stdio::null());
    let mut child = match command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Silence::Absent),
        Err(error) => return Err(Silence::Failed(error.to_string())),
    };
    let (stdout, stderr) = (child.stdout.take().map(read), child.stderr.take().map(read));
    let until = Instant::now() + patience;
    let text = |from: Option<Receiver<String>>| {
        let left = until.saturating_duration_since(Instant::now());
        from.and_then(|from| from.recv_timeout(left).ok())
    };
    let (stdout, stderr) = (text(stdout), text(stderr));
    let status = wait(&mut child, until);
    match (status, stdout) {
        (Some(true), Some(said)) => Ok(said.trim().to_owned()),
        (Some(_), said) => {
            let said = stderr.filter(|said| !said.trim().is_empty()).or(said).unwrap_or_default();
            let line = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it failed");
            Err(Silence::Failed(line.trim().to_owned()))
        }
        (None, _) => Err(Silence::Failed(format!("no answer within {} s", patience.as_secs()))),
    }
}

/// Whether it succeeded; `None` if it did not end in time and was stopped.
fn wait(child: &mut Child, until: Instant) -> Option<bool> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) if Instant::now() < until => thread::sleep(Duration::from_millis(5)),
            _ => {
                if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
                    // One that has just ended needs no stopping.
                    let _ = kill_process_group(group, Signal::KILL);
                }
                let _ = child.wait();
                return None;
            }
        }
    }
}

fn read(mut from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str, patience: Duration) -> Result<String, Silence> {
        ask_within("sh", &["-c", script], Path::new("/"), patience)
    }

    #[test]
    fn an_answer_is_what_a_program_prints() {
        assert_eq!(sh("echo ' 1.2 '", PATIENCE).unwrap(), "1.2");
        assert!(matches!(ask("kit-no-such-program", &[""], Path::new("/")), Err(Silence::Absent)));
        let failed = sh("echo out; echo why >&2; exit 3", PATIENCE);
        assert!(matches!(failed, Err(Silence::Failed(why)) if why == "why"));
    }

    #[test]
    fn more_than_a_pipe_holds_is_read() {
        assert_eq!(sh("yes | head -c 200000", PATIENCE).unwrap().len(), 199_999);
    }

    #[test]
    fn one_that_hangs_is_stopped_with_what_it_started() {
        let start = Instant::now();
        let hung = sh("sleep 60 & sleep 60", Duration::from_millis(300));
        assert!(matches!(hung, Err(Silence::Failed(_))));
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}
