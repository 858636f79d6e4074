//! etcd itself dies, comes late, forgets, and is tampered with.

use std::time::{Duration, Instant};

use platform::{
    Endpoint,
    resilience::{Retry, Timeout},
};
use runtime::{Call, Reply, resilient};
use tokio::task::block_in_place;

use super::{ALONE, SOON, client, figure};
use crate::harness::{
    Probe, app_with,
    etcd::Etcd,
    load::{Load, millis},
    proxy::Proxy,
    send, wait_until,
};

fn start(discovery: &str) -> Probe {
    Probe::start(&["--grpc", "--discovery", discovery, "--lease-ttl", "2s"])
}

/// A client that knows where the instances are.
async fn called(discovery: &str) -> Endpoint<Call, Reply> {
    let called = client("--grpc", "probe", discovery);
    called.call(Call::default()).await.unwrap();
    resilient(called, &Retry::default())
}

/// How long it takes until an instance is called. No call may fail meanwhile.
async fn found(called: &Endpoint<Call, Reply>, wanted: &Probe) -> Duration {
    let start = Instant::now();
    while start.elapsed() < SOON {
        if called.call(Call::default()).await.unwrap().instance == wanted.id() {
            return start.elapsed();
        }
        millis(2).await;
    }
    panic!("{} is not called", wanted.grpc);
}

/// How long it takes until an instance is registered.
fn registered(etcd: &Etcd, probe: &Probe, within: Duration) -> Duration {
    let start = Instant::now();
    block_in_place(|| etcd.registered(probe, within));
    start.elapsed()
}

