//! Services without their etcd: it comes late, it goes, it comes back.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::{
    curl::{self, EMAIL, create},
    etcd::{self, Etcd},
    services::Service,
    support::process::{PATIENCE, wait_until},
};

#[test]
fn etcd_may_come_late_and_go_for_longer_than_a_lease() {
    if !(curl::installed() && etcd::installed()) {
        return;
    }
    let mut etcd = Etcd::absent();
    let args = ["--discovery", &etcd.discovery(), "--lease-ttl", "2s"];
    let mut services = ["notificator", "users"].map(|name| Service::start(name, &args));

    // They serve, and say what is wrong.
    for service in &mut services {
        service.process.wait_for(&["level=warn", "not registered, trying until it works"]);
        let readyz = service.get("/readyz");
        assert_eq!(readyz.status, 200);
        assert!(readyz.body.starts_with("ready\nnot registered, still trying: "), "{}", readyz.body);
        assert_eq!(service.get("/healthz").status, 200);
    }
    let [_, users] = &services;
    let problem = create(users, EMAIL);
    assert_eq!(
        (problem.status, &problem.json()["detail"]),
        (503, &"no instance of notificator is known".into())
    );

    etcd.run();
    registered_soon(&etcd, &services);
    wait_until("a call", Duration::from_secs(2), || (create(users, EMAIL).status == 200).then_some(()));

    // Away for longer than the leases live: nobody who calls notices.
    etcd.kill();
    let gone = Instant::now();
    while gone.elapsed() < Duration::from_secs(3) {
        assert_eq!(create(users, EMAIL).status, 200);
    }
    for service in &services {
        assert!(service.get("/readyz").body.starts_with("ready\nnot registered, still trying: "));
        assert_eq!(service.get("/healthz").status, 200);
    }
    etcd.run();
    registered_soon(&etcd, &services);
    for _ in 0..20 {
        assert_eq!(create(users, EMAIL).status, 200);
        thread::sleep(Duration::from_millis(20));
    }
    // Once an outage, and not all the time: users looks for others and registers by one way to etcd.
    assert_eq!(users.process.said(&["level=warn", "instance set aside", "remote=etcd"]).len(), 2);
}

/// A service that cannot say goodbye goes all the same.
#[test]
fn a_service_stops_in_time_without_its_etcd() {
    if !etcd::installed() {
        return;
    }
    let mut etcd = Etcd::start();
    let mut users = Service::start("users", &["--discovery", &etcd.discovery(), "--drain-delay", "0s"]);
    wait_until("registration", PATIENCE, || etcd.has(&users.key()).then_some(()));
    etcd.kill();
    users.terminate();
    assert_eq!(users.wait(Duration::from_secs(5)).code(), Some(0));
    assert_eq!(users.process.said(&["level=warn", "cannot deregister"]).len(), 1);
}

fn registered_soon(etcd: &Etcd, services: &[Service]) {
    for service in services {
        wait_until(&service.key(), Duration::from_secs(2), || etcd.has(&service.key()).then_some(()));
        let text = format!("ready\nregistered as {}\n", service.address());
        wait_until("readyz", Duration::from_secs(2), || (service.get("/readyz").body == text).then_some(()));
    }
}
