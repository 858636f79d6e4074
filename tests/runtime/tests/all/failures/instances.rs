//! Instances that die, hang and stop while they are called.

use std::{
    thread,
    time::{Duration, Instant},
};

use platform::resilience::Retry;
use runtime::resilient;
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use super::{ALONE, SOON, client, figure, long};
use crate::harness::{
    PATIENCE, Probe, app,
    etcd::Etcd,
    load::{Load, millis},
    wait_until,
};

/// Names that no other test gives: instances are counted by them.
const KILLED: [(&str, &str); 2] = [("--http", "killed-http"), ("--grpc", "killed-grpc")];
const ROLLING: [(&str, &str); 2] = [("--http", "rolling-http"), ("--grpc", "rolling-grpc")];

fn start(transport: &str, name: &str, discovery: &str) -> Probe {
    let more = ["--lease-ttl", "2s", "--drain-delay", "300ms", "--drain-timeout", "5s"];
    Probe::start(&[&[transport, "--name", name, "--discovery", discovery], &more[..]].concat())
}

/// The gauge of this process by which operators see what is set aside.
fn aside(service: &str) -> f64 {
    let families = prometheus::gather();
    let of_service = |metric: &&prometheus::proto::Metric| metric.get_label()[0].value() == service;
    let gauge = families.iter().find(|family| family.name() == "instances_aside");
    let metric = gauge.and_then(|gauge| gauge.get_metric().iter().find(of_service));
    metric.map_or(0.0, |metric| metric.get_gauge().get_value())
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_under_load() {
    let _alone = ALONE.lock().await;
    let Some(etcd) = Etcd::start() else { return };
    for (transport, name) in KILLED {
        let discovery = etcd.discovery();
        let mut probes = [(); 3].map(|()| start(transport, name, &discovery));
        let called = client(transport, name, &discovery);
        let retry = Retry::default().idempotent();
        wait_until("instances", SOON, || (etcd.count(name) == 3).then_some(()));
        let load = Load::start(&resilient(called, &retry), 8);
        millis(1000).await;
        let killed = Instant::now();
        probes[1].signal("KILL");
        let set_aside = tokio::task::spawn_blocking(move || {
            wait_until("it is set aside", SOON, || (aside(name) > 0.0).then(|| killed.elapsed()))
        });
        let set_aside = set_aside.await.unwrap();
        probes[1].wait(SOON);
        let gone = tokio::task::block_in_place(|| {
            wait_until("it is gone", SOON, || (etcd.count(name) == 2).then(|| killed.elapsed()))
        });
        millis(300).await;
        let calls = load.end_well().await;
        let before = calls.by_instance(killed - Duration::from_secs(1)..killed);
        figure!(
            "{transport}: 0 of {} calls failed, set aside after {set_aside:?}, gone from etcd after {gone:?}",
            calls.0.len()
        );
        let total: usize = before.values().sum();
        assert!(before.len() == 3 && before.values().all(|count| count * 5 > total), "uneven: {before:?}");
        // The promise is 100 ms; this machine may do much else at the same time.
        assert!(set_aside < Duration::from_millis(500), "{set_aside:?}");
        assert!(gone < Duration::from_secs(2 + 1 + 1), "{gone:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frozen_under_load() {
    let _alone = ALONE.lock().await;
    for transport in ["--http", "--grpc"] {
        let probes = [(); 3].map(|()| Probe::start(&[transport]));
        let addresses = probes.each_ref().map(|probe| probe.address());
        let called = client(transport, "next", &format!("static:next={}", addresses.join(",")));
        let load = Load::start(&resilient(called, &Retry::default().idempotent()), 8);
        millis(2000).await;
        let frozen = Instant::now();
        probes[2].signal("STOP");
        millis(3000).await;
        let thawed = Instant::now();
        probes[2].signal("CONT");
        let back = load.count();
        millis(4000).await;
        assert!(load.count() > back);
        let calls = load.end_well().await;

        let second = Duration::from_secs(1);
        let before = calls.answered(frozen - second..frozen);
        let during = calls.answered(frozen + second..frozen + 2 * second);
        let after = calls.by_instance(thawed..Instant::now());
        figure!(
            "{transport}: {} % of the throughput in the second second, the longest of {} calls took {:?}",
            during * 100 / before,
            calls.0.len(),
            calls.longest()
        );
        assert!(during * 10 >= before * 6, "{during} calls a second instead of {before}");
        assert!(calls.longest() < Duration::from_millis(3500), "longer than its deadline");
        assert!(after.contains_key(&*probes[2].id()), "not back: {after:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rolling_restart_under_load() {
    let _alone = ALONE.lock().await;
    let Some(etcd) = Etcd::start() else { return };
    let (rolls, least) = if long() { (20, 100_000) } else { (2, 1000) };
    for (transport, name) in ROLLING {
        let discovery = etcd.discovery();
        let mut probes = [(); 3].map(|()| start(transport, name, &discovery));
        wait_until("instances", SOON, || (etcd.count(name) == 3).then_some(()));
        // Not idempotent: only what was surely not sent may be sent again.
        let load = Load::start(&client(transport, name, &discovery).layer(&Retry::default()), 8);
        let mut longest = Duration::ZERO;
        for roll in 0.. {
            if roll >= rolls && load.count() >= least {
                break;
            }
            for probe in &mut probes {
                let new = start(transport, name, &discovery);
                let mut old = std::mem::replace(probe, new);
                tokio::task::block_in_place(|| {
                    wait_until("the new one", SOON, || etcd.value(&probe.key()));
                    let told = Instant::now();
                    old.signal("TERM");
                    assert_eq!(old.wait(PATIENCE).code(), Some(0));
                    longest = longest.max(told.elapsed());
                });
            }
        }
        let calls = load.end_well().await;
        figure!(
            "{transport}: 0 of {} calls failed, the slowest of the instances ended after {longest:?}",
            calls.0.len()
        );
        assert!(calls.0.len() >= least && longest < SOON, "{longest:?}");
    }
}

/// gRPC's health service has one that never ends by itself.
#[tokio::test(flavor = "multi_thread")]
async fn open_streams_do_not_hold_up_the_end() {
    let mut probe = Probe::start(&["--grpc", "--drain-delay", "100ms", "--drain-timeout", "1s"]);
    let mut health = HealthClient::new(app(&[&probe.grpc]).grpc_channel("next"));
    let request = HealthCheckRequest { service: String::new() };
    let mut stream = health.watch(request).await.unwrap().into_inner();
    stream.message().await.unwrap().unwrap();
    let told = Instant::now();
    probe.signal("TERM");
    let reader = tokio::spawn(async move { while let Ok(Some(_)) = stream.message().await {} });
    let code = thread::spawn(move || probe.wait(SOON).code()).join().unwrap();
    figure!("ended {:?} after SIGTERM", told.elapsed());
    assert_eq!(code, Some(0));
    assert!(told.elapsed() < Duration::from_secs(3));
    reader.await.unwrap();
}
