//! What surrounds every request that a service serves: its trace and deadline, a limit to how
//! many run at once, and an answer also when time runs out or a handler panics.

use std::{
    convert::Infallible,
    panic::AssertUnwindSafe,
    sync::{Arc, OnceLock},
    task::{Context as Task, Poll},
    time::{Duration, Instant},
};

use axum::{
    extract::{DefaultBodyLimit, MatchedPath},
    response::{IntoResponse, Response},
};
use futures_util::{FutureExt, future::BoxFuture};
use http::{Request, StatusCode};
use prometheus::IntCounter;
use tokio::sync::Semaphore;
use tower::{Layer, Service};
use tracing::Instrument;

use super::Protocol;
use crate::{
    Code, Config, Context, Error,
    context::until,
    endpoint::panicked,
    http::problem,
    metrics::{RESPONSES, SHED},
    otlp,
};

/// The service's own timeouts come first, so that their error is the one that is seen.
const SLACK: Duration = Duration::from_millis(50);

/// How large a body may be in axum if nobody says anything.
const USUAL_BODY: usize = 2 << 20;

const TOO_LARGE: &str = "Error, decoded message length too large";

#[derive(Clone)]
pub(crate) struct Guard {
    protocol: Protocol,
    timeout: Duration,
    permits: Arc<Semaphore>,
    max_body_size: usize,
}

// grpc {
/// How large a gRPC message may be: an extension of its request.
#[derive(Clone, Copy)]
pub(crate) struct MaxMessage(pub usize);

// } grpc
impl Guard {
    pub(crate) fn new(protocol: Protocol, config: &Config) -> Self {
        let most = config.limits.max_concurrency.min(Semaphore::MAX_PERMITS);
        Self {
            protocol,
            timeout: config.request_timeout,
            permits: Arc::new(Semaphore::new(most)),
            max_body_size: config.limits.max_body_size,
        }
    }

    /// Says how large a body may be to whoever will read it.
    fn limit<B>(&self, request: &mut Request<B>) {
        let most = self.max_body_size;
        if self.protocol == Protocol::Http && most != USUAL_BODY {
            DefaultBodyLimit::max(most).apply(request);
        }
        // grpc {
        if self.protocol == Protocol::Grpc {
            request.extensions_mut().insert(MaxMessage(most));
        }
        // } grpc
    }

    fn refuse(&self) -> Response {
        SHED.with_label_values(&[self.protocol.name()]).inc();
        let detail = "overloaded";
        match self.protocol {
            // Not 429: the caller did nothing wrong.
            Protocol::Http => problem(
                StatusCode::SERVICE_UNAVAILABLE,
                Code::ResourceExhausted,
                detail,
            ),
            Protocol::Grpc => self.fail(Error::resource_exhausted(detail)),
        }
    }

    /// tonic's own word for a message that is too large is OUT_OF_RANGE, which stands for other things.
    fn checked(&self, response: Response) -> Response {
        let status = response.extensions().get::<tonic::Status>();
        let too_large = status.is_some_and(|status| {
            status.code() == tonic::Code::OutOfRange && status.message().starts_with(TOO_LARGE)
        });
        match too_large {
            true => self.fail(Error::resource_exhausted("the message is too large")),
            false => response,
        }
    }

    fn fail(&self, error: Error) -> Response {
        match self.protocol {
            Protocol::Http => error.into_response(),
            Protocol::Grpc => tonic::Status::from(error).into_http(),
        }
    }
}

impl<S> Layer<S> for Guard {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Guarded<S> {
        let guard = self.clone();
        Guarded {
            inner,
            guard,
            answered: Arc::default(),
        }
    }
}

/// One route of the service, or what answers where there is none.
#[derive(Clone)]
pub(crate) struct Guarded<S> {
    inner: S,
    guard: Guard,
    /// Its 200s, which are looked up once.
    answered: Arc<OnceLock<IntCounter>>,
}

impl<S, B> Service<Request<B>> for Guarded<S>
where
    S: Service<Request<B>, Response = Response, Error = Infallible, Future: Send + 'static>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, task: &mut Task<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let (guard, answered) = (self.guard.clone(), self.answered.clone());
        guard.limit(&mut request);
        let route = request.extensions().get::<MatchedPath>().cloned();
        let now = Instant::now();
        let mut context = Context::extract(request.headers()).within(now, guard.timeout);
        let deadline = context.deadline.and_then(|at| at.checked_add(SLACK));
        let span = otlp::server_span(name_of(&route), &mut context);
        let context = Arc::new(context);
        // Health checks and reflection work under any load.
        let counts = !request.uri().path().starts_with("/grpc.");
        let permit = counts.then(|| guard.permits.clone().try_acquire_owned());

        let call = context.during(|| self.inner.call(request));
        let call = AssertUnwindSafe(call).catch_unwind();
        let call = until(deadline, call);
        let answer = async move {
            let response = match permit.transpose() {
                Err(_) => guard.refuse(),
                Ok(_permit) => match call.await {
                    Ok(Ok(Ok(response))) => guard.checked(response),
                    Ok(Err(panic)) => guard.fail(panicked(panic)),
                    Err(_) => guard.fail(Error::deadline_exceeded("out of time")),
                },
            };
            let (transport, status) = (guard.protocol.name(), response.status());
            let of = |status: StatusCode| {
                RESPONSES.with_label_values(&[transport, name_of(&route), status.as_str()])
            };
            match status {
                StatusCode::OK => answered.get_or_init(|| of(status)).inc(),
                _ => of(status).inc(),
            }
            Ok(response)
        };
        Box::pin(context.surround(answer.instrument(span)))
    }
}

/// A route of a service, as it is named in metrics and traces: of unknown paths there are too many.
fn name_of(route: &Option<MatchedPath>) -> &str {
    route.as_ref().map_or("unmatched", MatchedPath::as_str)
}
