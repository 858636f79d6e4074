//! One trace across services, as a collector gets it.

use std::time::Duration;

use crate::{
    collector::{Collector, Received},
    harness::{Probe, send},
};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const SPAN: &str = "b7ad6b7169203331";
const SERVER: i32 = 2;
const CLIENT: i32 = 3;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Each call is the child of the request within which it is made, and the parent of the request
/// that it is.
#[test]
fn a_call_through_two_services_is_one_trace() {
    for through in ["http", "grpc"] {
        let (front, back) = (Collector::start(), Collector::start());
        let last = Probe::observed(&back, &["--http", "--grpc", "--drain-delay", "0s"]);
        let address = if through == "http" { &last.http } else { &last.grpc };
        let discovery = format!("static:next={address}");
        let first = Probe::observed(&front, &["--http", "--discovery", &discovery, "--drain-delay", "0s"]);
        let parent = format!("00-{TRACE}-{SPAN}-01");
        let body = format!(r#"{{"relay": "{through}"}}"#);
        let answer = send(&first.http, "POST", "/call", &[("traceparent", &parent)], &body);
        assert_eq!(answer.status, 200);
        // The last spans are sent before the end.
        for mut probe in [first, last] {
            probe.signal("TERM");
            assert_eq!(probe.wait(Duration::from_secs(10)).code(), Some(0));
        }
        let (front, back) = (front.spans(), back.spans());
        assert_eq!((front.len(), back.len()), (2, 1), "{front:#?} {back:#?}");
        let of = |spans: &[Received], kind: i32| {
            let found = spans.iter().find(|received| received.span.kind == kind);
            found.unwrap_or_else(|| panic!("no span of kind {kind}: {spans:#?}")).clone()
        };
        let (entry, call, end) = (of(&front, SERVER), of(&front, CLIENT), of(&back, SERVER));
        for received in [&entry, &call, &end] {
            assert_eq!((&*received.service, &*hex(&received.span.trace_id)), ("probe", TRACE));
        }
        assert_eq!(hex(&entry.span.parent_span_id), SPAN);
        assert_eq!(call.span.parent_span_id, entry.span.span_id);
        assert_eq!(end.span.parent_span_id, call.span.span_id);
        let path = if through == "http" { "/call" } else { "/pb.Probe/Call" };
        assert_eq!([&*entry.span.name, &*call.span.name, &*end.span.name], ["/call", path, path]);
    }
}

/// A caller that asks for no record gets none.
#[test]
fn what_is_not_sampled_is_not_sent() {
    let collector = Collector::start();
    let mut probe = Probe::observed(&collector, &["--http", "--drain-delay", "0s"]);
    for flags in ["00", "01"] {
        let parent = format!("00-{TRACE}-{SPAN}-{flags}");
        send(&probe.http, "POST", "/call", &[("traceparent", &parent)], "{}");
    }
    probe.signal("TERM");
    assert_eq!(probe.wait(Duration::from_secs(10)).code(), Some(0));
    assert_eq!(collector.wait_for(1).len(), 1);
}