fn all_registered(etcd: &Etcd, probes: &[Probe]) {
    for probe in probes {
        registered(etcd, probe, SOON);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn restarted_or_away_for_longer_than_the_ttl() {
    let _alone = ALONE.lock().await;
    let Some(mut etcd) = Etcd::start() else { return };
    let probes = [start(&etcd.discovery()), start(&etcd.discovery())];
    all_registered(&etcd, &probes);
    let load = Load::start(&called(&etcd.discovery()).await, 4);
    for away in [0, 3500] {
        block_in_place(|| etcd.kill());
        millis(away).await;
        assert_eq!(send(&probes[0].debug, "GET", "/healthz", &[], "").status, 200);
        block_in_place(|| etcd.run());
        // A key from before is no proof.
        let back = |probe: &Probe| {
            let ready = format!("ready\nregistered as {}\n", probe.grpc);
            wait_until("registration", Duration::from_secs(3), || {
                (probe.readyz() == ready && etcd.value(&probe.key()).is_some()).then_some(())
            });
        };
        let start = Instant::now();
        block_in_place(|| probes.iter().for_each(back));
        figure!("away for {away} ms: registered again {:?} after it is back", start.elapsed());
    }
    let calls = load.end_well().await;
    figure!("0 of {} calls failed", calls.0.len());
    // Each outage is told once, and each end of one.
    for probe in &probes {
        let count = |message: &str| probe.logged(message).len();
        assert_eq!(count("not registered, trying until it works"), 2);
        assert_eq!(count("registered"), 3);
        assert!((1..=2).contains(&count("instance set aside")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn absent_at_the_start() {
    let Some(mut etcd) = Etcd::absent(1) else { return };
    let mut probe = start(&etcd.discovery());
    wait_until("readyz", SOON, || probe.readyz().contains("still trying").then_some(()));
    probe.wait_for_log("not registered, trying until it works");
    let called = client("--grpc", "probe", &etcd.discovery());
    assert_eq!(called.call(Call::default()).await.unwrap_err().message(), "no instance of probe is known");
    block_in_place(|| etcd.run());
    let registered = registered(&etcd, &probe, Duration::from_secs(3));
    figure!("registered {registered:?} after it came");
    wait_until("readyz", SOON, || probe.readyz().contains("registered as").then_some(()));
    let found = async {
        while called.call(Call::default()).await.is_err() {
            millis(10).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(3), found).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn compacted_before_the_watch() {
    let Some(etcd) = Etcd::start() else { return };
    let first = start(&etcd.discovery());
    registered(&etcd, &first, SOON);
    // It lists by its first request, and watches by its second, which then comes too late.
    let proxy = Proxy::cut_at(&etcd.hosts()[0], 2);
    let called = called(&format!("etcd://{}", proxy.address)).await;
    assert_eq!(called.call(Call::default()).await.unwrap().instance, first.id());
    let second = block_in_place(|| {
        proxy.wait_until_cut();
        let second = start(&etcd.discovery());
        etcd.registered(&second, SOON);
        etcd.compact();
        second
    });
    proxy.cut(false);
    let found = found(&called, &second).await;
    figure!("what was missed is known after {found:?}");
    assert!(found < Duration::from_secs(2), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn loses_its_leader() {
    let _alone = ALONE.lock().await;
    let Some(mut etcd) = Etcd::absent(3) else { return };
    block_in_place(|| etcd.run());
    let proxies: Vec<_> = etcd.hosts().iter().map(|host| Proxy::to(host)).collect();
    let through = proxies.iter().map(|proxy| &*proxy.address).collect::<Vec<_>>().join(",");
    let discovery = format!("etcd://{through}");
    let with = |ttl: &str| Probe::start(&["--grpc", "--discovery", &discovery, "--lease-ttl", ttl]);
    let first = with("10s");
    registered(&etcd, &first, SOON);
    let called = called(&discovery).await;
    let load = Load::start(&called, 2);

    let leader = block_in_place(|| etcd.leader());
    let gone = Instant::now();
    block_in_place(|| etcd.kill_member(leader));
    let second = with("10s");
    registered(&etcd, &second, Duration::from_secs(15));
    found(&called, &second).await;
    let found_after = gone.elapsed();

    // The member that both now speak to most likely: from one of the two that are left, nothing
    // comes any more. Two of three are a quorum as soon as the first is back.
    block_in_place(|| etcd.run_member(leader));
    let cut = block_in_place(|| etcd.leader());
    proxies[cut].cut(true);
    let start = Instant::now();
    let third = with("10s");
    registered(&etcd, &third, Duration::from_secs(15));
    let limit = Duration::from_secs(20);
    while !load.saw(&third.id()) {
        assert!(start.elapsed() < limit, "what is new is not found");
        millis(20).await;
    }
    let found_through = start.elapsed();
    // Nobody's lease ended.
    while start.elapsed() < Duration::from_secs(13) {
        for probe in [&first, &second, &third] {
            block_in_place(|| etcd.registered(probe, Duration::from_secs(2)));
        }
        millis(200).await;
    }
    let calls = load.end_well().await;
    figure!(
        "a new instance is called {found_after:?} after the leader was killed, {found_through:?} after a \
         member was cut off; 0 of {} calls failed",
        calls.0.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn loses_its_data() {
    let _alone = ALONE.lock().await;
    let Some(mut etcd) = Etcd::start() else { return };
    let probes = [(); 3].map(|()| start(&etcd.discovery()));
    all_registered(&etcd, &probes);
    let load = Load::start(&called(&etcd.discovery()).await, 4);
    millis(500).await;
    let lost = Instant::now();
    block_in_place(|| {
        etcd.kill();
        etcd.lose_data();
        etcd.run();
    });
    let back = Instant::now();
    for probe in &probes {
        registered(&etcd, probe, Duration::from_secs(3));
    }
    figure!("registered again {:?} after it is back", back.elapsed());
    millis(1000).await;
    // And what comes then is found all the same.
    let fourth = start(&etcd.discovery());
    let found = found(&called(&etcd.discovery()).await, &fourth).await;
    let calls = load.end_well().await;
    let by_instance = calls.by_instance(lost..Instant::now());
    assert!(probes.iter().all(|probe| by_instance.contains_key(&*probe.id())));
    figure!("0 of {} calls failed, a new instance is found after {found:?}", calls.0.len());
}

#[test]
fn key_or_lease_deleted_by_hand() {
    let Some(etcd) = Etcd::start() else { return };
    let probe = start(&etcd.discovery());
    etcd.registered(&probe, SOON);
    let mut slowest = Duration::ZERO;
    for _ in 0..2 {
        let delete_key = ["del".to_owned(), probe.key()];
        let revoke_lease = ["lease".to_owned(), "revoke".to_owned(), etcd.lease()];
        for command in [&delete_key[..], &revoke_lease[..]] {
            etcd.ctl(&command.iter().map(|word| &**word).collect::<Vec<_>>());
            let start = Instant::now();
            etcd.registered(&probe, Duration::from_secs(2));
            slowest = slowest.max(start.elapsed());
        }
    }
    figure!("put again within {slowest:?}");
    assert!(probe.logged("somebody deleted the key, putting it again").len() >= 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_keys_deleted_at_once() {
    let Some(etcd) = Etcd::start() else { return };
    let probes = [(); 3].map(|()| start(&etcd.discovery()));
    all_registered(&etcd, &probes);
    // They cannot put them again: what is known then is all that there is.
    probes.iter().for_each(|probe| probe.signal("STOP"));
    let called = client("--grpc", "probe", &etcd.discovery());
    let called = called.layer(&Timeout(Duration::from_millis(200)));
    assert!(called.call(Call::default()).await.is_err());
    block_in_place(|| etcd.ctl(&["del", "--prefix", "/services/probe/"]));
    millis(500).await;
    probes.iter().for_each(|probe| probe.signal("CONT"));
    let error = called.call(Call::default()).await.err();
    assert!(error.is_none_or(|error| error.message() != "no instance of probe is known"));
    for probe in &probes {
        registered(&etcd, probe, SOON);
        found(&called.clone().layer(&Retry::default().idempotent()), probe).await;
    }
}

#[test]
fn restart_on_the_same_address() {
    let Some(etcd) = Etcd::start() else { return };
    let mut old = start(&etcd.discovery());
    etcd.registered(&old, SOON);
    old.signal("KILL");
    old.wait(SOON);
    let arguments = ["--grpc", "--discovery", &etcd.discovery(), "--lease-ttl", "2s"];
    let mut new = Probe::start_on(&old.grpc, &arguments);
    new.wait_for_log("registered");
    let start = Instant::now();
    let mut looks = 0;
    while start.elapsed() < Duration::from_secs(4) {
        etcd.registered(&new, Duration::ZERO);
        looks += 1;
    }
    figure!("the key was there each of {looks} times within twice the TTL");
    assert!(new.logged("somebody deleted the key, putting it again").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_under_the_prefix() {
    let Some(mut etcd) = Etcd::start() else { return };
    let garbage = ["", "no address at all", "127.0.0.1", "http://127.0.0.1:1/", "a:b:c", "h:99999"];
    for (index, garbage) in garbage.iter().enumerate() {
        etcd.ctl(&["put", "--", &format!("/services/probe/garbage-{index}"), garbage]);
    }
    let probe = start(&etcd.discovery());
    registered(&etcd, &probe, SOON);
    // A service that calls it tells what it found.
    let discovery = etcd.discovery();
    let front = Probe::start(&["--http", "--name", "front", "--next", "probe", "--discovery", &discovery]);
    let relay = || assert_eq!(front.call(r#"{"relay": "grpc"}"#).json()["instance"], probe.id());
    (0..20).for_each(|_| block_in_place(relay));
    // Listed again, it is no news.
    block_in_place(|| {
        etcd.kill();
        etcd.run();
    });
    wait_until("the end of it", SOON, || front.logged("following the instances again").pop());
    (0..20).for_each(|_| block_in_place(relay));
    let skipped = front.logged("not an instance, skipped");
    // HTTP is looked for as well.
    let of_probe = skipped.iter().filter(|line| line["remote"] == "probe").count();
    figure!("{} bad keys are told by {of_probe} lines", garbage.len());
    assert!([garbage.len(), 2 * garbage.len()].contains(&of_probe), "{skipped:#?}");
    drop(app_with(&discovery));
}
