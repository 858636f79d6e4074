//! The tutorial's bug tracker, with each kind of discovery: it answers, it spreads its calls, and
//! it goes on when instances come and go.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::{
    curl::{self, EMAIL, create, try_curl},
    etcd::{self, Entry, Etcd, free_port},
    services::{Service, after, expect_calls},
    support::process::{PATIENCE, wait_until},
};

/// etcd gives no lease a shorter life.
const TTL: Duration = Duration::from_secs(2);

fn notificator(discovery: &str) -> Service {
    Service::start("notificator", &["--discovery", discovery, "--lease-ttl", "2s"])
}

fn users(discovery: &str) -> Service {
    Service::start("users", &["--discovery", discovery, "--lease-ttl", "2s"])
}

/// The tutorial's request, which must succeed.
fn greet(users: &Service) {
    let answer = create(users, EMAIL);
    assert_eq!((answer.status, &*answer.body), (200, "{}"));
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<_> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

#[test]
fn etcd_knows_each_instance_and_leads_users_to_notificator() {
    if !(curl::installed() && etcd::installed()) {
        return;
    }
    let etcd = Etcd::start();
    let discovery = etcd.discovery();
    let notificator = notificator(&discovery);
    let mut users = users(&discovery);
    for service in [&notificator, &users] {
        wait_until("registration", PATIENCE, || etcd.has(&service.key()).then_some(()));
    }

    let answer = create(&users, EMAIL);
    assert_eq!((answer.status, &*answer.body), (200, "{}"));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let line = users.process.wait_for(&["email sent"]);
    assert!(is_uuid(&after(&line, " id=")), "{line}");
    notificator.expect_calls("send_email", 1);

    for service in [&notificator, &users] {
        let prefix = &service.key()[..service.key().len() - service.address().len()];
        let [Entry { key, value, lease }] = &etcd.entries(prefix)[..] else { panic!("more than one") };
        assert_eq!((key.as_str(), value.as_str()), (&*service.key(), service.address()));
        let lease = etcd.lease(*lease);
        assert!(lease.contains("TTL(2s)") && lease.contains(key), "{lease}");
        assert_eq!(service.get("/readyz").body, format!("ready\nregistered as {value}\n"));
    }
}

#[test]
fn the_order_in_which_services_start_does_not_matter() {
    if !(curl::installed() && etcd::installed()) {
        return;
    }
    let etcd = Etcd::start();
    let users = users(&etcd.discovery());
    let problem = create(&users, EMAIL);
    assert_eq!((problem.status, &problem.json()["code"]), (503, &"unavailable".into()));
    assert_eq!(problem.json()["detail"], "no instance of notificator is known");

    // Where it listens is not always where it is reached.
    let port = free_port();
    let (own, advertised) = (format!("127.0.0.1:{port}"), format!("localhost:{port}"));
    let args = ["--grpc-addr", &own, "--advertise-addr", &advertised, "--discovery", &etcd.discovery()];
    let notificator = Service::start("notificator", &args);
    let until = |_: &()| create(&users, EMAIL).status == 200;
    wait_until("notificator's discovery", Duration::from_secs(3), || Some(()).filter(until));
    notificator.expect_calls("send_email", 1);
    let [entry] = &etcd.entries("/services/notificator/")[..] else { panic!("one is registered") };
    assert_eq!((&*entry.key, &*entry.value), (&*format!("/services/notificator/{advertised}"), &*advertised));
}

#[test]
fn with_etcd_calls_go_to_every_instance_and_to_none_that_has_gone() {
    if !(curl::installed() && etcd::installed()) {
        return;
    }
    let etcd = Etcd::start();
    let discovery = etcd.discovery();
    let mut first = notificator(&discovery);
    let users = users(&discovery);
    let mut made = 0;
    let mut greet_until = |other: &Service| {
        wait_until("the other's calls", PATIENCE, || {
            greet(&users);
            made += 1;
            (other.calls("send_email") > 0).then_some(())
        });
        made
    };
    wait_until("registration", PATIENCE, || etcd.has(&first.key()).then_some(()));
    greet_until(&first);

    // A second one comes, and gets its share.
    let second = notificator(&discovery);
    let made = greet_until(&second);
    (0..40).for_each(|_| greet(&users));
    expect_calls(&[&first, &second], "send_email", made + 40);
    // Chosen at random: one run in ten million gives it less than 5 of 40.
    let share = second.calls("send_email");
    assert!((5..=40).contains(&share), "{share} of the last 40 calls");

    // One is told to stop, under load.
    let load = Load::start(&users);
    thread::sleep(Duration::from_millis(300));
    first.terminate();
    let key = first.key();
    wait_until("the end of the key", Duration::from_secs(1), || (!etcd.has(&key)).then_some(()));
    assert_eq!(first.wait(PATIENCE).code(), Some(0));
    thread::sleep(Duration::from_millis(300));
    load.end();

    // One crashes: while etcd still knows it, calls work, on the other.
    let third = notificator(&discovery);
    greet_until(&third);
    let key = third.key();
    third.kill();
    let killed = Instant::now();
    assert!(etcd.has(&key));
    while etcd.has(&key) {
        greet(&users);
        assert!(killed.elapsed() < TTL + Duration::from_secs(1), "{key} is still there");
    }
    (0..10).for_each(|_| greet(&users));
}

#[test]
fn static_addresses_need_no_etcd() {
    if !curl::installed() {
        return;
    }
    let [mut first, second] = [(); 2].map(|()| notificator("static:"));
    let users = users(&format!("static:notificator={},{}", first.grpc, second.grpc));
    (0..40).for_each(|_| greet(&users));
    expect_calls(&[&first, &second], "send_email", 40);
    let share = second.calls("send_email");
    assert!((5..=35).contains(&share), "{share} of 40 calls");
    assert_eq!(users.get("/readyz").body, "ready\nnot registered\n");

    let load = Load::start(&users);
    thread::sleep(Duration::from_millis(300));
    first.terminate();
    assert_eq!(first.wait(PATIENCE).code(), Some(0));
    thread::sleep(Duration::from_millis(300));
    load.end();

    // The first is back under its address, and gets calls again; the second crashes.
    let first = Service::start("notificator", &["--grpc-addr", &first.grpc]);
    wait_until("the first's calls", PATIENCE, || {
        greet(&users);
        (first.calls("send_email") > 0).then_some(())
    });
    second.kill();
    (0..10).for_each(|_| greet(&users));
}

#[test]
fn a_name_in_dns_will_do() {
    if !curl::installed() {
        return;
    }
    // The name may stand for addresses where nobody listens as well.
    let notificator = notificator("static:");
    let (_, port) = notificator.grpc.rsplit_once(':').unwrap();
    let users = users(&format!("dns:notificator=localhost:{port}"));
    (0..10).for_each(|_| greet(&users));
    notificator.expect_calls("send_email", 10);

    let address = notificator.grpc.clone();
    notificator.kill();
    assert_eq!(create(&users, EMAIL).status, 503);
    let _notificator = Service::start("notificator", &["--grpc-addr", &address]);
    wait_until("notificator's return", PATIENCE, || (create(&users, EMAIL).status == 200).then_some(()));
}

#[test]
fn bugs_answers_the_tutorials_other_request() {
    if !curl::installed() {
        return;
    }
    let mut bugs = Service::start("bugs", &[]);
    let answer = create(&bugs, r#"{"bug": "test"}"#);
    assert_eq!((answer.status, &*answer.body), (200, "{}"));
    bugs.process.wait_for(&["bug created", "bug=test"]);
}

/// Requests from two callers without a pause, until told to stop.
struct Load {
    stop: Arc<AtomicBool>,
    callers: Vec<JoinHandle<usize>>,
}

impl Load {
    fn start(users: &Service) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let url = format!("http://{}/create", users.http);
        let callers = (0..2).map(|_| {
            let (stop, url) = (stop.clone(), url.clone());
            thread::spawn(move || {
                let mut made = 0;
                while !stop.load(Relaxed) {
                    let answer = try_curl(&["-XPOST", &url, "-d", EMAIL]).unwrap();
                    assert_eq!(answer.status, 200, "{}", answer.body);
                    made += 1;
                }
                made
            })
        });
        Self { callers: callers.collect(), stop }
    }

    /// Not one of them may have failed.
    fn end(self) {
        self.stop.store(true, Relaxed);
        let made: usize = self.callers.into_iter().map(|caller| caller.join().unwrap()).sum();
        assert!(made > 10, "no load: {made} calls");
    }
}
