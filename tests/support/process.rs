//! Programs as child processes: every wait is bounded, and none outlives its test. What they say goes
//! into a file, not a pipe, so that whoever has a service's answer also sees every line written
//! before it.

use std::{
    fs::File,
    io::Write,
    os::unix::fs::FileExt,
    process::{Child, Command, ExitStatus, Stdio},
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

/// How long anything that should come at once may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Process {
    name: String,
    child: Child,
    output: File,
    /// What has been read of it.
    read: Mutex<Vec<u8>>,
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
        let output = tempfile::tempfile().unwrap();
        let [stdout, stderr] = [(); 2].map(|()| output.try_clone().unwrap());
        let child = command.stdin(input).stdout(stdout).stderr(stderr).spawn();
        let child = child.unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
        Self { name: name.to_owned(), child, output, read: Mutex::default() }
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
        let text = self.text();
        let holds = |line: &&str| words.iter().all(|word| line.contains(word));
        let ended = text.rsplit_once('\n').map_or("", |(lines, _)| lines);
        ended.lines().filter(holds).map(str::to_owned).collect()
    }

    /// Waits for the first such line.
    pub fn wait_for(&mut self, words: &[&str]) -> String {
        self.wait_for_within(words, PATIENCE)
    }

    pub fn wait_for_within(&mut self, words: &[&str], within: Duration) -> String {
        let what = format!("{} saying {words:?}", self.name);
        wait_until(&what, within, || {
            // In this order: what it said before it ended counts.
            let ended = self.child.try_wait().unwrap();
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
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for its end.
    pub fn wait(&mut self, within: Duration) -> ExitStatus {
        wait_until(&format!("the end of {}", self.name), within, || self.child.try_wait().unwrap())
    }

    fn text(&self) -> String {
        let mut read = self.read.lock().unwrap();
        let mut part = [0; 1 << 16];
        // At a place, since reading on from where the file stands would move where the process writes.
        while let length @ 1.. = self.output.read_at(&mut part, read.len() as u64).unwrap() {
            read.extend_from_slice(&part[..length]);
        }
        String::from_utf8_lossy(&read).into_owned()
    }
}

/// Shows what it said if the test fails.
impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("--- {} said:\n{}\n---", self.name, self.text());
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
