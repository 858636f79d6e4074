//! Layers for endpoints that bound, repeat and refuse calls. They are plain tower layers: put them
//! together with a `ServiceBuilder`, the outermost first.

mod breaker;
mod limit;

use std::{
    any::Any,
    mem,
    sync::Arc,
    task::{Context as Task, Poll},
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;
use tower::{
    Layer, Service,
    retry::{
        Policy,
        budget::{Budget, TpsBudget},
    },
};

pub use self::{
    breaker::{Breaker, BreakerService},
    limit::{ConcurrencyLimit, LoadShed, RateLimit, RateLimited},
};
use crate::{
    AnyRequest, BoxError, Code, Context, Error, Result, context::until, error::from_boxed, metrics,
};

/// The longest that a call may take. The calls that it makes in turn inherit the deadline.
#[derive(Clone, Copy, Debug)]
pub struct Timeout(pub Duration);

impl Timeout {
    pub fn secs(most: u64) -> Self {
        Self(Duration::from_secs(most))
    }
}

impl<S> Layer<S> for Timeout {
    type Service = TimeoutService<S>;

    fn layer(&self, inner: S) -> TimeoutService<S> {
        let limit = self.0;
        TimeoutService { inner, limit }
    }
}

#[derive(Clone, Debug)]
pub struct TimeoutService<S> {
    inner: S,
    limit: Duration,
}

impl<S, Req> Service<Req> for TimeoutService<S>
where
    S: Service<Req, Error: Into<BoxError>, Future: Send> + Clone + Send + 'static,
    Req: Send + 'static,
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
        // The one that is ready, which its clone need not be.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        let most = self.limit;
        // The context is that in which the future runs, whoever made it.
        Box::pin(async move {
            let now = Instant::now();
            let context = Context::shared().shared_within(now, most);
            let deadline = context.deadline;
            let limit = deadline.map_or(most, |at| at.saturating_duration_since(now));
            let call = context.during(|| inner.call(request));
            match until(deadline, context.surround(call)).await {
                Ok(outcome) => outcome.map_err(|error| from_boxed(error.into())),
                Err(_) => Err(Error::deadline_exceeded(format_args!(
                    "no answer within {limit:?}"
                ))),
            }
        })
    }
}

/// Tries a failed call again where that is safe: a request that never left this process always
/// is; one that was lost on its way or refused only is if the method is idempotent. Whether it is,
/// an [`AnyRequest`] knows, and so a layer around all `Endpoints` of a service.
///
/// A call is tried three times at most. Of all calls through one `Retry` and its clones, a tenth
/// may be sent again, and two a second: an outage is not made worse.
#[derive(Clone)]
pub struct Retry {
    idempotent: bool,
    attempts: u32,
    budget: Arc<TpsBudget>,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            idempotent: false,
            attempts: 3,
            budget: Arc::new(TpsBudget::new(Duration::from_secs(10), 2, 0.1)),
        }
    }
}

impl Retry {
    /// Says that doing a call twice does no harm, whatever the method.
    pub fn idempotent(self) -> Self {
        Self {
            idempotent: true,
            ..self
        }
    }

    /// How often to try in all.
    pub fn attempts(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }
}

impl<S> Layer<S> for Retry {
    type Service = tower::retry::Retry<Attempts, S>;

    fn layer(&self, inner: S) -> Self::Service {
        let attempts = Attempts {
            retry: self.clone(),
            made: 1,
        };
        tower::retry::Retry::new(attempts, inner)
    }
}

/// What [`Retry`] knows of one call.
#[derive(Clone)]
pub struct Attempts {
    retry: Retry,
    made: u32,
}

impl Attempts {
    fn again(&self, request: &dyn Any, error: &Error) -> bool {
        if self.made >= self.retry.attempts || out_of_time() {
            return false;
        }
        // What was not sent burdens nobody, and so costs nothing.
        let lost = matches!(error.code(), Code::Unavailable | Code::DeadlineExceeded);
        let known = request
            .downcast_ref()
            .is_some_and(AnyRequest::is_idempotent);
        let idempotent = self.retry.idempotent || known;
        let (again, why) = if error.is_unsent() {
            (true, "unsent")
        } else if !(idempotent && lost) {
            return false;
        } else if self.retry.budget.withdraw() {
            (true, "lost")
        } else {
            (false, "refused")
        };
        metrics::RETRIES.with_label_values(&[why]).inc();
        again
    }
}

impl<Req: Clone + 'static, Res> Policy<Req, Res, Error> for Attempts {
    type Future = BoxFuture<'static, ()>;

    fn retry(&mut self, request: &mut Req, outcome: &mut Result<Res>) -> Option<Self::Future> {
        let error = match outcome {
            Ok(_) => {
                self.retry.budget.deposit();
                return None;
            }
            Err(error) => error,
        };
        if !self.again(request, error) {
            return None;
        }
        tracing::debug!(attempt = self.made, ?error, "trying again");
        let at_once = self.made == 1 && error.is_unsent();
        let longest = if at_once { 0 } else { 10 << self.made.min(6) };
        self.made += 1;
        let wait = Duration::from_millis(fastrand::u64(longest / 2..=longest));
        Some(Box::pin(tokio::time::sleep(wait)))
    }

    fn clone_request(&mut self, request: &Req) -> Option<Req> {
        Some(request.clone())
    }
}

fn out_of_time() -> bool {
    let deadline = Context::current().and_then(|context| context.deadline);
    deadline.is_some_and(|deadline| deadline <= Instant::now())
}
