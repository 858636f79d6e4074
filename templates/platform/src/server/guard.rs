//! What surrounds every request that a service serves: its trace and deadline, a limit to how
//! many run at once, and an answer also when time runs out or a handler panics.

use std::{
    convert::Infallible,
    panic::AssertUnwindSafe,
    sync::Arc,
    task::{Context as Task, Poll},
    time::Duration,
};

use axum::{
    extract::MatchedPath,
    response::{IntoResponse, Response},
};
use futures_util::{FutureExt, future::BoxFuture};
use http::{Request, StatusCode};
use tokio::sync::Semaphore;
use tower::{Layer, Service};
use tracing::Instrument;

use super::Protocol;
use crate::{
    Code, Config, Context, Error,
    endpoint::panicked,
    http::problem,
    metrics::{RESPONSES, SHED},
    otlp,
};

/// The service's own timeouts come first, so that their error is the one that is seen.
const SLACK: Duration = Duration::from_millis(50);

const TOO_LARGE: &str = "Error, decoded message length too large";

#[derive(Clone)]
pub(crate) struct Guard {
    protocol: Protocol,
    timeout: Duration,
    permits: Arc<Semaphore>,
    max_message: MaxMessage,
}

/// How large a gRPC message may be: an extension of its request.
#[derive(Clone, Copy)]
pub(crate) struct MaxMessage(
    #[allow(dead_code, reason = "read only where there is gRPC")] pub usize,
);

impl Guard {
    pub(crate) fn new(protocol: Protocol, config: &Config) -> Self {
        let most = config.limits.max_concurrency.min(Semaphore::MAX_PERMITS);
        Self {
            protocol,
            timeout: config.request_timeout,
            permits: Arc::new(Semaphore::new(most)),
            max_message: MaxMessage(config.limits.max_body_size),
        }
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
        Guarded { inner, guard }
    }
}

#[derive(Clone)]
pub(crate) struct Guarded<S> {
    inner: S,
    guard: Guard,
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
        let guard = self.guard.clone();
        request.extensions_mut().insert(guard.max_message);
        let route = request.extensions().get::<MatchedPath>().cloned();
        let mut context = Context::extract(request.headers()).within(guard.timeout);
        let limit = context.remaining().unwrap_or(guard.timeout);
        let name = route.as_ref().map_or("unmatched", MatchedPath::as_str);
        let span = otlp::server_span(name, &mut context);
        // Health checks and reflection work under any load.
        let counts = !request.uri().path().starts_with("/grpc.");
        let permit = counts.then(|| guard.permits.clone().try_acquire_owned());

        let call = context.clone().enter(|| self.inner.call(request));
        let answer = async move {
            let permit = permit.transpose();
            if permit.is_err() {
                return guard.refuse();
            }
            let call = AssertUnwindSafe(call).catch_unwind();
            match tokio::time::timeout(limit.saturating_add(SLACK), call).await {
                Ok(Ok(Ok(response))) => guard.checked(response),
                Ok(Err(panic)) => guard.fail(panicked(panic)),
                Err(_) => guard.fail(Error::deadline_exceeded("out of time")),
            }
        };
        let guard = self.guard.clone();
        let measured = async move {
            let response = answer.await;
            let transport = guard.protocol.name();
            let route = route.as_ref().map_or("unmatched", MatchedPath::as_str);
            let status = response.status();
            RESPONSES
                .with_label_values(&[transport, route, status.as_str()])
                .inc();
            Ok(response)
        };
        Box::pin(context.scope(measured.instrument(span)))
    }
}
