//! Everything behind a client is down: it does not make that worse.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use platform::{
    Code,
    resilience::{Retry, Timeout},
};
use runtime::Call;

use super::{ALONE, client, figure};
use crate::harness::Probe;

/// A server that answers each request so, and a count of the requests.
fn down(answer: &'static str) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let requests = Arc::<AtomicUsize>::default();
    let counter = requests.clone();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            if stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
                counter.fetch_add(1, Relaxed);
                let _ = stream.write_all(answer.as_bytes());
            }
        }
    });
    (address, requests)
}

#[tokio::test(flavor = "multi_thread")]
async fn is_not_made_worse_by_retries() {
    let _alone = ALONE.lock().await;
    const CALLS: usize = 1000;
    let unavailable = "HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    for (what, answer) in [("says it is unavailable", unavailable), ("hangs up", "")] {
        let instances = [down(answer), down(answer), down(answer)];
        let addresses = instances.each_ref().map(|(address, _)| &**address).join(",");
        let called = client("--http", "next", &format!("static:next={addresses}"));
        let called = called.layer(&Retry::default().idempotent());
        let callers = (0..8).map(|_| {
            let called = called.clone();
            tokio::spawn(async move {
                for _ in 0..CALLS / 8 {
                    let error = called.call(Call::default()).await.unwrap_err();
                    assert_eq!(error.code(), Code::Unavailable);
                }
            })
        });
        for caller in callers.collect::<Vec<_>>() {
            caller.await.unwrap();
        }
        let requests: usize = instances.iter().map(|(_, requests)| requests.load(Relaxed)).sum();
        figure!("when all {what}, {CALLS} calls are {requests} requests");
        assert!((CALLS..=CALLS * 11 / 10).contains(&requests), "{requests}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deadlines_shrink_hop_by_hop() {
    let transports = ["--http", "--grpc"];
    let last = Probe::start(&transports);
    let hop = |next: &Probe| {
        // A service of both transports is found under two names.
        let discovery = format!("static:next={};next.http={}", next.grpc, next.http);
        Probe::start(&[&transports[..], &["--discovery", &discovery]].concat())
    };
    let middle = hop(&last);
    let first = hop(&middle);
    let limit = Duration::from_millis(1500);
    for (transport, address) in [("--http", &first.http), ("--grpc", &first.grpc)] {
        let called = client(transport, "next", &format!("static:next={address}")).layer(&Timeout(limit));
        for relay in ["http,grpc", "grpc,http"] {
            let call = |sleep_ms| called.call(Call { sleep_ms, relay: relay.into(), ..Call::default() });
            let reply = call(100).await.unwrap();
            assert_eq!(reply.instance, last.id());
            assert!((1..=1200).contains(&reply.remaining_ms), "three hops took no time: {reply:?}");

            // The last gets 500 ms for what takes 600: all give up at the same time.
            let start = Instant::now();
            let error = call(600).await.unwrap_err();
            assert_eq!(error.code(), Code::DeadlineExceeded);
            figure!(
                "{transport} {relay}: {} of {limit:?} left after 300 ms; given up after {:?}",
                reply.remaining_ms,
                start.elapsed()
            );
            assert!(start.elapsed() < limit + Duration::from_millis(500));
        }
    }
}
