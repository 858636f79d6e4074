//! Methods that answer with a stream, over both transports.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

use futures_util::StreamExt;
use platform::{
    Code, Context, Error, ItemStream, Result,
    resilience::{Retry, Timeout},
};
use runtime::{
    Call, Reply,
    watch::{Watch, grpc_client, http_client},
};

use crate::harness::{Probe, app, send, wait_until};

const SOON: Duration = Duration::from_secs(3);

fn clients(probe: &Probe) -> [Watch; 2] {
    [
        http_client(app(&[&probe.http]).http_channel("next")),
        grpc_client(app(&[&probe.grpc]).grpc_channel("next")),
    ]
}

fn counting(text: &str) -> Call {
    Call { text: text.into(), ..Call::default() }
}

fn endless() -> Call {
    Call { sleep_ms: 10, ..counting("1000000") }
}

/// What comes until the end, and the error that is the end.
async fn all(mut items: ItemStream<Reply>) -> (Vec<String>, Option<Error>) {
    let mut texts = Vec::new();
    loop {
        match items.next().await {
            Some(Ok(reply)) => texts.push(reply.text),
            Some(Err(error)) => {
                assert!(items.next().await.is_none(), "an error is the last");
                return (texts, Some(error));
            }
            None => return (texts, None),
        }
    }
}

async fn first(watch: &Watch, call: Call) -> (ItemStream<Reply>, Reply) {
    let mut items = watch.call(call).await.unwrap();
    let first = items.next().await.unwrap().unwrap();
    (items, first)
}

#[tokio::test]
async fn items_errors_and_panics_cross_both_transports() {
    let mut probe = Probe::start(&["--http", "--grpc"]);
    for watch in clients(&probe) {
        let (texts, error) = all(watch.call(counting("3")).await.unwrap()).await;
        assert_eq!((texts, error.is_none()), (vec!["0".into(), "1".into(), "2".into()], true));
        let (texts, error) = all(watch.call(counting("0")).await.unwrap()).await;
        assert_eq!((texts.len(), error.is_none()), (0, true));
        for code in Code::ALL {
            let fail = code.as_str();
            let (texts, error) =
                all(watch.call(Call { fail: fail.into(), ..counting("2") }).await.unwrap()).await;
            let error = error.unwrap();
            assert_eq!((texts.len(), error.code(), error.message()), (2, code, "as told"));
            assert!(!format!("{error:?}").contains("secret"), "{error:?}");
            let error = watch.call(Call { fail: fail.into(), ..counting("refused") }).await.unwrap_err();
            assert_eq!((error.code(), error.message()), (code, "as told"));
        }
        let (texts, error) = all(watch.call(Call { panic: true, ..counting("2") }).await.unwrap()).await;
        let error = error.unwrap();
        assert_eq!((texts.len(), error.code(), error.message()), (2, Code::Internal, "internal error"));
    }
    let line = probe.wait_for_log("streamed");
    assert_eq!((&line["method"], &line["items"]), (&"watch".into(), &3.into()));
    let failed = probe.wait_for_log("stream failed");
    assert!(failed["error"].as_str().unwrap().contains("the secret cause"), "{failed}");
}

#[tokio::test]
async fn items_of_any_length_arrive_in_order() {
    let probe = Probe::start(&["--http", "--grpc"]);
    for watch in clients(&probe) {
        let (texts, error) = all(watch.call(counting("300 50000")).await.unwrap()).await;
        assert!(error.is_none(), "{error:?}");
        assert!(texts.iter().enumerate().all(|(index, text)| text.trim_end() == index.to_string()));
        assert_eq!((texts.len(), texts[299].len()), (300, 50000));
    }
}

