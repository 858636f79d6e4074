//! Trace: a middleware of endpoints, which is a tower layer. It fits around any of them.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use platform::{Layer, Service};

#[derive(Clone, Debug)]
pub struct Trace;

impl<S> Layer<S> for Trace {
    type Service = TraceService<S>;

    fn layer(&self, next: S) -> Self::Service {
        TraceService { next }
    }
}

#[derive(Clone, Debug)]
pub struct TraceService<S> {
    next: S,
}

impl<S, Req> Service<Req> for TraceService<S>
where
    S: Service<Req, Future: Send + 'static>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.next.poll_ready(task)
    }

    /// What is written before `call` is done before each request, what follows its `await` after it.
    fn call(&mut self, request: Req) -> Self::Future {
        let call = self.next.call(request);
        Box::pin(async {
            let outcome = call.await;
            tracing::debug!(ok = outcome.is_ok(), "trace");
            outcome
        })
    }
}
