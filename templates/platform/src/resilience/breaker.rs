//! A circuit breaker: what keeps failing is left alone for a while.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context as Task, Poll},
    time::Duration,
};

use futures_util::future::BoxFuture;
use tokio::time::Instant;
use tower::{Layer, Service};

use super::out_of_time;
use crate::{BoxError, Code, Error, Result, error::from_boxed, metrics::BREAKERS_OPEN};

/// Over how long, and from how many calls on, the share of failures counts.
const WINDOW: Duration = Duration::from_secs(10);
const ENOUGH: u32 = 20;

/// Answers UNAVAILABLE at once while what is called keeps failing: after five failures in a row, or
/// when half of at least 20 calls in ten seconds failed. After five seconds it lets one call through:
/// its success closes the breaker, its failure keeps it open for as long again.
///
/// A failure is UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL or UNKNOWN, also a call that was given up
/// because its time had run out. Other errors are answers: the caller is wrong, what he calls is well.
///
/// Each endpoint that it wraps has a state of its own. Around a [`Retry`](super::Retry) it counts calls
/// rather than attempts.
#[derive(Clone, Copy, Debug)]
pub struct Breaker {
    service: &'static str,
    method: &'static str,
    failures: u32,
    pause: Duration,
}

impl Default for Breaker {
    fn default() -> Self {
        Self::of("", "")
    }
}

impl Breaker {
    /// A breaker that says in logs and metrics whose calls it guards.
    pub fn of(service: &'static str, method: &'static str) -> Self {
        Self {
            service,
            method,
            failures: 5,
            pause: Duration::from_secs(5),
        }
    }

    /// How many failures in a row open it.
    pub fn failures(self, failures: u32) -> Self {
        Self { failures, ..self }
    }

    /// How long it stays open before it lets a call through.
    pub fn pause(self, pause: Duration) -> Self {
        Self { pause, ..self }
    }
}

impl<S> Layer<S> for Breaker {
    type Service = BreakerService<S>;

    fn layer(&self, inner: S) -> BreakerService<S> {
        let circuit = Circuit {
            breaker: *self,
            state: Mutex::new(State::closed()),
        };
        let circuit = Arc::new(circuit);
        BreakerService { inner, circuit }
    }
}

#[derive(Clone)]
pub struct BreakerService<S> {
    inner: S,
    circuit: Arc<Circuit>,
}

impl<S, Req> Service<Req> for BreakerService<S>
where
    S: Service<Req, Error: Into<BoxError>, Future: Send + 'static>,
{
    type Response = S::Response;
    type Error = Error;
    type Future = BoxFuture<'static, Result<S::Response>>;

    fn poll_ready(&mut self, task: &mut Task<'_>) -> Poll<Result<()>> {
        self.inner
            .poll_ready(task)
            .map_err(|error| from_boxed(error.into()))
    }

    fn call(&mut self, request: Req) -> Self::Future {
        let pass = match Circuit::admit(&self.circuit) {
            Ok(pass) => pass,
            Err(error) => return Box::pin(async { Err(error) }),
        };
        let call = self.inner.call(request);
        Box::pin(async {
            let outcome = call.await.map_err(|error| from_boxed(error.into()));
            pass.end(outcome)
        })
    }
}

/// The state of one endpoint's breaker.
struct Circuit {
    breaker: Breaker,
    state: Mutex<State>,
}

enum State {
    Closed {
        in_a_row: u32,
        since: Instant,
        calls: u32,
        failed: u32,
    },
    Open {
        until: Instant,
    },
    /// One call is on its way to find out.
    Trying,
}

impl State {
    fn closed() -> Self {
        Self::Closed {
            in_a_row: 0,
            since: Instant::now(),
            calls: 0,
            failed: 0,
        }
    }
}

enum Outcome {
    Well,
    Failed(Error),
    /// The caller gave up, which says nothing.
    Unknown,
}

