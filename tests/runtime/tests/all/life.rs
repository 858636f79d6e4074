//! The life of a service: its ports, its limits and its end.

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use platform::Code;
use runtime::{Call, grpc_client, http_client};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use crate::{
    failures::hostile::{PREFACE, frame},
    harness::{Probe, app, ask, send},
};

const SOON: Duration = Duration::from_secs(3);

#[test]
fn tells_its_health_readiness_and_metrics() {
    let probe = Probe::start(&["--http"]);
    let get = |path| send(&probe.debug, "GET", path, &[], "");
    assert_eq!((get("/healthz").status, &*get("/healthz").body), (200, "ok\n"));
    assert_eq!((get("/readyz").status, &*get("/readyz").body), (200, "ready\nnot registered\n"));
    probe.call("{}");
    probe.call(r#"{"fail": "not_found"}"#);
    let count = |code| {
        let labels = format!(r#"code="{code}",method="call",service="probe",side="server""#);
        probe.metric(&format!("request_duration_seconds_count{{{labels}}}"))
    };
    assert_eq!((count("ok"), count("not_found")), (Some(1.0), Some(1.0)));
    probe.call("{}");
    send(&probe.http, "POST", "/anything/at/all", &[], "");
    let responses = |route, status| {
        let labels = format!(r#"route="{route}",status="{status}",transport="http""#);
        probe.metric(&format!("responses_total{{{labels}}}"))
    };
    assert_eq!((responses("/call", 200), responses("/call", 404)), (Some(2.0), Some(1.0)));
    assert_eq!((responses("unmatched", 200), responses("unmatched", 404)), (None, Some(1.0)));
}

#[test]
fn the_health_check_is_a_mode_of_the_same_program() {
    let probe = Probe::start(&["--http"]);
    let check = |address: &str| {
        let arguments = ["--health-check", "--debug-addr", address];
        Command::new(env!("CARGO_BIN_EXE_probe")).args(arguments).output().unwrap()
    };
    assert_eq!(check(&probe.debug).status.code(), Some(0));
    // What it listens on may be every interface.
    let port = probe.debug.rsplit(':').next().unwrap();
    assert_eq!(check(&format!(":{port}")).status.code(), Some(0));
    assert_eq!(check(&probe.http).status.code(), Some(1), "404 is not well");
    let address = probe.debug.clone();
    drop(probe);
    let dead = check(&address);
    assert_eq!(dead.status.code(), Some(1));
    assert!(String::from_utf8(dead.stderr).unwrap().starts_with("not healthy: "));
}

#[test]
fn settings_also_come_from_the_environment() {
    let output = Command::new(env!("CARGO_BIN_EXE_probe"))
        .args(["--health-check"])
        .env("DEBUG_ADDR", "nonsense")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("nonsense"));
}

#[test]
fn sigterm_lets_requests_end_and_exits_with_0() {
    let mut probe = Probe::start(&["--http", "--drain-delay", "300ms"]);
    // Neither an idle nor a silent connection may hold it up.
    let mut idle = TcpStream::connect(&probe.http).unwrap();
    idle.write_all(b"POST /call HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n").unwrap();
    let _silent = TcpStream::connect(&probe.http).unwrap();
    let address = probe.http.clone();
    let slow = thread::spawn(move || send(&address, "POST", "/call", &[], r#"{"sleep_ms": 900}"#));
    thread::sleep(Duration::from_millis(100));
    probe.signal("TERM");
    probe.wait_for_log("stopping");
    // It still serves while others learn that it is going.
    assert_eq!(send(&probe.debug, "GET", "/readyz", &[], "").status, 503);
    assert_eq!(send(&probe.debug, "GET", "/healthz", &[], "").status, 200);
    assert_eq!(probe.call("{}").status, 200);
    assert_eq!(slow.join().unwrap().status, 200);
    assert_eq!(probe.wait(SOON).code(), Some(0));
    assert!(TcpStream::connect(&probe.http).is_err());
}

#[test]
fn the_drain_is_bounded() {
    let mut probe = Probe::start(&["--http", "--drain-delay", "0s", "--drain-timeout", "300ms"]);
    let mut stuck = TcpStream::connect(&probe.http).unwrap();
    let request = "POST /call HTTP/1.1\r\nhost: x\r\ncontent-length: 18\r\n\r\n{\"sleep_ms\": 9000}";
    stuck.write_all(request.as_bytes()).unwrap();
    thread::sleep(Duration::from_millis(100));
    probe.signal("INT");
    assert_eq!(probe.wait(SOON).code(), Some(0));
    probe.wait_for_log("requests still under way are given up");
}

#[test]
fn a_second_signal_stops_at_once() {
    let mut probe = Probe::start(&["--http", "--drain-delay", "9s"]);
    probe.signal("TERM");
    probe.wait_for_log("stopping");
    probe.signal("INT");
    assert_eq!(probe.wait(SOON).code(), Some(0));
    probe.wait_for_log("stopping at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn overload_is_refused_at_once() {
    let probe = Probe::start(&["--http", "--grpc", "--max-concurrency", "2"]);
    let (http, grpc) = (app(&[&probe.http]), app(&[&probe.grpc]));
    for client in [http_client(http.http_channel("next")), grpc_client(grpc.grpc_channel("next"))] {
        let call = || client.call(Call { sleep_ms: 400, ..Call::default() });
        let third = async {
            tokio::time::sleep(Duration::from_millis(150)).await;
            let start = Instant::now();
            let outcome = call().await;
            assert!(start.elapsed() < Duration::from_millis(200));
            outcome
        };
        let (one, two, three) = tokio::join!(call(), call(), third);
        assert!(one.is_ok() && two.is_ok());
        let error = three.unwrap_err();
        assert_eq!((error.code(), error.message()), (Code::ResourceExhausted, "overloaded"));
        call().await.unwrap();
    }
    let shed = |transport| probe.metric(&format!(r#"requests_shed_total{{transport="{transport}"}}"#));
    assert_eq!((shed("http"), shed("grpc")), (Some(1.0), Some(1.0)));

    let probe = Probe::start(&["--http", "--max-concurrency", "1"]);
    let address = probe.http.clone();
    let slow = thread::spawn(move || send(&address, "POST", "/call", &[], r#"{"sleep_ms": 1000}"#));
    thread::sleep(Duration::from_millis(300));
    let answer = probe.call("{}");
    assert_eq!((answer.status, &*answer.headers["retry-after"]), (503, "1"));
    assert_eq!(slow.join().unwrap().status, 200);
}

#[test]
fn slow_and_silent_senders_are_cut_off() {
    let probe = Probe::start(&["--http", "--grpc", "--header-timeout", "300ms"]);
    for (address, sent) in [
        (&probe.http, ""),
        (&probe.http, "POST /call HTTP/1.1\r\nhost:"),
        (&probe.grpc, ""),
        (&probe.debug, "GET /healthz"),
    ] {
        let start = Instant::now();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(sent.as_bytes()).unwrap();
        stream.set_read_timeout(Some(SOON)).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
        assert!(start.elapsed() < Duration::from_secs(2), "{sent:?}");
    }
}

/// How long until the other side closes it.
fn closed(stream: &mut TcpStream) -> Duration {
    let start = Instant::now();
    stream.set_read_timeout(Some(2 * SOON)).unwrap();
    assert_eq!(stream.read_to_end(&mut Vec::new()).map_err(|error| error.kind()).unwrap_or(0), 0);
    start.elapsed()
}

#[test]
fn an_idle_connection_may_wait_for_longer_than_headers() {
    let probe = Probe::start(&["--http", "--header-timeout", "300ms", "--idle-timeout", "1500ms"]);
    let mut stream = TcpStream::connect(&probe.http).unwrap();
    for _ in 0..2 {
        assert!(ask(&mut stream, "{}").starts_with("HTTP/1.1 200"));
        thread::sleep(Duration::from_millis(700));
    }
    assert!(ask(&mut stream, "{}").starts_with("HTTP/1.1 200"));
    let idle = closed(&mut stream);
    assert!(idle > Duration::from_millis(1200) && idle < SOON, "{idle:?}");

    // Within the next request it is slow, not idle.
    let mut stream = TcpStream::connect(&probe.http).unwrap();
    ask(&mut stream, "{}");
    stream.write_all(b"POST").unwrap();
    assert!(closed(&mut stream) < Duration::from_millis(1200));
}

#[test]
fn an_old_connection_is_replaced() {
    let probe = Probe::start(&["--http", "--grpc", "--connection-age", "500ms"]);
    let mut stream = TcpStream::connect(&probe.http).unwrap();
    assert!(!ask(&mut stream, "{}").contains("connection: close"));
    thread::sleep(Duration::from_millis(600));
    assert!(ask(&mut stream, "{}").contains("connection: close"));
    assert!(closed(&mut stream) < Duration::from_millis(500));

    let mut stream = TcpStream::connect(&probe.grpc).unwrap();
    let handshake = [PREFACE, &frame(4, 0, 0, &[])].concat();
    stream.write_all(&handshake).unwrap();
    let mut heard = Vec::new();
    stream.set_read_timeout(Some(SOON)).unwrap();
    let _ = stream.read_to_end(&mut heard);
    let goaway = [7, 0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff];
    assert!(heard.windows(goaway.len()).any(|bytes| bytes == goaway), "{heard:?}");
}

#[test]
fn more_connections_than_may_be_have_to_wait() {
    let probe = Probe::start(&["--http", "--max-connections", "1"]);
    let mut first = TcpStream::connect(&probe.http).unwrap();
    ask(&mut first, "{}");
    let address = probe.http.clone();
    let second = thread::spawn(move || ask(&mut TcpStream::connect(address).unwrap(), "{}"));
    thread::sleep(Duration::from_millis(300));
    assert!(!second.is_finished());
    // The system takes them all at once.
    let start = Instant::now();
    let more: Vec<_> = (0..500).map(|_| TcpStream::connect(&probe.http).unwrap()).collect();
    assert!(start.elapsed() < Duration::from_millis(900), "{:?}", start.elapsed());
    drop((more, first));
    assert!(second.join().unwrap().starts_with("HTTP/1.1 200"));
}

#[test]
fn who_does_not_read_its_answers_is_cut_off() {
    let probe = Probe::start(&["--http", "--idle-timeout", "500ms"]);
    let mut stream = TcpStream::connect(&probe.http).unwrap();
    let body = format!(r#"{{"text": "{}"}}"#, "x".repeat(1_000_000));
    let request = format!("POST /call HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    stream.set_write_timeout(Some(2 * SOON)).unwrap();
    // More answers than the system takes for a client that does not read.
    let taken = (0..100).take_while(|_| stream.write_all(request.as_bytes()).is_ok()).count();
    assert!(taken < 100, "all {taken} requests were taken");
    assert_eq!(send(&probe.http, "POST", "/call", &[], "{}").status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn grpc_tells_its_health_too() {
    let mut probe = Probe::start(&["--grpc", "--drain-delay", "2s"]);
    let mut health = HealthClient::new(app(&[&probe.grpc]).grpc_channel("next"));
    let mut ask = async |service: &str| {
        let request = HealthCheckRequest { service: service.into() };
        health.check(request).await.map(|answer| answer.into_inner().status().as_str_name())
    };
    assert_eq!(ask("").await.unwrap(), "SERVING");
    assert_eq!(ask("pb.Probe").await.unwrap(), "SERVING");
    assert_eq!(ask("no.Such").await.unwrap_err().code(), tonic::Code::NotFound);
    probe.signal("TERM");
    probe.wait_for_log("stopping");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(ask("pb.Probe").await.unwrap(), "NOT_SERVING");
}

/// The names that reflection lists, by its current and by its older version.
macro_rules! listed {
    ($version:ident, $channel:expr) => {{
        use tonic_reflection::pb::$version::{
            ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
            server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
        };
        let request = ServerReflectionRequest {
            host: String::new(),
            message_request: Some(MessageRequest::ListServices(String::new())),
        };
        let mut client = ServerReflectionClient::new($channel);
        match client.server_reflection_info(tokio_stream::once(request)).await {
            Ok(answers) => match answers.into_inner().message().await {
                Ok(Some(answer)) => match answer.message_response {
                    Some(MessageResponse::ListServicesResponse(list)) => {
                        Ok(list.service.into_iter().map(|service| service.name).collect())
                    }
                    other => panic!("{other:?}"),
                },
                other => panic!("{other:?}"),
            },
            Err(error) => Err(error.code()),
        }
    }};
}

#[tokio::test(flavor = "multi_thread")]
async fn reflection_is_served_if_asked_for() {
    let on = Probe::start(&["--grpc", "--reflection=true"]);
    let off = Probe::start(&["--grpc", "--reflection=false"]);
    let channel = |probe: &Probe| app(&[&probe.grpc]).grpc_channel("next");
    let current: Result<Vec<String>, tonic::Code> = listed!(v1, channel(&on));
    let older: Result<Vec<String>, tonic::Code> = listed!(v1alpha, channel(&on));
    for names in [current.unwrap(), older.unwrap()] {
        assert!(names.contains(&"pb.Probe".into()), "{names:?}");
        assert!(names.contains(&"grpc.health.v1.Health".into()), "{names:?}");
    }
    let none: Result<Vec<String>, tonic::Code> = listed!(v1, channel(&off));
    assert_eq!(none, Err(tonic::Code::Unimplemented));
}
