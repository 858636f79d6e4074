//! What a request carries besides its parameters: its trace, its deadline, and who sent it.
//!
//! Trace and deadline arrive in headers, follow the request along its task without being passed around, and
//! leave in the headers of every call that it makes. The trace is W3C's `traceparent` and
//! `tracestate`; the deadline is gRPC's `grpc-timeout`, which services of this workspace also
//! understand over HTTP: a number of up to 8 digits and a unit (`H M S m u n`).

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header::AUTHORIZATION};
use tokio::time::{Timeout, timeout, timeout_at};
use tracing::Instrument;

use crate::Caller;

tokio::task_local! {
    static CURRENT: Arc<Context>;
}

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");
const TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

/// `00-`, 32 digits, `-`, 16 digits, `-`, 2 digits.
const TRACEPARENT_LENGTH: usize = 55;

#[derive(Clone, Debug)]
pub struct Context {
    pub trace_id: u128,
    /// The span that calls made from here have as their parent.
    pub span_id: u64,
    pub sampled: bool,
    pub tracestate: Option<HeaderValue>,
    pub deadline: Option<Instant>,
    /// The deadline that the caller itself sent: no later than this, a stream ends too.
    pub caller_deadline: Option<Instant>,
    /// What the caller sent as `authorization`. It goes on only with a channel that is
    /// [to forward it](crate::client::Channel::forward_token), and is not printed.
    pub authorization: Option<HeaderValue>,
    /// Who sent it, if a layer asked for that.
    pub caller: Option<Caller>,
}

impl Context {
    /// The context of the request that the current task works for.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(|context| Self::clone(context)).ok()
    }

    /// The trace alone, for the log.
    pub(crate) fn current_trace() -> Option<u128> {
        CURRENT.try_with(|context| context.trace_id).ok()
    }

    /// The current context, or else the start of a trace.
    pub fn current_or_new() -> Self {
        Self::current().unwrap_or_else(Self::new)
    }

    fn new() -> Self {
        Self {
            trace_id: fastrand::u128(1..),
            span_id: fastrand::u64(1..),
            sampled: true,
            tracestate: None,
            deadline: None,
            caller_deadline: None,
            authorization: None,
            caller: None,
        }
    }

    /// The current context as it is kept, or else the start of a trace: to be asked for by what
    /// every request passes.
    pub(crate) fn shared() -> Arc<Self> {
        let current = CURRENT.try_with(Arc::clone);
        current.unwrap_or_else(|_| Arc::new(Self::new()))
    }

    /// Runs a future in this context.
    pub fn scope<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
        Arc::new(self).surround(future)
    }

    /// Runs a function in this context, one that makes a future for instance.
    pub fn enter<R>(self, function: impl FnOnce() -> R) -> R {
        Arc::new(self).during(function)
    }

    pub(crate) fn surround<F: Future>(
        self: Arc<Self>,
        future: F,
    ) -> impl Future<Output = F::Output> + use<F> {
        CURRENT.scope(self, future)
    }

    pub(crate) fn during<R>(self: &Arc<Self>, function: impl FnOnce() -> R) -> R {
        CURRENT.sync_scope(self.clone(), function)
    }

    /// How much time is left, if that is limited.
    pub fn remaining(&self) -> Option<Duration> {
        let deadline = self.deadline?;
        Some(deadline.saturating_duration_since(Instant::now()))
    }

    /// The same with a deadline `limit` from now, unless there is an earlier one.
    pub(crate) fn within(self, now: Instant, limit: Duration) -> Self {
        let deadline = self.earlier(now, limit);
        Self { deadline, ..self }
    }

    /// The same of one that is shared, which it stays if its own deadline is the earlier one.
    pub(crate) fn shared_within(self: Arc<Self>, now: Instant, limit: Duration) -> Arc<Self> {
        let deadline = self.earlier(now, limit);
        match deadline == self.deadline {
            true => self,
            false => Arc::new(Self {
                deadline,
                ..Self::clone(&self)
            }),
        }
    }

    fn earlier(&self, now: Instant, limit: Duration) -> Option<Instant> {
        let latest = now.checked_add(limit);
        [self.deadline, latest].into_iter().flatten().min()
    }

    /// The same for a stream, which lasts until its caller has enough.
    pub(crate) fn of_stream(self) -> Self {
        Self {
            deadline: self.caller_deadline,
            ..self
        }
    }

    /// Continues what the caller began.
    pub(crate) fn extract(headers: &HeaderMap) -> Self {
        let parent = headers.get(TRACEPARENT);
        let parent = parent.and_then(|parent| parse_traceparent(parent.to_str().ok()?));
        let timeout = headers.get(TIMEOUT);
        let timeout = timeout.and_then(|timeout| parse_timeout(timeout.to_str().ok()?));
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let new = Self {
            deadline,
            caller_deadline: deadline,
            authorization: authorization(headers),
            caller: None,
            ..Self::current_or_new()
        };
        match parent {
            Some((trace_id, span_id, sampled)) => Self {
                trace_id,
                span_id,
                sampled,
                tracestate: headers.get(TRACESTATE).cloned(),
                ..new
            },
            None => new,
        }
    }

    pub(crate) fn inject(&self, now: Instant, headers: &mut HeaderMap) {
        let mut parent = String::with_capacity(TRACEPARENT_LENGTH);
        parent.push_str("00-");
        push_hex(&mut parent, self.trace_id.to_be_bytes());
        parent.push('-');
        push_hex(&mut parent, self.span_id.to_be_bytes());
        parent.push_str(if self.sampled { "-01" } else { "-00" });
        headers.insert(TRACEPARENT, ascii(parent));
        if let Some(state) = &self.tracestate {
            headers.insert(TRACESTATE, state.clone());
        }
        if let Some(deadline) = self.deadline {
            let remaining = deadline.saturating_duration_since(now);
            headers.insert(TIMEOUT, ascii(format_timeout(remaining)));
        }
    }
}

