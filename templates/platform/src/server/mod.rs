//! Serves a router on a socket, with the limits that a public socket needs.

mod clock;
mod connection;
pub(crate) mod debug;
pub(crate) mod guard;
pub(crate) mod limits;
mod stream;
mod unread;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
};

use self::connection::Connections;
pub use self::limits::Limits;
use crate::{Code, Config, Error, Result, tls};

/// At the end, how long connections that have no request under way stay open: one may be on its
/// way to them.
const LINGER: Duration = Duration::from_millis(100);

/// How many connections the system keeps for a server that has yet to accept them: as many as Linux
/// allows by default. Of more at once, all clients of an instance that is back for example, some would
/// have to ask again after a second.
const WAITING: u32 = 4096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Http,
    Grpc,
}

/// Opens a socket. Its address is known only now if port 0 was asked for.
pub(crate) fn listen(what: &str, address: SocketAddr) -> Result<(TcpListener, SocketAddr)> {
    let listener = open(address).map_err(|error| {
        let message = format_args!("cannot listen on {address} for {what}");
        Error::caused_by(Code::Unavailable, message, error)
    })?;
    let addr = listener.local_addr()?;
    tracing::info!(transport = what, %addr, "listening");
    Ok((listener, addr))
}

fn open(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

/// What serves one protocol on one socket.
pub(crate) struct Server {
    pub protocol: Protocol,
    pub router: Router,
    pub tls: Option<tls::Server>,
    pub limits: Arc<Limits>,
    pub ready: watch::Receiver<bool>,
    /// Says when to take no more connections.
    pub stop: watch::Receiver<bool>,
}

impl Server {
    /// Serves until it is told to stop, then until the requests under way have ended.
    pub(crate) async fn run(self, listener: TcpListener) {
        let (close, closing) = watch::channel(false);
        let most = self.limits.max_connections.min(Semaphore::MAX_PERMITS);
        let permits = Arc::new(Semaphore::new(most));
        let connections = Connections {
            protocol: self.protocol,
            limits: self.limits,
            router: self.router,
            ready: self.ready,
            closing,
        };
        let tls = self.tls.map(Arc::new);
        let (mut stop, mut failing) = (self.stop, false);
        let start = |stream: TcpStream, permit: Option<OwnedSemaphorePermit>| {
            let (connections, tls) = (connections.clone(), tls.clone());
            let _ = stream.set_nodelay(true);
            tokio::spawn(async move {
                match tls {
                    None => connections.serve(stream).await,
                    Some(tls) => connections.serve_with_tls(&tls, stream).await,
                }
                drop(permit);
            });
        };
        loop {
            let accept = async {
                let permit = permits.clone().acquire_owned().await.ok();
                (listener.accept().await, permit)
            };
            match tokio::select! {
                accepted = accept => accepted,
                _ = stop.wait_for(|stop| *stop) => break,
            } {
                (Ok((stream, _)), permit) => {
                    failing = false;
                    start(stream, permit);
                }
                (Err(error), _) => {
                    // Most likely out of file descriptors; connections that end will free some.
                    if !std::mem::replace(&mut failing, true) {
                        tracing::warn!(%error, "cannot accept connections");
                    }
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
        // Whoever is connected already is served; tokio itself might not have noticed all yet.
        for stream in listener.into_std().iter().flat_map(waiting) {
            start(stream, None);
        }
        tokio::time::sleep(LINGER).await;
        close.send_replace(true);
        drop(connections);
        close.closed().await;
    }
}

/// The connections that the system has for a socket, which is closed after them.
fn waiting(listener: &std::net::TcpListener) -> impl Iterator<Item = TcpStream> {
    let accepted = listener.incoming().map_while(Result::ok);
    accepted.filter_map(|stream| {
        stream.set_nonblocking(true).ok()?;
        TcpStream::from_std(stream).ok()
    })
}

impl Protocol {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Grpc => "grpc",
        }
    }

    /// What TLS calls it.
    pub(crate) fn alpn(self) -> &'static str {
        match self {
            Self::Http => "http/1.1",
            Self::Grpc => "h2",
        }
    }

    pub(crate) fn address(self, config: &Config) -> SocketAddr {
        match self {
            Self::Http => config.http_addr,
            Self::Grpc => config.grpc_addr,
        }
    }
}
