//! Serves a router on a socket, with the limits that a public socket needs.

pub(crate) mod debug;
pub(crate) mod guard;

use std::{net::SocketAddr, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};

use crate::{Code, Config, Error, Result};

const MAX_STREAMS: u32 = 1024;
const MAX_HEADERS: usize = 64 * 1024;
const PING_AFTER: Duration = Duration::from_secs(20);
const PING_TIMEOUT: Duration = Duration::from_secs(10);
/// At the end, how long connections that have no request under way stay open: one may be on its
/// way to them.
const LINGER: Duration = Duration::from_millis(100);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Http,
    Grpc,
}

/// Opens a socket. Its address is known only now if port 0 was asked for.
pub(crate) async fn listen(what: &str, address: SocketAddr) -> Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address).await.map_err(|error| {
        let message = format_args!("cannot listen on {address} for {what}");
        Error::caused_by(Code::Unavailable, message, error)
    })?;
    let addr = listener.local_addr()?;
    tracing::info!(transport = what, %addr, "listening");
    Ok((listener, addr))
}

/// Serves until `stop` says so, then until the requests under way have ended.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    protocol: Protocol,
    header_timeout: Duration,
    mut stop: watch::Receiver<bool>,
) {
    let server = Server {
        builder: builder(protocol, header_timeout),
        service: TowerToHyperService::new(router),
        connections: GracefulShutdown::new(),
        header_timeout,
        stop: stop.clone(),
    };
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        match accepted {
            Ok((stream, _)) => server.start(stream),
            Err(error) => {
                // Most likely out of file descriptors; connections that end will free some.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    // Whoever is connected already is served; tokio itself might not have noticed all yet.
    for stream in listener.into_std().iter().flat_map(waiting) {
        server.start(stream);
    }
    tokio::time::sleep(LINGER).await;
    server.connections.shutdown().await;
}

/// The connections that the system has for a socket, which is closed after them.
fn waiting(listener: &std::net::TcpListener) -> impl Iterator<Item = TcpStream> {
    let accepted = listener.incoming().map_while(Result::ok);
    accepted.filter_map(|stream| {
        stream.set_nonblocking(true).ok()?;
        TcpStream::from_std(stream).ok()
    })
}

struct Server {
    builder: auto::Builder<TokioExecutor>,
    service: TowerToHyperService<Router>,
    connections: GracefulShutdown,
    header_timeout: Duration,
    stop: watch::Receiver<bool>,
}

impl Server {
    fn start(&self, stream: TcpStream) {
        let (builder, service) = (self.builder.clone(), self.service.clone());
        let (within, stop) = (self.header_timeout, self.stop.clone());
        let watcher = self.connections.watcher();
        tokio::spawn(async move {
            if !speaks(&stream, within, stop).await {
                return;
            }
            let _ = stream.set_nodelay(true);
            let connection = builder.serve_connection(TokioIo::new(stream), service);
            if let Err(error) = watcher.watch(connection.into_owned()).await {
                tracing::debug!(error, "connection failed");
            }
        });
    }
}

/// Waits for the first byte: HTTP/2 has no timeout of its own before its handshake.
async fn speaks(stream: &TcpStream, within: Duration, mut stop: watch::Receiver<bool>) -> bool {
    let too_late = async {
        let _ = stop.wait_for(|stop| *stop).await;
        tokio::time::sleep(LINGER).await;
    };
    let mut byte = [0];
    tokio::select! {
        first = tokio::time::timeout(within, stream.peek(&mut byte)) => matches!(first, Ok(Ok(1))),
        () = too_late => false,
    }
}

fn builder(protocol: Protocol, header_timeout: Duration) -> auto::Builder<TokioExecutor> {
    let builder = auto::Builder::new(TokioExecutor::new());
    let mut builder = match protocol {
        Protocol::Http => builder.http1_only(),
        Protocol::Grpc => builder.http2_only(),
    };
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .max_buf_size(MAX_HEADERS);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_AFTER)
        .keep_alive_timeout(PING_TIMEOUT)
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(MAX_HEADERS as u32);
    builder
}

impl Protocol {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Grpc => "grpc",
        }
    }

    pub(crate) fn address(self, config: &Config) -> SocketAddr {
        match self {
            Self::Http => config.http_addr,
            Self::Grpc => config.grpc_addr,
        }
    }
}