/// Gives up at a deadline, if there is one.
pub(crate) fn until<F: Future>(deadline: Option<Instant>, future: F) -> Timeout<F> {
    match deadline {
        Some(deadline) => timeout_at(deadline.into(), future),
        None => timeout(Duration::MAX, future),
    }
}

/// `tokio::spawn` that keeps the trace. It does not keep the deadline: what is spawned outlives
/// the request.
pub fn spawn<F>(future: F) -> tokio::task::JoinHandle<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let context = Context {
        deadline: None,
        caller_deadline: None,
        ..Context::current_or_new()
    };
    tokio::spawn(context.scope(future.in_current_span()))
}

/// Two of them would be read as one by some and as the other by others.
fn authorization(headers: &HeaderMap) -> Option<HeaderValue> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let mut only = all.next().filter(|_| all.next().is_none())?.clone();
    only.set_sensitive(true);
    Some(only)
}

fn ascii(text: String) -> HeaderValue {
    HeaderValue::from_maybe_shared(Bytes::from(text)).expect("letters, digits and dashes")
}

/// Two lowercase digits a byte: each line of the log has a trace, and `{:032x}` takes longer.
pub(crate) fn push_hex<const N: usize>(text: &mut String, bytes: [u8; N]) {
    let digit = |nibble: u8| b"0123456789abcdef"[usize::from(nibble)];
    let digits = bytes.map(|byte| [digit(byte >> 4), digit(byte & 0xf)]);
    text.push_str(str::from_utf8(digits.as_flattened()).unwrap_or_default());
}

/// `VERSION-TRACE-PARENT-FLAGS` in lowercase hex. Later versions may append more.
fn parse_traceparent(text: &str) -> Option<(u128, u64, bool)> {
    let mut parts = text.split('-');
    let mut hex = |digits: usize| {
        let part = parts.next().filter(|part| part.len() == digits)?;
        let lower = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
        part.bytes().all(lower).then_some(())?;
        u128::from_str_radix(part, 16).ok()
    };
    let (version, trace, span, flags) = (hex(2)?, hex(32)?, hex(16)?, hex(2)?);
    let well_formed = version != 0xff && (version != 0 || parts.next().is_none());
    let known = trace != 0 && span != 0;
    (well_formed && known).then_some((trace, span as u64, flags & 1 == 1))
}

fn parse_timeout(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.len() > 8 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(number * 3600)),
        "M" => Some(Duration::from_secs(number * 60)),
        "S" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_millis(number)),
        "u" => Some(Duration::from_micros(number)),
        "n" => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

fn format_timeout(time: Duration) -> String {
    const MOST: u128 = 99_999_999;
    match (time.as_micros(), time.as_millis()) {
        (micros, _) if micros <= MOST => format!("{micros}u"),
        (_, millis) => format!("{}m", millis.min(MOST)),
    }
}
