//! The log line of a method's call, which generated middleware writes.

use std::time::Instant;

use crate::ServiceError;

/// A call under way. It writes one line when it ends, or when it is dropped because its caller
/// gave up. Parameters are not logged: they may be nobody's business.
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
