//! Programs as child processes: what they say is kept line by line, every wait is bounded, and
//! none outlives its test.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, MutexGuard},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

/// How long anything that should come at once may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Process {
    name: String,
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
    readers: Vec<JoinHandle<()>>,
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
        command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
        let lines = Arc::default();
        let readers =
            vec![keep(child.stdout.take().unwrap(), &lines), keep(child.stderr.take().unwrap(), &lines)];
        Self { name: name.to_owned(), child, lines, readers }
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
        let holds = |line: &&String| words.iter().all(|word| line.contains(word));
        self.lines().iter().filter(holds).cloned().collect()
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
            if ended.is_some() {
                self.readers.drain(..).for_each(|reader| reader.join().unwrap());
            }
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
        let status =
            wait_until(&format!("the end of {}", self.name), within, || self.child.try_wait().unwrap());
        self.readers.drain(..).for_each(|reader| reader.join().unwrap());
        status
    }

    fn lines(&self) -> MutexGuard<'_, Vec<String>> {
        self.lines.lock().unwrap()
    }
}

/// Shows what it said if the test fails.
impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("--- {} said:\n{}\n---", self.name, self.lines().join("\n"));
        }
    }
}

fn keep(from: impl Read + Send + 'static, lines: &Arc<Mutex<Vec<String>>>) -> JoinHandle<()> {
    let lines = lines.clone();
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            lines.lock().unwrap().push(line);
        }
    })
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
