//! Serves one connection, as long as its [`Clock`] allows. hyper has a timeout for headers too; that
//! one would also cut off a client that keeps its connection for later.

use std::{
    convert::Infallible,
    future::poll_fn,
    pin::pin,
    sync::Arc,
    task::{Poll, ready},
    time::Duration,
};

use axum::{Router, body::Body, response::Response};
use http::{HeaderValue, Request, header};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::watch,
    time::{Instant, sleep_until},
};
use tower::Service;

use super::{
    Limits, Protocol,
    clock::{Clock, Counted, End},
    stream::Watched,
    unread::ReadToEnd,
};
use crate::tls;

/// More are no use: axum's maps of headers hold no more.
const MOST_HEADERS: usize = 1 << 15;

/// As many as hyper itself allows, for which it has room without asking for memory.
const USUAL_HEADERS: usize = 100;

/// What all connections of a server have in common.
#[derive(Clone)]
pub(super) struct Connections {
    pub protocol: Protocol,
    pub limits: Arc<Limits>,
    pub router: Router,
    /// It no longer is while the service is on its way out.
    pub ready: watch::Receiver<bool>,
    /// Says when to end the connections that have no request under way.
    pub closing: watch::Receiver<bool>,
}

impl Connections {
    /// Serves a connection that is first to agree on keys.
    pub async fn serve_with_tls(self, tls: &tls::Server, stream: TcpStream) {
        let agreed = tokio::time::timeout(self.limits.header_timeout, tls.accept(stream));
        match agreed.await {
            Ok(Ok(stream)) => self.serve(stream).await,
            Ok(Err(error)) => tracing::debug!(%error, "no TLS"),
            Err(_) => tracing::debug!("connection cut off"),
        }
    }

    /// Serves a connection until it ends.
    pub async fn serve(self, stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) {
        let clock = Clock::start(self.protocol, self.limits.clone());
        let io = TokioIo::new(Watched {
            stream,
            clock: clock.clone(),
        });
        let service = service_fn(|request| self.answer(&clock, request));
        let builder = builder(self.protocol, &self.limits);
        let mut connection = pin!(builder.serve_connection(io, service));
        let mut closing = self.closing.clone();
        let mut closing = pin!(closing.wait_for(|closing| *closing));
        let (mut alarm, mut closes) = (pin!(sleep_until(Instant::now())), false);

        let end = poll_fn(|task| {
            loop {
                if let Poll::Ready(end) = connection.as_mut().poll(task) {
                    return Poll::Ready(end.map_err(Some));
                }
                if !closes && closing.as_mut().poll(task).is_ready() {
                    closes = true;
                    if clock.is_silent() {
                        return Poll::Ready(Err(None));
                    }
                    clock.leave();
                    connection.as_mut().graceful_shutdown();
                    continue;
                }
                // All that changes this also polls the connection.
                let Some((at, end)) = clock.next() else {
                    return Poll::Pending;
                };
                // Times mostly get later: an alarm that rings too early is set once more, instead of
                // with each request.
                if at < alarm.deadline() {
                    alarm.as_mut().reset(at);
                }
                ready!(alarm.as_mut().poll(task));
                if Instant::now() < at {
                    alarm.as_mut().reset(at);
                    continue;
                }
                match end {
                    End::Look if !clock.stands_still() => {}
                    End::Cut | End::Look => return Poll::Ready(Err(None)),
                    End::Leave => {
                        clock.leave();
                        connection.as_mut().graceful_shutdown();
                    }
                }
            }
        });
        match end.await {
            Ok(()) => {}
            Err(Some(error)) => tracing::debug!(error, "connection failed"),
            Err(None) => tracing::debug!("connection cut off"),
        }
    }

    fn answer(
        &self,
        clock: &Clock,
        request: Request<Incoming>,
    ) -> impl Future<Output = Result<Response<Counted>, Infallible>> + Send + use<> {
        let under_way = clock.begin();
        let request = request.map(|body| Body::new(ReadToEnd::new(body, clock)));
        let answer = self.router.clone().call(request);
        // With a new connection each time, HTTP/1 clients have none in use that is to be closed.
        let http1 = self.protocol == Protocol::Http;
        let last = http1 && (clock.is_old() || !*self.ready.borrow());
        async move {
            let mut response = answer.await?;
            if last {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(header::CONNECTION, close);
            }
            Ok(response.map(|body| Counted::new(body, under_way)))
        }
    }
}

fn builder(protocol: Protocol, limits: &Limits) -> auto::Builder<TokioExecutor> {
    let builder = auto::Builder::new(TokioExecutor::new());
    let mut builder = match protocol {
        Protocol::Http => builder.http1_only(),
        Protocol::Grpc => builder.http2_only(),
    };
    builder
        .http1()
        .header_read_timeout(None)
        .max_buf_size(limits.max_header_size);
    if limits.max_headers != USUAL_HEADERS {
        let most = limits.max_headers.min(MOST_HEADERS);
        builder.http1().max_headers(most);
    }
    let streams = u32::try_from(limits.max_streams).ok();
    let pings = Some(limits.keep_alive).filter(|interval| *interval < Duration::MAX);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(pings)
        .keep_alive_timeout(limits.keep_alive)
        .max_concurrent_streams(streams)
        // All that it may have under way can run out of time at once, before they were looked at.
        .max_pending_accept_reset_streams(streams.map(|most| most as usize))
        .max_header_list_size(u32::try_from(limits.max_header_size).unwrap_or(u32::MAX));
    builder
}
