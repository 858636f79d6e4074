//! Open files: each connection is one, and so is each call to another service.

use std::net::TcpStream;

use crate::harness::{Probe, ask};

fn connect(probe: &Probe, connections: usize) -> Vec<TcpStream> {
    (0..connections).map(|_| TcpStream::connect(&probe.http).unwrap()).collect()
}

fn is_answered(stream: &mut TcpStream, call: &str) -> bool {
    ask(stream, call).starts_with("HTTP/1.1 200")
}

#[test]
fn a_service_has_more_of_them_than_the_system_allows_at_first() {
    let probe = Probe::with_files("-Sn 40", &["--http"]);
    let mut open = connect(&probe, 100);
    assert!(open.iter_mut().all(|stream| is_answered(stream, "{}")));
}

#[test]
fn connections_leave_some_for_calls_to_others() {
    let other = Probe::start(&["--http"]);
    let discovery = format!("static:next={}", other.http);
    let args = ["--http", "--discovery", &discovery, "--log", "debug"];
    let mut probe = Probe::with_files("-n 120", &args);
    let line = probe.wait_for_log("few open files are allowed");
    assert_eq!((&line["files"], &line["max_connections"]), (&120.into(), &30.into()));
    let mut open = connect(&probe, 150);
    let relayed = r#"{"relay": "http"}"#;
    assert!(open[..30].iter_mut().all(|stream| is_answered(stream, relayed)));
    // The next ones wait for their turn.
    open.drain(..30);
    assert!(open[..30].iter_mut().all(|stream| is_answered(stream, relayed)));
}
