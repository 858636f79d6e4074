//! The debug port: `/metrics`, `/healthz`, `/readyz`, and the client of `--health-check`.

use std::{
    io::{self, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::Duration,
};

use axum::{Router, routing::get};
use http::StatusCode;
use tokio::sync::watch;

use crate::{discovery::State, metrics};

const PATIENCE: Duration = Duration::from_secs(2);

/// `/healthz` says that the process works and asks nobody else; `/readyz` says whether to send
/// requests here, which does not hang on the registration either.
pub(crate) fn router(
    ready: watch::Receiver<bool>,
    registered: Vec<watch::Receiver<State>>,
) -> Router {
    let readyz = move || {
        let states = registered
            .iter()
            .map(|state| format!("{}\n", *state.borrow()));
        let state: String = states.collect();
        let answer = match *ready.borrow() {
            true => (StatusCode::OK, format!("ready\n{state}")),
            false => (
                StatusCode::SERVICE_UNAVAILABLE,
                format!("not ready\n{state}"),
            ),
        };
        std::future::ready(answer)
    };
    let text = [("content-type", "text/plain; version=0.0.4; charset=utf-8")];
    Router::new()
        .route("/metrics", get(async move || (text, metrics::render())))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readyz))
}

/// Asks the service that listens on `address` how it is.
pub(crate) fn check(address: SocketAddr) -> io::Result<()> {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    let address = SocketAddr::new(ip, address.port());
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "GET /healthz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
    )?;
    let mut status = [0; "HTTP/1.1 200".len()];
    stream.read_exact(&mut status)?;
    match &status {
        b"HTTP/1.1 200" => Ok(()),
        other => Err(io::Error::other(
            String::from_utf8_lossy(other).into_owned(),
        )),
    }
}
