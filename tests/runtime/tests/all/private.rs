//! What is in requests stays out of logs, traces and metrics, and what is inside a service out of
//! its answers.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::Duration,
};

use platform::Code;
use runtime::{Call, grpc_client};
use tonic::{Request, client::Grpc, codegen::http::uri::PathAndQuery};
use tonic_prost::ProstCodec;

use crate::{
    collector::Collector,
    harness::{Answer, Probe, app, send},
};

const CANARY: &str = "canary7f3a";

/// What no answer may tell, even to whom the canary belongs.
fn tells_nothing(answer: &Answer) {
    for inside in ["secret", "src/", ".rs", "panicked", "as told at"] {
        assert!(!answer.body.contains(inside), "{inside}: {answer:?}");
    }
    assert!(answer.status < 500 || !answer.body.contains(CANARY), "{answer:?}");
}

fn over_http(probe: &Probe) {
    let bodies = [
        format!(r#"{{"text": "{CANARY}"}}"#),
        format!(r#"{{"text": "{CANARY}", "fail": "internal"}}"#),
        format!(r#"{{"text": "{CANARY}", "fail": "data_loss"}}"#),
        format!(r#"{{"text": "{CANARY}", "fail": "not_found"}}"#),
        format!(r#"{{"text": "{CANARY}", "panic": true}}"#),
        format!(r#"{{"text": "{CANARY}", "relay": "grpc"}}"#),
        format!(r#"{{"text": "{CANARY}", "relay": "http"}}"#),
        format!(r#"{{"text": "{CANARY}", "relay": "grpc", "fail": "internal"}}"#),
        format!(r#"{{"text": "{CANARY}", "sleep_ms": 9000}}"#),
        format!(r#"{{"text": {CANARY}"#),
        format!(r#"{{"sleep_ms": "{CANARY}"}}"#),
        format!(r#"{{"text": "{}"}}"#, CANARY.repeat(2000)),
        CANARY.to_owned(),
    ];
    for body in &bodies {
        tells_nothing(&send(&probe.http, "POST", "/call", &[], body));
    }
    let paths = [format!("/{CANARY}"), format!("/call?text={CANARY}"), format!("/call/{CANARY}%FF")];
    for path in &paths {
        for verb in ["POST", "GET", "CANARY7F3A"] {
            tells_nothing(&send(&probe.http, verb, path, &[], "{}"));
        }
    }
    for name in
        ["authorization", "cookie", "traceparent", "tracestate", "grpc-timeout", "content-encoding", CANARY]
    {
        tells_nothing(&send(&probe.http, "POST", "/call", &[(name, CANARY)], "{}"));
    }
    tells_nothing(&send(&probe.http, "POST", "/panic", &[], CANARY));
    // What is no HTTP at all.
    let mut stream = TcpStream::connect(&probe.http).unwrap();
    stream.write_all(format!("{CANARY}\r\n\r\n").as_bytes()).unwrap();
    let _ = stream.read_to_end(&mut Vec::new());
}

async fn over_grpc(probe: &Probe) {
    let channel = app(&[&probe.grpc]).grpc_channel("next");
    let client = grpc_client(channel.clone());
    let text = CANARY.to_owned();
    for fail in Code::ALL.map(Code::as_str).into_iter().chain([""]) {
        let call = Call { text: text.clone(), fail: fail.to_owned(), ..Call::default() };
        if let Err(error) = client.call(call).await {
            assert_eq!(error.message(), "as told");
        }
    }
    let error = client.call(Call { text: text.clone(), panic: true, ..Call::default() }).await.unwrap_err();
    assert_eq!(error.message(), "internal error");
    let _ = client.call(Call { text: text.repeat(2000), ..Call::default() }).await;

    let paths = ["/pb.Probe/Call", "/pb.Probe/canary7f3a", "/canary7f3a.Service/Call", "/canary7f3a"];
    for path in paths {
        for message in [CANARY.as_bytes().to_vec(), vec![0xff]] {
            let codec = ProstCodec::<Vec<u8>, ()>::default();
            let mut request = Request::new(message);
            request.metadata_mut().insert("authorization", CANARY.parse().unwrap());
            let path = PathAndQuery::from_static(path);
            let answer = Grpc::new(channel.clone()).unary(request, path.clone(), codec).await;
            assert!(
                answer.map_or_else(|status| !status.message().contains(CANARY), |_| path.path() == paths[0])
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn payloads_are_in_no_log_trace_or_metric() {
    let collector = Collector::start();
    let args =
        ["--http", "--grpc", "--drain-delay", "0s", "--max-body-size", "10000", "--request-timeout", "1s"];
    let last = Probe::observed(&collector, &args);
    let discovery = format!("static:next={};next.http={}", last.grpc, last.http);
    let first = Probe::observed(&collector, &[&args[..], &["--discovery", &discovery]].concat());
    over_http(&first);
    over_grpc(&first).await;

    let metrics = [&first, &last].map(|probe| send(&probe.debug, "GET", "/metrics", &[], "").body);
    for mut probe in [first, last] {
        probe.signal("TERM");
        assert_eq!(probe.wait(Duration::from_secs(10)).code(), Some(0));
        thread::sleep(Duration::from_millis(200));
        let said = probe.said().to_lowercase();
        assert!(said.contains("called"), "{said}");
        let leak = said.lines().find(|line| line.contains(CANARY));
        assert_eq!(leak, None);
    }
    assert!(collector.wait_for(50).iter().any(|received| received.span.name == "unmatched"));
    let sent = String::from_utf8_lossy(&collector.bytes()).to_lowercase();
    let leak =
        sent.find(CANARY).map(|at| sent[at.saturating_sub(60)..].chars().take(120).collect::<String>());
    assert_eq!(leak, None);
    for metrics in metrics {
        assert!(metrics.contains("request_duration_seconds") && !metrics.to_lowercase().contains(CANARY));
    }
}

/// However many paths and verbs strangers try.
#[test]
fn labels_of_metrics_are_bounded() {
    let probe = Probe::start(&["--http", "--grpc"]);
    let series = || send(&probe.debug, "GET", "/metrics", &[], "").body.lines().count();
    let try_out = |from: usize, count: usize| {
        let mut stream = TcpStream::connect(&probe.http).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let mut reader = stream.try_clone().unwrap();
        let answers = thread::spawn(move || {
            let mut text = String::new();
            let _ = reader.read_to_string(&mut text);
            text.matches("HTTP/1.1 4").count()
        });
        for n in from..from + count {
            let verb = ["GET", "POST", "DELETE"]
                .get(n % 5)
                .map_or_else(|| format!("VERB{n}"), |verb| verb.to_string());
            let path = if n % 3 == 0 { "call".to_owned() } else { format!("{n:x}/{}", n * 7) };
            let last = if n + 1 == from + count { "connection: close\r\n" } else { "" };
            write!(stream, "{verb} /{path}?{n}={n} HTTP/1.1\r\nhost: x\r\n{last}content-length: 1\r\n\r\n[")
                .unwrap();
        }
        assert_eq!(answers.join().unwrap(), count);
    };
    try_out(0, 100);
    let before = series();
    try_out(100, 10_000);
    let after = series();
    println!("{}: 10,000 paths and verbs: {after} lines of metrics, {before} before", module_path!());
    assert_eq!(after, before);
}
