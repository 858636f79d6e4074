//! Callers in a closed loop, and what became of their calls.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use platform::Endpoint;
use runtime::{Call, Reply};
use tokio::task::JoinHandle;

/// A call that ended.
pub struct Ended {
    pub at: Instant,
    pub took: Duration,
    /// Who answered.
    pub outcome: Result<String, String>,
}

/// Calls until it is told to stop.
pub struct Load {
    start: Instant,
    stop: Arc<AtomicBool>,
    count: Arc<AtomicUsize>,
    seen: Arc<Mutex<HashSet<String>>>,
    callers: Vec<JoinHandle<Vec<Ended>>>,
}

impl Load {
    pub fn start(client: &Endpoint<Call, Reply>, callers: usize) -> Self {
        let stop = Arc::<AtomicBool>::default();
        let (count, seen) = (Arc::<AtomicUsize>::default(), Arc::<Mutex<HashSet<String>>>::default());
        let caller = |_| {
            let (client, stop) = (client.clone(), stop.clone());
            let (count, seen) = (count.clone(), seen.clone());
            tokio::spawn(async move {
                let mut calls = Vec::new();
                while !stop.load(Relaxed) {
                    let start = Instant::now();
                    let outcome = client.call(Call { sleep_ms: 2, ..Call::default() }).await;
                    let outcome = outcome.map(|reply| reply.instance).map_err(|error| format!("{error:?}"));
                    if let Ok(instance) = &outcome {
                        seen.lock().unwrap().insert(instance.clone());
                    }
                    calls.push(Ended { at: Instant::now(), took: start.elapsed(), outcome });
                    count.fetch_add(1, Relaxed);
                }
                calls
            })
        };
        let callers = (0..callers).map(caller).collect();
        Self { start: Instant::now(), stop, count, seen, callers }
    }

    /// Whether this instance has answered.
    pub fn saw(&self, instance: &str) -> bool {
        self.seen.lock().unwrap().contains(instance)
    }

    /// How many calls have ended.
    pub fn count(&self) -> usize {
        self.count.load(Relaxed)
    }

    pub async fn end(self) -> Calls {
        self.stop.store(true, Relaxed);
        let mut all = Vec::new();
        for caller in self.callers {
            all.extend(caller.await.unwrap());
        }
        Calls(all)
    }

    /// Ends it, and fails if any call did.
    pub async fn end_well(self) -> Calls {
        let start = self.start;
        let calls = self.end().await;
        let failure = |call: &Ended| Some((call.at - start, call.outcome.as_ref().err()?.clone()));
        let failed: Vec<_> = calls.0.iter().filter_map(failure).collect();
        assert!(failed.is_empty(), "{} of {} failed: {failed:#?}", failed.len(), calls.0.len());
        calls
    }
}

pub struct Calls(pub Vec<Ended>);

impl Calls {
    /// How many calls each instance answered in a time.
    pub fn by_instance(&self, time: Range<Instant>) -> HashMap<&str, usize> {
        let mut counts = HashMap::new();
        for call in self.0.iter().filter(|call| time.contains(&call.at)) {
            if let Ok(instance) = &call.outcome {
                *counts.entry(&**instance).or_default() += 1;
            }
        }
        counts
    }

    pub fn answered(&self, time: Range<Instant>) -> usize {
        self.by_instance(time).values().sum()
    }

    pub fn longest(&self) -> Duration {
        self.0.iter().map(|call| call.took).max().unwrap_or_default()
    }
}

pub async fn millis(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}
