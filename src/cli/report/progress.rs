//! A line on the terminal that says what takes so long, while it does. Nowhere else: not in a file,
//! a pipe or a CI job.

use std::{
    env,
    io::{IsTerminal, Write, stderr},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// What takes less is not worth a line.
const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(100);
const FRAMES: [char; 4] = ['|', '/', '-', '\\'];
const CLEAR: &str = "\r\x1b[K";

pub(super) struct Progress {
    wanted: bool,
    running: Option<Arc<Shared>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    doing: Option<(String, Instant)>,
    drawn: bool,
    ended: bool,
}

impl Progress {
    pub fn new(wanted: bool) -> Self {
        let dumb = env::var_os("TERM").is_none_or(|term| term == "dumb");
        let in_ci = env::var_os("CI").is_some();
        Self { wanted: wanted && stderr().is_terminal() && !dumb && !in_ci, running: None }
    }

    /// Says what is done, since when.
    pub fn set(&mut self, doing: &str, since: Instant) {
        if !self.wanted {
            return;
        }
        let shared = self.running.get_or_insert_with(start);
        shared.lock().doing = Some((doing.to_owned(), since));
        shared.changed.notify_one();
    }

    /// Nothing is done that could take long; the terminal is free for other lines.
    pub fn pause(&mut self) {
        if let Some(shared) = &self.running {
            let mut state = shared.lock();
            state.doing = None;
            state.clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.pause();
        if let Some(shared) = &self.running {
            shared.lock().ended = true;
            shared.changed.notify_one();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn clear(&mut self) {
        if self.drawn {
            let _ = write!(stderr(), "{CLEAR}");
            self.drawn = false;
        }
    }

    fn draw(&mut self) {
        let Some((doing, since)) = &self.doing else { return };
        let passed = since.elapsed();
        if passed < PATIENCE {
            return;
        }
        let frame = FRAMES[(passed.as_millis() / TICK.as_millis()) as usize % FRAMES.len()];
        let _ = write!(stderr(), "{CLEAR}{frame} {doing} ({} s)", passed.as_secs());
        self.drawn = true;
    }
}

/// The thread waits without a tick while nothing is done.
fn start() -> Arc<Shared> {
    let shared = Arc::new(Shared::default());
    let drawing = shared.clone();
    thread::spawn(move || {
        let mut state = drawing.lock();
        while !state.ended {
            state.draw();
            state = match state.doing {
                Some(_) => {
                    let waited = drawing.changed.wait_timeout(state, TICK);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => drawing.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    });
    shared
}
