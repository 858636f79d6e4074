//! What services say, in each format, and how a trace goes from one log to the next.

use serde_json::Value;

use crate::{
    curl::{self, EMAIL, create, curl},
    services::Service,
};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

#[test]
fn a_trace_goes_through_all_services() {
    if !curl::installed() {
        return;
    }
    let mut notificator = Service::start("notificator", &[]);
    let discovery = format!("static:notificator={}", notificator.grpc);
    let mut users = Service::start("users", &["--discovery", &discovery]);
    let header = format!("traceparent: 00-{TRACE}-b7ad6b7169203331-01");
    let url = format!("http://{}/create", users.http);
    assert_eq!(curl(&["-H", &header, &url, "-d", EMAIL]).status, 200);
    let of_trace = format!("trace_id={TRACE}");
    users.process.wait_for(&["email sent", &of_trace]);
    users.process.wait_for(&["method=create", &of_trace]);
    notificator.process.wait_for(&["method=send_email", &of_trace]);

    // Without one, or with one that is none, a trace begins, and it is the same in both logs.
    let mut calls = 1;
    for header in ["x: y", "traceparent: 00-0af7-b7ad-01"] {
        assert_eq!(curl(&["-H", header, &url, "-d", EMAIL]).status, 200);
        calls += 1;
        users.expect_calls("create", calls);
        let line = users.process.said(&["method=create"]).pop().unwrap();
        let begun = crate::services::after(&line, "trace_id");
        assert!(begun.len() == 32 && begun != TRACE, "{line}");
        notificator.process.wait_for(&["method=send_email", &format!("trace_id={begun}")]);
    }
}

/// Calls `create` and gives all lines of the service's log.
fn log(format: &str) -> Vec<String> {
    let mut bugs = Service::start("bugs", &["--log-format", format, "--drain-delay", "0s"]);
    assert_eq!(create(&bugs, "{\"bug\": \"a \\\"b\\\"\\nc}\"}").status, 200);
    assert_eq!(create(&bugs, "{").status, 400);
    bugs.terminate();
    assert_eq!(bugs.wait(crate::support::process::PATIENCE).code(), Some(0));
    let lines = bugs.process.said(&[]);
    assert!(lines.len() >= 6, "{lines:#?}");
    assert!(!lines.concat().contains('\x1b'), "colours are for terminals: {lines:#?}");
    lines
}

#[test]
fn json_lines_are_objects() {
    if !curl::installed() {
        return;
    }
    let lines = log("json");
    let parsed: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).expect(line)).collect();
    let found = |message: &str| parsed.iter().find(|line| line["message"] == message).expect(message);
    assert_eq!(found("bug created")["bug"], "a \"b\"\nc}");
    assert_eq!(found("called")["method"], "create");
    assert_eq!(found("called")["trace_id"], found("bug created")["trace_id"]);
    assert!(found("ready")["trace_id"].is_null());
    for line in &parsed {
        assert_eq!((&line["service"], &line["level"]), (&"bugs".into(), &"INFO".into()), "{line}");
        assert!(line["timestamp"].is_string() && line["target"].is_string(), "{line}");
    }
}

/// Also those about another service.
#[test]
fn a_line_names_a_field_once_and_no_news_is_not_repeated() {
    if !curl::installed() {
        return;
    }
    for (format, field) in [("json", "\"service\":"), ("logfmt", " service=")] {
        let discovery = "static:notificator=127.0.0.1:1";
        let mut users = Service::start("users", &["--discovery", discovery, "--log-format", format]);
        (0..5).for_each(|_| assert_eq!(create(&users, EMAIL).status, 503));
        let aside = users.process.wait_for(&["instance set aside", "remote", "notificator"]);
        assert_eq!(aside.matches(field).count(), 1, "{aside}");
        assert_eq!(users.process.said(&["instance set aside"]).len(), 1);
    }
}

#[test]
fn logfmt_lines_are_fields() {
    if !curl::installed() {
        return;
    }
    let lines = log("logfmt");
    for line in &lines {
        assert!(line.starts_with("ts=") && line.contains(" level=info "), "{line}");
        assert!(line.contains(" service=bugs"), "{line}");
    }
    let of = |text: &str| lines.iter().find(|line| line.contains(text)).expect(text);
    assert!(of("message=\"bug created\"").contains(r#"bug="a \"b\"\nc}""#), "{lines:#?}");
    let called = of("message=called");
    assert!(called.contains("method=create took="), "{lines:#?}");
    let took = crate::services::after(called, "took");
    let unit = took.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    assert!(["µs", "ms", "s"].contains(&unit), "{called}");
    let digits = took[..took.len() - unit.len()].split_once('.').map_or(0, |(_, digits)| digits.len());
    assert_eq!(digits, if unit == "µs" { 0 } else { 3 }, "{called}");
}

#[test]
fn pretty_lines_are_for_people() {
    if !curl::installed() {
        return;
    }
    let lines = log("pretty");
    assert!(lines.iter().all(|line| line.starts_with("bugs 2")), "{lines:#?}");
    let called = lines.iter().find(|line| line.contains("called")).unwrap();
    assert!(called.contains(" INFO ") && called.contains("method=\"create\""), "{called}");
}