#[tokio::test]
async fn a_grpc_message_may_be_larger_than_tonic_allows_of_itself() {
    let probe = Probe::start(&["--grpc"]);
    let [_, watch] = clients(&probe);
    let (texts, error) = all(watch.call(counting("2 6000000")).await.unwrap()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!((texts.len(), texts[1].len()), (2, 6_000_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_goes_ends_the_stream_at_its_source() {
    // Over both transports, and from one service to the next.
    let source = Probe::start(&["--http", "--grpc"]);
    let next = format!("static:next={}", source.http);
    let relaying = Probe::start(&["--http", "--grpc", "--discovery", &next]);
    for (probe, relay) in [(&source, ""), (&relaying, "http")] {
        for watch in clients(probe) {
            let before = source.logged("watch dropped").len();
            let (items, _) = first(&watch, Call { relay: relay.into(), ..endless() }).await;
            assert_eq!(source.logged("watch dropped").len(), before);
            drop(items);
            wait_until("the stream is dropped", Duration::from_secs(1), || {
                (source.logged("watch dropped").len() > before).then_some(())
            });
        }
    }
    let given_up = source.logged("stream given up");
    assert_eq!(given_up.len(), 4, "{given_up:?}");
    let ended = r#"streams_ended_total{code="cancelled",method="watch",service="probe",side="server"}"#;
    assert_eq!(source.metric(ended), Some(4.0));
    assert_eq!(source.metric("streams_open"), Some(0.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_says_nothing_is_dropped_with_its_caller() {
    let probe = Probe::start(&["--http", "--grpc"]);
    for watch in clients(&probe) {
        let before = probe.logged("watch dropped").len();
        let items = watch.call(Call { sleep_ms: 60_000, ..counting("9") }).await.unwrap();
        drop(items);
        wait_until("the stream is dropped", Duration::from_secs(1), || {
            (probe.logged("watch dropped").len() > before).then_some(())
        });
    }
}

/// What is not read is not made: between them there is no more than the sockets hold.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_slows_the_source() {
    let probe = Probe::start(&["--http", "--grpc"]);
    let memory = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", probe.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap().to_owned();
        line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap()
    };
    let before = memory();
    for watch in clients(&probe) {
        let dropped = probe.logged("watch dropped").len();
        // 600 MB in all.
        let (items, _) = first(&watch, counting("10000 60000")).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let grown = memory().saturating_sub(before);
        assert!(grown < 40_000, "{grown} kB");
        drop(items);
        let line =
            wait_until("the stream is dropped", SOON, || probe.logged("watch dropped").get(dropped).cloned());
        let made = line["made"].as_u64().unwrap();
        assert!(made < 300, "{made} items were made, of which one was read");
    }
}

#[tokio::test]
async fn a_timeout_is_for_the_beginning_and_the_callers_deadline_for_all() {
    let probe = Probe::start(&["--http", "--grpc", "--request-timeout", "300ms"]);
    for watch in clients(&probe) {
        let watch = watch.layer_stream(&Timeout(Duration::from_millis(400)));
        // Longer than either timeout.
        let slow = Call { sleep_ms: 150, ..counting("5") };
        let (texts, error) = all(watch.call(slow).await.unwrap()).await;
        assert_eq!((texts.len(), error.map(|error| error.code())), (5, None));
        let late = Call { relay: "late".into(), sleep_ms: 9000, ..counting("") };
        let error = watch.call(late).await.unwrap_err();
        assert_eq!(error.code(), Code::DeadlineExceeded);

        let start = Instant::now();
        let deadline = Some(start + Duration::from_millis(250));
        let context = Context { deadline, caller_deadline: deadline, ..Context::current_or_new() };
        let items = context.scope(watch.call(endless())).await.unwrap();
        let (_, error) = all(items).await;
        assert_eq!(error.unwrap().code(), Code::DeadlineExceeded);
        assert!(start.elapsed() < Duration::from_secs(1));
    }
}

#[tokio::test]
async fn items_are_made_in_the_requests_context() {
    let probe = Probe::start(&["--http", "--grpc"]);
    for watch in clients(&probe) {
        let context = Context::current_or_new();
        let trace = format!("{:032x}", context.trace_id);
        let (_, item) = context.scope(first(&watch, counting("1"))).await;
        assert_eq!((&*item.trace_id, &*item.tracestate), (&*trace, "in context"));
    }
}

/// Only the beginning is tried again: what has begun is not told twice.
#[tokio::test]
async fn is_retried_until_it_begins() {
    let probe = Probe::start(&["--http", "--grpc"]);
    let nobody = "127.0.0.1:1";
    let http = http_client(app(&[nobody, &probe.http]).http_channel("next"));
    let grpc = grpc_client(app(&[nobody, &probe.grpc]).grpc_channel("next"));
    for watch in [http, grpc] {
        let watch = watch.layer_stream(&Retry::default().idempotent());
        for _ in 0..10 {
            let (texts, _) = all(watch.call(counting("2")).await.unwrap()).await;
            assert_eq!(texts.len(), 2);
        }
        let failing = Call { fail: "unavailable".into(), ..counting("1") };
        let (texts, error) = all(watch.call(failing).await.unwrap()).await;
        assert_eq!((texts.len(), error.unwrap().code()), (1, Code::Unavailable));
    }
}

#[tokio::test]
async fn an_open_stream_takes_no_place_of_a_request() {
    let probe = Probe::start(&["--http", "--grpc", "--max-concurrency", "1"]);
    for watch in clients(&probe) {
        let open = [first(&watch, endless()).await, first(&watch, endless()).await];
        assert_eq!(probe.call("{}").status, 200);
        drop(open);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_ends_streams_in_good_order() {
    for read in [true, false] {
        let mut probe =
            Probe::start(&["--http", "--grpc", "--drain-delay", "200ms", "--drain-timeout", "1s"]);
        let mut open = Vec::new();
        for watch in clients(&probe) {
            // One that nobody reads is full when the end comes.
            let call = if read { endless() } else { counting("10000 60000") };
            open.push(first(&watch, call).await.0);
        }
        probe.signal("TERM");
        let start = Instant::now();
        if read {
            for items in open.drain(..) {
                let error = all(items).await.1.unwrap();
                assert_eq!((error.code(), error.message()), (Code::Unavailable, "the service is stopping"));
            }
            assert!(start.elapsed() < Duration::from_millis(900));
        }
        assert_eq!(probe.wait(SOON).code(), Some(0));
        if !read {
            probe.wait_for_log("requests still under way are given up");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_server_is_no_end_of_a_stream() {
    for index in 0..2 {
        let probe = Probe::start(&["--http", "--grpc"]);
        let watch = &clients(&probe)[index];
        let (items, _) = first(watch, endless()).await;
        probe.signal("KILL");
        let error = all(items).await.1.unwrap();
        assert_eq!(error.code(), Code::Unavailable, "{error:?}");
    }
}

#[test]
fn is_plain_events_over_http() {
    let probe = Probe::start(&["--http"]);
    let answer = send(&probe.http, "POST", "/watch", &[], r#"{"text": "1", "fail": "not_found"}"#);
    assert_eq!((answer.status, &*answer.headers["content-type"]), (200, "text/event-stream"));
    assert_eq!(answer.headers["cache-control"], "no-cache");
    let (item, error) = answer.body.split_once("event: error").unwrap();
    assert!(item.contains("data: {\"text\":\"0\","), "{item:?}");
    let problem = r#"data: {"type":"about:blank","title":"Not Found","status":404,"detail":"as told","code":"not_found"}"#;
    assert!(error.contains(problem), "{error:?}");
    let answer = send(&probe.http, "POST", "/watch", &[], r#"{"text": "0"}"#);
    assert!(answer.body.contains("event: end\ndata: {}\n\n"), "{:?}", answer.body);
    let answer = send(&probe.http, "POST", "/watch", &[], r#"{"text": "refused", "fail": "not_found"}"#);
    assert_eq!((answer.status, &*answer.headers["content-type"]), (404, "application/problem+json"));
}

/// A server that answers each request with these bytes, in such pieces, and hangs up.
fn canned(answer: String, piece: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        let answer_one = |mut stream: TcpStream| {
            let _ = stream.set_nodelay(true);
            let _ = stream.read(&mut [0; 4096]);
            for piece in answer.as_bytes().chunks(piece) {
                let _ = stream.write_all(piece);
                let _ = stream.flush();
                thread::sleep(Duration::from_micros(100));
            }
        };
        listener.incoming().map_while(std::io::Result::ok).for_each(answer_one);
    });
    address
}

async fn read(events: &str, piece: usize) -> Result<(Vec<String>, Option<Error>)> {
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n{events}");
    let watch = http_client(app(&[&canned(answer, piece)]).http_channel("next"));
    Ok(all(watch.call(counting("")).await?).await)
}

fn reply(text: &str) -> String {
    let reply = Reply { text: text.into(), ..Reply::default() };
    serde_json::to_string(&reply).unwrap()
}

#[tokio::test]
async fn events_are_read_however_they_are_written() {
    let (one, two) = (reply("ä\u{2028}1"), reply("2"));
    // JSON may have line breaks between its parts: an event then has several lines of data.
    let lines = two.replace(',', ",\ndata:");
    let unix = format!(
        "\u{feff}: a comment\n\n:\nid: 7\nretry: 10\ndata: {one}\n\nevent: other\ndata: {{}}\n\n\
         event: message\ndata\ndata:{lines}\nunknown: 1\n\nevent: nothing\n\nevent: end\ndata: {{}}\n\n"
    );
    for text in [unix.replace('\n', "\r"), unix.replace('\n', "\r\n"), unix] {
        for piece in [1, 7, 100_000] {
            let (texts, error) = read(&text, piece).await.unwrap();
            assert_eq!(texts, ["ä\u{2028}1", "2"], "{error:?} {piece} {text:?}");
            assert!(error.is_none(), "{error:?}");
        }
    }
}

#[tokio::test]
async fn what_is_cut_off_is_an_error() {
    let one = reply("1");
    for (text, read_before) in [
        (String::new(), 0),
        (format!("data: {one}\n\n"), 1),
        // The end of an event is the empty line behind it.
        (format!("data: {one}\n\ndata: {one}\n"), 1),
        (format!("data: {one}\n\nevent: end\ndata: {{}}\n"), 1),
    ] {
        let (texts, error) = read(&text, 100).await.unwrap();
        assert_eq!(texts.len(), read_before, "{text}");
        let error = error.unwrap();
        assert_eq!((error.code(), error.message()), (Code::Unavailable, "the stream of next was cut off"));
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_an_error() {
    let (texts, error) = read("data: 5\n\n", 100).await.unwrap();
    assert_eq!((texts.len(), error.unwrap().code()), (0, Code::Internal));
    let (_, error) = read("event: error\ndata: no problem\n\n", 100).await.unwrap();
    assert_eq!(error.unwrap().code(), Code::Unknown);
    let (_, error) = read(&format!("data: {}", "x".repeat(5 << 20)), 1 << 20).await.unwrap();
    assert_eq!(error.unwrap().code(), Code::ResourceExhausted);
    let json = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}".to_owned();
    let watch = http_client(app(&[&canned(json, 100)]).http_channel("next"));
    let error = watch.call(counting("")).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Code::Internal, "next does not answer with a stream"));
}
