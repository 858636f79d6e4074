//! The log line of a method's call, which generated middleware writes.

use std::{fmt::Debug, time::Instant};

use crate::{Code, ItemStream, ServiceError, Stream, items::Observer};

/// A call under way. It writes one line when it ends, or when it is dropped because its caller
/// gave up; of a stream one when it begins, too. Parameters are not logged: they may be nobody's business.
#[must_use]
pub struct LoggedCall {
    method: &'static str,
    start: Instant,
    ended: bool,
}

impl LoggedCall {
    pub fn start(method: &'static str) -> Self {
        Self {
            method,
            start: Instant::now(),
            ended: false,
        }
    }

    /// Logs the outcome, and gives it back.
    pub fn end<T, E: ServiceError>(mut self, outcome: Result<T, E>) -> Result<T, E> {
        self.ended = true;
        let (method, took) = (self.method, self.start.elapsed());
        match &outcome {
            Ok(_) => tracing::info!(method, ?took, "called"),
            Err(error) => {
                let code = error.code().as_str();
                tracing::warn!(method, ?took, code, ?error, "failed");
            }
        }
        outcome
    }

    /// The same for an outcome that is a stream: its end is logged as well.
    pub fn stream<T: 'static, E: ServiceError + 'static>(
        self,
        outcome: Result<impl Stream<Item = Result<T, E>> + Send + 'static, E>,
    ) -> Result<ItemStream<T, E>, E> {
        let (method, start) = (self.method, self.start);
        let logged = LoggedStream {
            method,
            start,
            items: 0,
            ended: false,
        };
        let items = self.end(outcome)?;
        Ok(ItemStream::observed(Box::pin(items), logged))
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
        let (method, items, took) = (self.method, self.items, self.start.elapsed());
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
            let (method, items, took) = (self.method, self.items, self.start.elapsed());
            tracing::info!(method, items, ?took, "stream given up");
        }
    }
}

impl Drop for LoggedCall {
    fn drop(&mut self) {
        if !self.ended {
            let (method, took) = (self.method, self.start.elapsed());
            match std::thread::panicking() {
                true => tracing::error!(method, ?took, "panicked"),
                false => tracing::warn!(method, ?took, "cancelled"),
            }
        }
    }
}
