//! JSON over HTTP: what is accepted, and how failures look.

use platform::Code;
use runtime::{Call, grpc_client, http_client};

use crate::harness::{Answer, Probe, app, send};

fn is_problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    let problem = answer.json();
    assert_eq!(problem["status"], status);
    assert_eq!(problem["code"], code);
    assert_eq!(problem["type"], "about:blank");
    assert!(!problem["title"].as_str().unwrap().is_empty());
    assert!(!problem["detail"].as_str().unwrap().is_empty());
}

#[test]
fn a_body_needs_no_content_type() {
    let probe = Probe::start(&["--http"]);
    let curl = [("content-type", "application/x-www-form-urlencoded")];
    for headers in [&curl[..], &[]] {
        let answer = send(&probe.http, "POST", "/call", headers, r#"{"text": "hi"}"#);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.headers["content-type"], "application/json");
        assert_eq!(answer.json()["text"], "hi");
    }
    assert_eq!(probe.call("").status, 200);
}

#[test]
fn bad_json_is_answered_with_its_place() {
    let probe = Probe::start(&["--http", "--max-body-size", "1000"]);
    let malformed = probe.call("{\"text\":\n  oops}");
    is_problem(&malformed, 400, "invalid_argument");
    let detail = malformed.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("line 2 column 3"), "{detail}");

    let mistyped = probe.call(r#"{"text": 5}"#);
    is_problem(&mistyped, 400, "invalid_argument");
    let detail = mistyped.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("expected a string at line 1 column 10"), "{detail}");

    let large = probe.call(&format!(r#"{{"text": "{}"}}"#, "x".repeat(1000)));
    is_problem(&large, 413, "resource_exhausted");
}

#[test]
fn unknown_paths_and_methods_are_problems_too() {
    let probe = Probe::start(&["--http"]);
    is_problem(&send(&probe.http, "POST", "/nowhere", &[], ""), 404, "unimplemented");
    let wrong = send(&probe.http, "GET", "/call", &[], "");
    is_problem(&wrong, 405, "unimplemented");
    assert_eq!(wrong.headers["allow"], "POST");
}

#[test]
fn a_panic_fails_its_request_only() {
    let mut probe = Probe::start(&["--http"]);
    is_problem(&probe.call(r#"{"panic": true}"#), 500, "internal");
    is_problem(&send(&probe.http, "POST", "/panic", &[], ""), 500, "internal");
    assert_eq!(probe.call("{}").status, 200);
    probe.wait_for_log("panicked");
}

/// With its method, and no line besides.
#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_one_line_of_the_log() {
    let mut probe = Probe::start(&["--http", "--grpc", "--drain-delay", "0s"]);
    probe.call(r#"{"panic": true}"#);
    let client = grpc_client(app(&[&probe.grpc]).grpc_channel("next"));
    client.call(Call { panic: true, ..Call::default() }).await.unwrap_err();
    send(&probe.http, "POST", "/panic", &[], "");
    probe.signal("TERM");
    probe.wait_for_log("stopped");
    let lines = probe.logged("panicked");
    let told: Vec<_> = lines.iter().map(|line| (line["method"].as_str(), line["panic"].as_str())).collect();
    let call = (Some("call"), Some("as told"));
    assert_eq!(told, [call, call, (None, Some("outside of any endpoint"))]);
    assert_eq!(probe.said().matches(r#""level":"ERROR""#).count(), 3, "{}", probe.said());
}

#[test]
fn causes_stay_in_the_log() {
    let mut probe = Probe::start(&["--http"]);
    let answer = probe.call(r#"{"fail": "data_loss", "text": "private"}"#);
    is_problem(&answer, 500, "data_loss");
    assert!(!answer.body.contains("secret"));
    let line = probe.wait_for_log("failed");
    assert_eq!((&line["method"], &line["code"]), (&"call".into(), &"data_loss".into()));
    assert!(line["error"].as_str().unwrap().contains("the secret cause"));
    assert!(!line.to_string().contains("private"), "parameters are not logged: {line}");
}

/// Short ones go to the system in one piece, others in two.
#[tokio::test]
async fn answers_of_any_length_arrive_whole() {
    let probe = Probe::start(&["--http"]);
    let client = http_client(app(&[&probe.http]).http_channel("next"));
    for length in (0..1200).chain([10_000, 1_000_000]) {
        let text: String = ('a'..='z').cycle().take(length).collect();
        let reply = client.call(Call { text: text.clone(), ..Call::default() }).await.unwrap();
        assert_eq!(reply.text, text);
    }
}

#[tokio::test]
async fn errors_cross_http() {
    let probe = Probe::start(&["--http"]);
    let client = http_client(app(&[&probe.http]).http_channel("next"));
    let reply = client.call(Call { text: "hello".into(), ..Call::default() }).await.unwrap();
    assert_eq!(reply.text, "hello");
    for code in Code::ALL {
        let call = Call { fail: code.as_str().into(), ..Call::default() };
        let error = client.call(call).await.unwrap_err();
        assert_eq!((error.code(), error.message()), (code, "as told"));
    }
}
