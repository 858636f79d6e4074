//! The life of a service: health, readiness, metrics, and its end.

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Output,
    time::Duration,
};

use rustix::process::Signal;

use crate::{
    curl::{self, create},
    services::{Service, command},
    support::process::{PATIENCE, wait_until},
};

const BUG: &str = r#"{"bug": "test"}"#;

#[test]
fn metrics_tell_how_often_how_long_and_with_what_outcome() {
    if !curl::installed() {
        return;
    }
    let bugs = Service::start("bugs", &[]);
    assert_eq!((bugs.get("/healthz").status, &*bugs.get("/healthz").body), (200, "ok\n"));
    assert_eq!((bugs.get("/readyz").status, &*bugs.get("/readyz").body), (200, "ready\nnot registered\n"));
    let series = |name: &str, code: &str| {
        let labels = format!(r#"code="{code}",method="create",service="bugs",side="server""#);
        let text = bugs.get("/metrics").body;
        let start = format!("request_duration_seconds_{name}{{{labels}");
        text.lines().find(|line| line.starts_with(&start)).map(str::to_owned)
    };
    assert_eq!(series("count", "ok"), None);
    (0..3).for_each(|_| assert_eq!(create(&bugs, BUG).status, 200));
    assert!(series("count", "ok").is_some_and(|line| line.ends_with("} 3")), "three calls");
    assert!(series("sum", "ok").is_some() && series("bucket", "ok").is_some());
    let answers = r#"responses_total{route="/create",status="200",transport="http"} 3"#;
    let metrics = bugs.get("/metrics");
    assert!(metrics.body.lines().any(|line| line == answers), "{}", metrics.body);
    assert!(metrics.header("content-type").unwrap().starts_with("text/plain"));
}

#[test]
fn a_service_that_is_told_to_stop_ends_what_it_began() {
    let mut bugs = Service::start("bugs", &["--drain-delay", "0s", "--drain-timeout", "60s"]);
    let mut request = Unfinished::start(&bugs);
    bugs.terminate();
    // It takes no new requests, and waits for the one under way.
    let refused = || TcpStream::connect(&bugs.http).is_err().then_some(());
    wait_until("the end of new requests", PATIENCE, refused);
    assert!(bugs.process.is_running());
    assert!(request.end().starts_with("HTTP/1.1 200 OK\r\n"));
    assert_eq!(bugs.wait(Duration::from_secs(5)).code(), Some(0));
    assert_eq!(bugs.calls("create"), 1);
    assert_eq!(bugs.process.said(&["given up"]).len(), 0);
}

#[test]
fn a_service_goes_on_while_others_learn_that_it_stops() {
    if !curl::installed() {
        return;
    }
    let mut bugs = Service::start("bugs", &["--drain-delay", "60s"]);
    bugs.terminate();
    bugs.process.wait_for(&["message=stopping", "why=SIGTERM"]);
    let readyz = bugs.get("/readyz");
    assert_eq!((readyz.status, &*readyz.body), (503, "not ready\nnot registered\n"));
    assert_eq!(bugs.get("/healthz").status, 200);
    let answer = create(&bugs, BUG);
    assert_eq!((answer.status, answer.header("connection")), (200, Some("close")));
}

#[test]
fn what_takes_too_long_is_given_up() {
    let mut bugs = Service::start("bugs", &["--drain-delay", "0s", "--drain-timeout", "300ms"]);
    let _request = Unfinished::start(&bugs);
    bugs.process.signal(Signal::INT);
    assert_eq!(bugs.wait(Duration::from_secs(3)).code(), Some(0));
    assert_eq!(bugs.process.said(&["message=stopping", "why=SIGINT"]).len(), 1);
    assert_eq!(bugs.process.said(&["requests still under way are given up"]).len(), 1);
}

#[test]
fn a_second_signal_stops_a_service_at_once() {
    for drain_delay in ["60s", "0s"] {
        let mut bugs = Service::start("bugs", &["--drain-delay", drain_delay, "--drain-timeout", "60s"]);
        let _request = Unfinished::start(&bugs);
        bugs.terminate();
        bugs.process.wait_for(&["message=stopping"]);
        bugs.process.signal(Signal::INT);
        assert_eq!(bugs.wait(Duration::from_secs(2)).code(), Some(0));
        assert_eq!(bugs.process.said(&["stopping at once", "why=SIGINT"]).len(), 1);
    }
}

#[test]
fn the_health_check_is_the_binary_itself() {
    let mut bugs = Service::start("bugs", &["--drain-delay", "60s"]);
    let check = |address: &str| -> Output {
        let mut command = command("bugs");
        command.args(["--health-check", "--debug-addr", address]).output().unwrap()
    };
    let (_, port) = bugs.debug.rsplit_once(':').unwrap();
    for address in [&bugs.debug, &format!(":{port}"), &format!("localhost:{port}")] {
        let output = check(address);
        assert_eq!(output.status.code(), Some(0), "{address}");
        assert!(output.stdout.is_empty() && output.stderr.is_empty(), "it says nothing");
    }
    // The service is well while it stops.
    bugs.terminate();
    bugs.process.wait_for(&["message=stopping"]);
    assert_eq!(check(&bugs.debug).status.code(), Some(0));
    bugs.process.signal(Signal::TERM);
    bugs.wait(PATIENCE);
    let dead = check(&bugs.debug);
    assert_eq!(dead.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&dead.stderr).starts_with("not healthy: "));
}

#[test]
fn a_port_that_is_taken_is_named() {
    let bugs = Service::start("bugs", &[]);
    for (flag, address) in [("--http-addr", &bugs.http), ("--debug-addr", &bugs.debug)] {
        let other = if flag == "--http-addr" { "--debug-addr" } else { "--http-addr" };
        let output = command("bugs").args([flag, address, other, "127.0.0.1:0"]).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.contains(&format!("cannot listen on {address}")), "{text}");
    }
}

/// A request whose body has not come yet.
struct Unfinished(TcpStream);

impl Unfinished {
    fn start(service: &Service) -> Self {
        let mut stream = TcpStream::connect(&service.http).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let length = BUG.len();
        write!(stream, "POST /create HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n").unwrap();
        write!(stream, "expect: 100-continue\r\n\r\n").unwrap();
        // The service asks for the body: its work has begun.
        let go_on = b"HTTP/1.1 100 Continue\r\n\r\n";
        let mut answer = vec![0; go_on.len()];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(answer, go_on);
        Self(stream)
    }

    /// Sends the body and gives the answer.
    fn end(&mut self) -> String {
        self.0.write_all(BUG.as_bytes()).unwrap();
        let mut answer = String::new();
        self.0.read_to_string(&mut answer).unwrap();
        answer
    }
}
