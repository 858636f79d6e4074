//! What happens on a connection and when, and so when its time is up.

use std::{
    mem,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::body::Body;
use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use tokio::time::Instant;

use super::{Limits, Protocol};

/// What HTTP/2 begins with: its preface, and the head of a frame with settings.
const HANDSHAKE: usize = 24 + 9;

/// Clones are of the same connection.
#[derive(Clone)]
pub(super) struct Clock(Arc<Connection>);

struct Connection {
    protocol: Protocol,
    limits: Arc<Limits>,
    state: Mutex<State>,
    born: Instant,
}

struct State {
    doing: Doing,
    since: Instant,
    heard: usize,
    requests: usize,
    /// Since when the other side takes nothing of what there is to send.
    stuck: Option<Instant>,
    /// How many answers HTTP/2 has yet to send on. Without room for them nothing is sent at all.
    unsent: usize,
    /// Whether one of them moved since that was last looked at.
    moved: bool,
    looked: Instant,
    has_leave: bool,
}

/// What a connection does that has no request under way.
#[derive(PartialEq)]
enum Doing {
    /// Its client sends the headers of a request, or the handshake, or should.
    Beginning,
    Idling,
}

/// What is to be done with a connection whose time is up.
pub(super) enum End {
    /// Nothing is lost: say goodbye.
    Leave,
    Cut,
    /// Cut, if answers stand still.
    Look,
}

impl Clock {
    pub fn start(protocol: Protocol, limits: Arc<Limits>) -> Self {
        let born = Instant::now();
        let state = State {
            doing: Doing::Beginning,
            since: born,
            heard: 0,
            requests: 0,
            stuck: None,
            unsent: 0,
            moved: false,
            looked: born,
            has_leave: false,
        };
        Self(Arc::new(Connection {
            protocol,
            limits,
            state: Mutex::new(state),
            born,
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn protocol(&self) -> Protocol {
        self.0.protocol
    }

    /// Whether it was old when it last began or ended something.
    pub fn is_old(&self) -> bool {
        self.state().since.duration_since(self.0.born) >= self.0.limits.connection_age
    }

    pub fn is_silent(&self) -> bool {
        self.state().heard == 0
    }

    /// When time is up if nothing else happens, and what is to be done then.
    pub fn next(&self) -> Option<(Instant, End)> {
        let (state, limits) = (self.state(), &self.0.limits);
        let stuck = state
            .stuck
            .and_then(|since| after(since, limits.idle_timeout, End::Cut));
        let quiet = match state.doing {
            _ if state.requests > 0 => None,
            Doing::Idling if !state.has_leave => {
                after(state.since, limits.idle_timeout, End::Leave)
            }
            _ => after(state.since, limits.header_timeout, End::Cut),
        };
        // HTTP/1 has no goodbye of its own: its next response says so.
        let old = match self.0.protocol {
            Protocol::Grpc if !state.has_leave => {
                after(self.0.born, limits.connection_age, End::Leave)
            }
            _ => None,
        };
        let look = match state.unsent {
            0 => None,
            _ => after(state.looked, limits.idle_timeout, End::Look),
        };
        sooner(sooner(stuck, quiet), sooner(old, look))
    }

    /// Whether none of the answers that are to be sent has moved since the last look.
    pub fn stands_still(&self) -> bool {
        let mut state = self.state();
        state.looked = Instant::now();
        !mem::replace(&mut state.moved, false) && state.unsent > 0
    }

    /// It was told to end.
    pub fn leave(&self) {
        let mut state = self.state();
        state.has_leave = true;
        state.since = Instant::now();
    }

    /// A request is under way until what this returns is dropped.
    pub fn begin(&self) -> UnderWay {
        self.state().requests += 1;
        UnderWay(self.clone())
    }

    pub fn heard(&self, bytes: usize) {
        if bytes == 0 {
            return;
        }
        let mut state = self.state();
        state.heard = state.heard.saturating_add(bytes);
        let doing = match self.0.protocol {
            Protocol::Http => Doing::Beginning,
            Protocol::Grpc if state.heard < HANDSHAKE => Doing::Beginning,
            Protocol::Grpc => Doing::Idling,
        };
        if state.requests == 0 && state.doing != doing {
            state.doing = doing;
            state.since = Instant::now();
        }
    }

    pub fn wrote<T>(&self, outcome: Poll<T>) -> Poll<T> {
        let mut state = self.state();
        match outcome {
            Poll::Ready(_) => state.stuck = None,
            Poll::Pending => _ = state.stuck.get_or_insert_with(Instant::now),
        }
        outcome
    }
}

fn after(since: Instant, limit: Duration, end: End) -> Option<(Instant, End)> {
    Some((since.checked_add(limit)?, end))
}

fn sooner(one: Option<(Instant, End)>, other: Option<(Instant, End)>) -> Option<(Instant, End)> {
    match (&one, &other) {
        (Some((at, _)), Some((earlier, _))) if earlier < at => other,
        (None, _) => other,
        _ => one,
    }
}

pub(super) struct UnderWay(Clock);

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.requests -= 1;
        if state.requests == 0 {
            state.doing = Doing::Idling;
            state.since = Instant::now();
        }
    }
}

/// The body of a response, whose request is under way until all of it is sent.
pub(super) struct Counted {
    body: Body,
    /// Whether its next part is asked for when there is room for it: the part before is sent then.
    unsent: bool,
    under_way: UnderWay,
}

impl Counted {
    pub fn new(body: Body, under_way: UnderWay) -> Self {
        let mut counted = Self {
            body,
            unsent: false,
            under_way,
        };
        counted.moves(true);
        counted
    }

    /// HTTP/1 asks for parts that it has no room for: there the stream gets stuck.
    fn moves(&mut self, unsent: bool) {
        let UnderWay(clock) = &self.under_way;
        if clock.protocol() == Protocol::Http {
            return;
        }
        let mut state = clock.state();
        state.moved = true;
        match (self.unsent, unsent) {
            (false, true) => state.unsent += 1,
            (true, false) => state.unsent -= 1,
            _ => {}
        }
        drop(state);
        self.unsent = unsent;
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.moves(false);
    }
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(task);
        self.moves(frame.is_ready());
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