impl Circuit {
    fn admit(circuit: &Arc<Self>) -> Result<Pass> {
        let mut state = circuit.state();
        let probe = match &*state {
            State::Closed { .. } => false,
            State::Open { until } if *until <= Instant::now() => true,
            State::Open { .. } | State::Trying => {
                let Breaker {
                    service, method, ..
                } = circuit.breaker;
                let what = [service, method].join(" ");
                let what = match what.trim() {
                    "" => "what is called",
                    some => some,
                };
                let message = format_args!("{what} keeps failing, so it is not called for a while");
                return Err(Error::unsent(Code::Unavailable, message, None));
            }
        };
        if probe {
            *state = State::Trying;
        }
        drop(state);
        Ok(Pass {
            circuit: circuit.clone(),
            probe,
            outcome: Outcome::Unknown,
        })
    }

    fn ended(&self, probe: bool, outcome: &Outcome) {
        let Breaker {
            service,
            method,
            failures,
            pause,
        } = self.breaker;
        let now = Instant::now();
        let until = now + pause;
        let mut state = self.state();
        match (&mut *state, outcome) {
            (State::Trying, Outcome::Well) if probe => {
                *state = State::closed();
                self.gauge(-1);
                tracing::info!(service, method, "works again: the breaker is closed");
            }
            (State::Trying, Outcome::Failed(_)) if probe => *state = State::Open { until },
            // The next call finds out.
            (State::Trying, Outcome::Unknown) if probe => {
                *state = State::Open { until: now };
            }
            (closed @ State::Closed { .. }, outcome) => {
                let (true, Outcome::Failed(error)) =
                    (closed.counts(outcome, failures, now), outcome)
                else {
                    return;
                };
                *state = State::Open { until };
                self.gauge(1);
                tracing::warn!(service, method, ?pause, %error, "keeps failing: the breaker is open");
            }
            // Calls from before it opened.
            (State::Open { .. } | State::Trying, _) => {}
        }
    }

    fn gauge(&self, change: i64) {
        let labels = [self.breaker.service, self.breaker.method];
        BREAKERS_OPEN.with_label_values(&labels).add(change);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Circuit {
    fn drop(&mut self) {
        if !matches!(*self.state(), State::Closed { .. }) {
            self.gauge(-1);
        }
    }
}

impl State {
    /// Whether this outcome is the one too many.
    fn counts(&mut self, outcome: &Outcome, most: u32, now: Instant) -> bool {
        let Self::Closed {
            in_a_row,
            since,
            calls,
            failed,
        } = self
        else {
            return false;
        };
        if now.duration_since(*since) > WINDOW {
            (*since, *calls, *failed) = (now, 0, 0);
        }
        match outcome {
            Outcome::Unknown => return false,
            Outcome::Well => *in_a_row = 0,
            Outcome::Failed(_) => {
                *in_a_row += 1;
                *failed += 1;
            }
        }
        *calls += 1;
        *in_a_row >= most || (*calls >= ENOUGH && *failed * 2 >= *calls)
    }
}

/// A call under way. What becomes of it counts when it is dropped, so that one that nobody waited
/// for does not keep the breaker from trying again.
struct Pass {
    circuit: Arc<Circuit>,
    probe: bool,
    outcome: Outcome,
}

impl Pass {
    fn end<T>(mut self, outcome: Result<T>) -> Result<T> {
        self.outcome = match &outcome {
            Err(error) if is_failure(error.code()) => Outcome::Failed(error.clone()),
            _ => Outcome::Well,
        };
        outcome
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if matches!(self.outcome, Outcome::Unknown) && out_of_time() {
            self.outcome = Outcome::Failed(Error::deadline_exceeded("no answer in time"));
        }
        self.circuit.ended(self.probe, &self.outcome);
    }
}

fn is_failure(code: Code) -> bool {
    matches!(
        code,
        Code::Unavailable | Code::DeadlineExceeded | Code::Internal | Code::Unknown
    )
}
