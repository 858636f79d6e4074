//! The log line of a method's call, which generated middleware writes.

use std::{
    any::Any,
    cell::Cell,
    fmt::{self, Debug, Formatter},
    time::{Duration, Instant},
};

use crate::{Code, ItemStream, ServiceError, Stream, items::Observer};

thread_local! {
    /// The method out of which a panic is on its way to whoever catches it on this thread.
    static PANICKING: Cell<Option<(&'static str, Took)>> = const { Cell::new(None) };
}

/// How long a call took, to three digits after the point: `850µs`, `1.305ms`, `2.040s`.
#[derive(Clone, Copy)]
struct Took(Duration);

impl Took {
    fn since(start: Instant) -> Self {
        Self(start.elapsed())
    }
}

impl Debug for Took {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let micros = u64::try_from(self.0.as_micros()).unwrap_or(u64::MAX);
        let millis = micros / 1_000;
        match millis {
            0 => write!(f, "{micros}µs"),
            1..1_000 => write!(f, "{millis}.{:03}ms", micros % 1_000),
            _ => write!(f, "{}.{:03}s", millis / 1_000, millis % 1_000),
        }
    }
}

/// The one line of a panic that was caught. Its place was printed by the panic hook.
pub(crate) fn log_panic(panic: &(dyn Any + Send)) {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    let text = text.unwrap_or("not a text");
    match PANICKING.take() {
        Some((method, took)) => tracing::error!(method, ?took, panic = text, "panicked"),
        None => tracing::error!(panic = text, "panicked"),
    }
}

/// Does a call, and writes one line when it ends, or when it is dropped because its caller gave up.
/// Parameters are not logged: they may be nobody's business.
#[allow(
    clippy::manual_async_fn,
    reason = "that it is `Send` is said once, not found at each caller"
)]
pub fn logged<T, E: ServiceError>(
    method: &'static str,
    call: impl Future<Output = Result<T, E>> + Send,
) -> impl Future<Output = Result<T, E>> + Send {
    async move {
        let logged = LoggedCall::start(method);
        let outcome = call.await;
        logged.end(&outcome);
        outcome
    }
}

/// The same for a call whose outcome is a stream: its end is logged as well.
#[allow(
    clippy::manual_async_fn,
    reason = "that it is `Send` is said once, not found at each caller"
)]
pub fn logged_stream<T: 'static, E: ServiceError + 'static>(
    method: &'static str,
    call: impl Future<Output = Result<impl Stream<Item = Result<T, E>> + Send + 'static, E>> + Send,
) -> impl Future<Output = Result<ItemStream<T, E>, E>> + Send {
    async move {
        let logged = LoggedCall::start(method);
        let (start, outcome) = (logged.start, call.await);
        logged.end(&outcome);
        let logged = LoggedStream {
            method,
            start,
            items: 0,
            ended: false,
        };
        Ok(ItemStream::observed(Box::pin(outcome?), logged))
    }
}

/// A call under way.
struct LoggedCall {
    method: &'static str,
    start: Instant,
    ended: bool,
}

impl LoggedCall {
    fn start(method: &'static str) -> Self {
        Self {
            method,
            start: Instant::now(),
            ended: false,
        }
    }

    fn end<T, E: ServiceError>(mut self, outcome: &Result<T, E>) {
        self.ended = true;
        let (method, took) = (self.method, Took::since(self.start));
        match outcome {
            Ok(_) => tracing::info!(method, ?took, "called"),
            Err(error) => {
                let code = error.code().as_str();
                tracing::warn!(method, ?took, code, ?error, "failed");
            }
        }
    }
}

/// The items of a stream, logged when they end.
struct LoggedStream {
    method: &'static str,
    start: Instant,
    items: u64,
    ended: bool,
}

impl Observer for LoggedStream {
    fn item(&mut self) {
        self.items += 1;
    }

    fn end(&mut self, error: Option<(Code, &dyn Debug)>) {
        self.ended = true;
        let (method, items, took) = (self.method, self.items, Took::since(self.start));
        match error {
            None => tracing::info!(method, items, ?took, "streamed"),
            Some((code, error)) => {
                let code = code.as_str();
                tracing::warn!(method, items, ?took, code, ?error, "stream failed");
            }
        }
    }
}

impl Drop for LoggedStream {
    fn drop(&mut self) {
        if !self.ended {
            let (method, items, took) = (self.method, self.items, Took::since(self.start));
            tracing::info!(method, items, ?took, "stream given up");
        }
    }
}

impl Drop for LoggedCall {
    fn drop(&mut self) {
        if !self.ended {
            let (method, took) = (self.method, Took::since(self.start));
            match std::thread::panicking() {
                true => PANICKING.set(Some((method, took))),
                false => tracing::warn!(method, ?took, "cancelled"),
            }
        }
    }
}
