//! Limits to how much is done at once, and how often. One limit, with all its clones, is for all
//! endpoints that it wraps.

use std::{
    sync::{Arc, Mutex, PoisonError},
    task::{Context as Task, Poll},
    time::Duration,
};

use futures_util::future::BoxFuture;
use tokio::time::Instant;
use tower::{
    Layer, Service,
    limit::{self, GlobalConcurrencyLimitLayer},
    load_shed,
};

use crate::{BoxError, Error, Result, error::from_boxed};

/// So many calls at once; others wait.
pub type ConcurrencyLimit = GlobalConcurrencyLimitLayer;

/// So many calls at once; others are answered UNAVAILABLE, which asks callers to try again, here or
/// elsewhere.
#[derive(Clone, Debug)]
pub struct LoadShed(ConcurrencyLimit);

impl LoadShed {
    pub fn new(most: usize) -> Self {
        Self(ConcurrencyLimit::new(most))
    }
}

impl<S> Layer<S> for LoadShed {
    type Service = load_shed::LoadShed<limit::ConcurrencyLimit<S>>;

    fn layer(&self, inner: S) -> Self::Service {
        load_shed::LoadShed::new(self.0.layer(inner))
    }
}

/// So many calls in a time; others are answered RESOURCE_EXHAUSTED, over HTTP 429. After a pause as
/// many may come at once.
#[derive(Clone, Debug)]
pub struct RateLimit {
    most: f64,
    per_second: f64,
    left: Arc<Mutex<(f64, Instant)>>,
}

impl RateLimit {
    pub fn per_second(most: u32) -> Self {
        Self::new(most, Duration::from_secs(1))
    }

    pub fn new(most: u32, time: Duration) -> Self {
        let most = f64::from(most);
        Self {
            most,
            per_second: most / time.as_secs_f64(),
            left: Arc::new(Mutex::new((most, Instant::now()))),
        }
    }

    fn admits(&self) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let (before, since) = *left;
        let now = Instant::now();
        let gained = (now - since).as_secs_f64() * self.per_second;
        let have = (before + gained).min(self.most);
        let admits = have >= 1.0;
        *left = (if admits { have - 1.0 } else { have }, now);
        admits
    }
}

impl<S> Layer<S> for RateLimit {
    type Service = RateLimited<S>;

    fn layer(&self, inner: S) -> RateLimited<S> {
        let limit = self.clone();
        RateLimited { inner, limit }
    }
}

#[derive(Clone, Debug)]
pub struct RateLimited<S> {
    inner: S,
    limit: RateLimit,
}

impl<S, Req> Service<Req> for RateLimited<S>
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
        if !self.limit.admits() {
            return Box::pin(async { Err(Error::resource_exhausted("too many requests")) });
        }
        let call = self.inner.call(request);
        Box::pin(async { call.await.map_err(|error| from_boxed(error.into())) })
    }
}
