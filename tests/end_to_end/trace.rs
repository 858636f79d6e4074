//! One trace through two processes, as a collector of spans gets it.

use std::{process::Command, time::Duration};

use crate::{
    collector::{Collector, Received, Span},
    curl::{self, curl},
    services::{Service, traced},
};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const SPAN: &str = "b7ad6b7169203331";
const SERVER: i32 = 2;
const CLIENT: i32 = 3;

fn start(name: &'static str, collector: &Collector, args: &[&str]) -> Service {
    let mut command = Command::new(traced(name));
    command.env_clear().env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.endpoint);
    command.args(["--debug-addr", "127.0.0.1:0"]).args(args);
    Service::run(name, &mut command)
}

#[test]
fn a_call_of_users_is_one_trace_with_that_of_notificator() {
    if !curl::installed() {
        return;
    }
    let collector = Collector::start();
    let mut notificator = start("notificator", &collector, &["--grpc-addr", "127.0.0.1:0"]);
    let discovery = format!("static:notificator={}", notificator.grpc);
    let mut users = start("users", &collector, &["--http-addr", "127.0.0.1:0", "--discovery", &discovery]);
    let url = format!("http://{}/create", users.http);
    let parent = format!("traceparent: 00-{TRACE}-{SPAN}-01");
    let answer = curl(&["-XPOST", &url, "-H", &parent, "-d", r#"{"email": "test"}"#]);
    assert_eq!((answer.status, &*answer.body), (200, "{}"));
    for service in [&mut users, &mut notificator] {
        service.terminate();
        assert!(service.wait(Duration::from_secs(20)).success());
    }

    // What was not sent yet was sent at the end.
    let spans = collector.spans();
    let one = |service: &str, kind: i32| -> &Span {
        let found = |received: &&Received| received.service == service && received.span.kind == kind;
        let found: Vec<&Received> = spans.iter().filter(found).collect();
        assert_eq!(found.len(), 1, "{service} {kind}: {spans:#?}");
        &found[0].span
    };
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let (served, called) = (one("users", SERVER), one("users", CLIENT));
    let answered = one("notificator", SERVER);
    assert_eq!(hex(&served.parent_span_id), SPAN);
    assert_eq!(called.parent_span_id, served.span_id);
    assert_eq!(answered.parent_span_id, called.span_id);
    for span in [served, called, answered] {
        assert_eq!(hex(&span.trace_id), TRACE, "{span:?}");
    }
    assert_eq!(spans.len(), 3, "{spans:#?}");
}
