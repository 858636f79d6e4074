//! What a method answers that answers item by item: a stream, and what must hold of it while it
//! lasts, whatever the transport.

use std::{
    fmt,
    panic::AssertUnwindSafe,
    pin::Pin,
    sync::LazyLock,
    task::{Context as Task, Poll, ready},
    time::Instant,
};

use futures_util::{
    FutureExt, StreamExt,
    future::pending,
    stream::{self, BoxStream, Stream},
};
use tokio::sync::watch;
use tracing::Span;

use crate::{Code, Context, Error, Result, ServiceError, endpoint::panicked};

/// Whether this process is about to end.
static STOPPING: LazyLock<watch::Sender<bool>> = LazyLock::new(Default::default);

/// Ends the streams that this process serves, which would otherwise outlast its other requests.
pub(crate) fn stop() {
    STOPPING.send_replace(true);
}

/// The items with which an endpoint answers. They are made as fast as they are read; an error is
/// the last of them. Whoever drops them ends the stream at its source, wherever that is.
pub struct ItemStream<T, E = Error> {
    /// None behind the end.
    items: Option<BoxStream<'static, Result<T, E>>>,
}

impl<T> ItemStream<T> {
    /// Turns what a service answers into what its endpoint does. A panic becomes an internal
    /// error. What is called for an item has the request's trace, and no deadline but the one that
    /// the caller sent.
    pub fn served<U: 'static, E: ServiceError + 'static>(
        items: impl Stream<Item = Result<U, E>> + Send + 'static,
        mut into: impl FnMut(U) -> T + Send + 'static,
    ) -> Self {
        let context = Context::current_or_new().of_stream();
        let span = Span::current();
        let mut end = Box::pin(end(context.deadline));
        let items = items.map(move |item| item.map(&mut into).map_err(E::into_error));
        let mut items = Box::pin(AssertUnwindSafe(items).catch_unwind());
        Self::received(stream::poll_fn(move |task| {
            if let Poll::Ready(error) = end.poll_unpin(task) {
                return Poll::Ready(Some(Err(error)));
            }
            let _entered = span.enter();
            let item = ready!(context.clone().enter(|| items.as_mut().poll_next(task)));
            let item = item.map(|caught| caught.unwrap_or_else(|panic| Err(panicked(panic))));
            Poll::Ready(item)
        }))
    }

    /// The same with each item made into another, and with an error as its service has it.
    pub fn map_items<U: 'static, E: ServiceError + 'static>(
        self,
        mut into: impl FnMut(T) -> U + Send + 'static,
    ) -> ItemStream<U, E>
    where
        T: 'static,
    {
        ItemStream::received(self.map(move |item| item.map(&mut into).map_err(E::from_error)))
    }

    pub(crate) fn try_map_items<U: 'static>(
        self,
        mut into: impl FnMut(T) -> Result<U> + Send + 'static,
    ) -> ItemStream<U>
    where
        T: 'static,
    {
        ItemStream::received(self.map(move |item| into(item?)))
    }
}

impl<T, E> ItemStream<T, E> {
    /// What a client receives.
    pub(crate) fn received(items: impl Stream<Item = Result<T, E>> + Send + 'static) -> Self {
        Self {
            items: Some(items.boxed()),
        }
    }

    /// The same, with somebody who learns of it.
    pub(crate) fn observed(
        mut items: impl Stream<Item = Result<T, E>> + Send + Unpin + 'static,
        mut observer: impl Observer,
    ) -> Self
    where
        E: ServiceError,
    {
        Self::received(stream::poll_fn(move |task| {
            let item = ready!(items.poll_next_unpin(task));
            match &item {
                Some(Ok(_)) => observer.item(),
                Some(Err(error)) => observer.end(Some((error.code(), error))),
                None => observer.end(None),
            }
            Poll::Ready(item)
        }))
    }
}

impl<T, E> Stream for ItemStream<T, E> {
    type Item = Result<T, E>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        let Some(items) = &mut self.items else {
            return Poll::Ready(None);
        };
        let item = ready!(items.as_mut().poll_next(task));
        if !matches!(item, Some(Ok(_))) {
            // Its source learns of it now, and not when the last byte has left.
            self.items = None;
        }
        Poll::Ready(item)
    }
}

impl<T, E> fmt::Debug for ItemStream<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemStream").finish_non_exhaustive()
    }
}

/// Learns what becomes of a stream. One that is dropped before its end was given up.
pub(crate) trait Observer: Send + 'static {
    fn item(&mut self);

    fn end(&mut self, error: Option<(Code, &dyn fmt::Debug)>);
}

/// Why a stream ends that has not come to its own end.
async fn end(deadline: Option<Instant>) -> Error {
    let mut stopping = STOPPING.subscribe();
    let late = async {
        match deadline {
            Some(deadline) => tokio::time::sleep_until(deadline.into()).await,
            None => pending().await,
        }
    };
    tokio::select! {
        _ = stopping.wait_for(|stopping| *stopping) => Error::unavailable("the service is stopping"),
        () = late => Error::deadline_exceeded("the stream was not over in time"),
    }
}
