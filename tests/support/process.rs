//! Programs as child processes: what they say is kept, every wait is bounded, and none outlives its
//! test.

use std::{
    io::Write,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use super::said::Said;

/// How long anything that should come at once may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Process {
    name: String,
    child: Child,
    said: Said,
    has_ended: bool,
}

impl Process {
    pub fn start(name: &str, command: &mut Command) -> Self {
        Self::start_with(name, command, Stdio::null())
    }

    /// A program that waits for the end of its standard input.
    pub fn start_waiting(name: &str, command: &mut Command) -> Self {
        Self::start_with(name, command, Stdio::piped())
    }

    fn start_with(name: &str, command: &mut Command, input: Stdio) -> Self {
        let said = Said::new();
        let child = command.stdin(input).stdout(said.sink()).stderr(said.sink()).spawn();
        let child = child.unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
        Self { name: name.to_owned(), child, said, has_ended: false }
    }

    /// Gives it input, as somebody at a terminal does.
    pub fn type_in(&mut self, keys: &[u8]) {
        self.child.stdin.as_mut().unwrap().write_all(keys).unwrap();
    }

    pub fn end_input(&mut self) {
        self.child.stdin = None;
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The lines so far that hold all of these words.
    pub fn said(&self, words: &[&str]) -> Vec<String> {
        let text = self.said.text();
        // It may be in the middle of the last one.
        let whole = |line: &&str| self.has_ended || line.ends_with('\n');
        let holds = |line: &&str| words.iter().all(|word| line.contains(word));
        let lines = text.split_inclusive('\n').filter(whole).flat_map(str::lines);
        lines.filter(holds).map(str::to_owned).collect()
    }

    /// Waits for the first such line.
    pub fn wait_for(&mut self, words: &[&str]) -> String {
        self.wait_for_within(words, PATIENCE)
    }

    pub fn wait_for_within(&mut self, words: &[&str], within: Duration) -> String {
        let what = format!("{} saying {words:?}", self.name);
        wait_until(&what, within, || {
            // In this order: what it said before it ended counts.
            let ended = self.end();
            let found = self.said(words).into_iter().next();
            assert!(found.is_some() || ended.is_none(), "{what}: it has ended: {}", ended.unwrap());
            found
        })
    }

    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.pid().try_into().unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    pub fn is_running(&mut self) -> bool {
        self.end().is_none()
    }

    /// Waits for its end.
    pub fn wait(&mut self, within: Duration) -> ExitStatus {
        wait_until(&format!("the end of {}", self.name), within, || self.end())
    }

    fn end(&mut self) -> Option<ExitStatus> {
        let status = self.child.try_wait().unwrap();
        self.has_ended = status.is_some();
        status
    }
}

/// Shows what it said if the test fails.
impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("--- {} said:\n{}\n---", self.name, self.said.text());
        }
    }
}

/// Tries until there is an answer.
pub fn wait_until<T>(what: &str, within: Duration, mut check: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = check() {
            return found;
        }
        assert!(start.elapsed() < within, "not within {within:?}: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}
