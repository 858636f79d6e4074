//! Which instances get the calls, while some of them die, hang and come back.

use std::{
    collections::HashMap,
    io::Write,
    net::TcpStream,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use platform::{Endpoint, resilience::Retry};
use runtime::{Call, Reply, grpc_client, http_client, resilient};

use crate::{
    failures::ALONE,
    harness::{Probe, app, wait_until},
};

/// When a call ended, and who answered it.
type Ended = (Instant, Result<String, String>);

/// A closed loop of callers, until it is told to stop.
struct Load {
    stop: Arc<AtomicBool>,
    callers: Vec<tokio::task::JoinHandle<Vec<Ended>>>,
}

impl Load {
    fn start(client: &Endpoint<Call, Reply>, callers: usize) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let caller = |_| {
            let (client, stop) = (client.clone(), stop.clone());
            tokio::spawn(async move {
                let mut calls = Vec::new();
                while !stop.load(Relaxed) {
                    let call = Call { sleep_ms: 2, ..Call::default() };
                    let outcome = client.call(call).await;
                    let outcome = outcome.map(|reply| reply.instance);
                    calls.push((Instant::now(), outcome.map_err(|error| format!("{error:?}"))));
                }
                calls
            })
        };
        let callers = (0..callers).map(caller).collect();
        Self { stop, callers }
    }

    async fn end(self) -> Vec<Ended> {
        self.stop.store(true, Relaxed);
        let mut all = Vec::new();
        for caller in self.callers {
            all.extend(caller.await.unwrap());
        }
        let failed: Vec<_> = all.iter().filter_map(|(_, call)| call.as_ref().err()).collect();
        assert!(failed.is_empty(), "{} of {} failed: {:?}", failed.len(), all.len(), failed[0]);
        all
    }
}

fn counts<'a>(calls: impl IntoIterator<Item = &'a Ended>) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for (_, instance) in calls {
        *counts.entry(instance.clone().unwrap()).or_default() += 1;
    }
    counts
}

fn three(transport: &str) -> [Probe; 3] {
    [(); 3].map(|()| Probe::start(&[transport]))
}

fn client(transport: &str, probes: &[Probe; 3]) -> Endpoint<Call, Reply> {
    let retry = Retry::default().idempotent();
    match transport {
        "--http" => {
            let app = app(&probes.each_ref().map(|probe| &*probe.http));
            resilient(http_client(app.http_channel("next")), &retry)
        }
        _ => {
            let app = app(&probes.each_ref().map(|probe| &*probe.grpc));
            resilient(grpc_client(app.grpc_channel("next")), &retry)
        }
    }
}

async fn millis(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_instance_fails_no_call_and_all_get_their_share() {
    for transport in ["--http", "--grpc"] {
        let mut probes = three(transport);
        let load = Load::start(&client(transport, &probes), 8);
        millis(700).await;
        let killed = Instant::now();
        probes[1].signal("KILL");
        probes[1].wait(Duration::from_secs(2));
        millis(700).await;
        let calls = load.end().await;

        let before = counts(calls.iter().filter(|(at, _)| *at < killed));
        let total: usize = before.values().sum();
        assert_eq!(before.len(), 3, "{before:?}");
        assert!(before.values().all(|count| count * 5 > total), "uneven: {before:?}");
        let late = calls.iter().filter(|(at, _)| *at > killed + Duration::from_millis(100));
        assert!(!counts(late).contains_key(&probes[1].id()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_instance_fails_no_call_and_is_back_when_it_thaws() {
    let _alone = ALONE.lock().await;
    let probes = three("--grpc");
    let load = Load::start(&client("--grpc", &probes), 8);
    millis(1000).await;
    let frozen = Instant::now();
    probes[2].signal("STOP");
    millis(3000).await;
    let thawed = Instant::now();
    probes[2].signal("CONT");
    millis(5000).await;
    let calls = load.end().await;

    let before = calls.iter().filter(|(at, _)| *at < frozen).count();
    let second = frozen + Duration::from_secs(2)..frozen + Duration::from_secs(3);
    let during = calls.iter().filter(|(at, _)| second.contains(at)).count();
    assert!(during * 10 >= before * 6, "{during} calls a second instead of {before}");
    let after = counts(calls.iter().filter(|(at, _)| *at > thawed));
    assert!(after.contains_key(&probes[2].id()), "not back: {after:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_is_never_emptied() {
    let mut probe = Probe::start(&["--grpc"]);
    let client = grpc_client(app(&[&probe.grpc]).grpc_channel("next"));
    client.call(Call::default()).await.unwrap();
    probe.signal("KILL");
    probe.wait(Duration::from_secs(2));
    for _ in 0..20 {
        let error = client.call(Call::default()).await.unwrap_err();
        assert_eq!(error.message(), "cannot reach next");
    }
    let again = Probe::start_on(&probe.grpc, &["--grpc"]);
    let reply = client.call(Call::default()).await.unwrap();
    assert_eq!(reply.instance, again.id());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_only_fails_is_set_aside_and_the_last_is_not() {
    let sick = Probe::start(&["--http", "--max-concurrency", "1", "--request-timeout", "off"]);
    let request = "POST /call HTTP/1.1\r\nhost: x\r\ncontent-length: 19\r\n\r\n{\"sleep_ms\": 60000}";
    // One of them gets what another call has.
    let mut waiting = Vec::new();
    let busy = || {
        let mut stream = TcpStream::connect(&sick.http).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        waiting.push(stream);
        (sick.call("{}").status == 503).then_some(())
    };
    wait_until("all it can work on", Duration::from_secs(5), busy);
    let well = Probe::start(&["--http"]);
    let app = app(&[&sick.http, &well.http]);
    let client = http_client(app.http_channel("next"));
    let mut failures = 0;
    for _ in 0..60 {
        failures += client.call(Call::default()).await.is_err() as u32;
    }
    assert!((6..=10).contains(&failures), "{failures} of 60 failed");

    let app = crate::harness::app(&[&sick.http]);
    let client = http_client(app.http_channel("next"));
    for _ in 0..20 {
        let error = client.call(Call::default()).await.unwrap_err();
        assert_eq!(error.message(), "overloaded");
    }
}
