//! The trace and the deadline of a request go on with the calls that it makes.

use crate::harness::{Answer, Probe, send};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const SPAN: &str = "b7ad6b7169203331";

/// Two services in a row: the answer tells what arrived at the second.
fn relayed(through: &str, headers: &[(&str, &str)]) -> Answer {
    let mut last = Probe::start(&["--http", "--grpc"]);
    let address = if through == "http" { &last.http } else { &last.grpc };
    let discovery = format!("static:next={address}");
    let first = Probe::start(&["--http", "--discovery", &discovery]);
    let body = format!(r#"{{"relay": "{through}", "sleep_ms": 30}}"#);
    let answer = send(&first.http, "POST", "/call", headers, &body);
    let line = last.wait_for_log("called");
    assert_eq!(line["trace_id"], answer.json()["trace_id"], "the log has it too");
    assert_eq!(line["service"], "probe");
    answer
}

#[test]
fn a_trace_goes_through_both_transports() {
    let parent = format!("00-{TRACE}-{SPAN}-01");
    for through in ["http", "grpc"] {
        let headers = [("traceparent", &*parent), ("tracestate", "vendor=1,other=2")];
        let reply = relayed(through, &headers).json();
        assert_eq!(reply["trace_id"], TRACE, "{through}");
        assert_eq!(reply["span_id"], SPAN, "{through}");
        assert_eq!(reply["tracestate"], "vendor=1,other=2", "{through}");
    }
}

#[test]
fn a_request_without_a_trace_starts_one_as_does_one_with_a_bad_one() {
    let zero = "0".repeat(32);
    let bad = [
        "".to_owned(),
        format!("00-{zero}-{SPAN}-01"),
        format!("00-{TRACE}-0000000000000000-01"),
        format!("ff-{TRACE}-{SPAN}-01"),
        format!("00-{}-{SPAN}-01", TRACE.to_uppercase()),
        format!("00-{TRACE}-{SPAN}-01-more"),
        format!("00-+{}-{SPAN}-01", &TRACE[1..]),
    ];
    let probe = Probe::start(&["--http"]);
    for parent in bad {
        let headers = [("traceparent", &*parent), ("tracestate", "vendor=1")];
        let reply = send(&probe.http, "POST", "/call", &headers, "{}").json();
        let trace = reply["trace_id"].as_str().unwrap();
        assert!(trace.len() == 32 && trace != zero && trace != TRACE, "{parent}: {trace}");
        assert_eq!(reply["tracestate"], "", "{parent}");
    }
}

#[test]
fn a_later_version_of_the_header_may_have_more() {
    let probe = Probe::start(&["--http"]);
    let headers = [("traceparent", &*format!("01-{TRACE}-{SPAN}-01-more"))];
    let reply = send(&probe.http, "POST", "/call", &headers, "{}").json();
    assert_eq!(reply["trace_id"], TRACE);
}

#[test]
fn the_deadline_shrinks_hop_by_hop() {
    for through in ["http", "grpc"] {
        let reply = relayed(through, &[("grpc-timeout", "2S")]).json();
        // Each of the two hops slept 30 ms.
        let remaining = reply["remaining_ms"].as_u64().unwrap();
        assert!((1000..=1940).contains(&remaining), "{through}: {remaining}");
    }
}

#[test]
fn a_deadline_that_passes_is_a_504() {
    let mut probe = Probe::start(&["--http", "--request-timeout", "9s"]);
    let headers = [("grpc-timeout", "50m")];
    let answer = send(&probe.http, "POST", "/call", &headers, r#"{"sleep_ms": 5000}"#);
    assert_eq!(answer.status, 504);
    assert_eq!(answer.json()["code"], "deadline_exceeded");
    probe.wait_for_log("cancelled");

    // The service's own limit is the other way to have one; nonsense counts as none.
    let probe = Probe::start(&["--http", "--request-timeout", "50ms"]);
    let nonsense = [("grpc-timeout", "+5S")];
    let answer = send(&probe.http, "POST", "/call", &nonsense, r#"{"sleep_ms": 5000}"#);
    assert_eq!(answer.status, 504);
}
