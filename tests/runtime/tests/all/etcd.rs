//! Registration and resolution with a real etcd, as processes on this machine.
//!
//! Where etcd is not installed these tests say so and pass, unless KIT_REQUIRE_ETCD=1.

use std::{
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    time::{Duration, Instant},
};

use platform::resilience::Retry;
use runtime::{Call, grpc_client};

use crate::harness::{Probe, app_with, send, wait_until};

const SOON: Duration = Duration::from_secs(5);

struct Etcd {
    server: Option<Child>,
    port: u16,
    peer: u16,
    data: PathBuf,
    login: Option<&'static str>,
}

impl Etcd {
    /// A fresh one, started; `None` where there is none to start.
    fn start() -> Option<Self> {
        let mut etcd = Self::absent()?;
        etcd.run();
        Some(etcd)
    }

    /// One that is not started yet.
    fn absent() -> Option<Self> {
        let installed = ["etcd", "etcdctl"]
            .into_iter()
            .all(|program| Command::new(program).arg("--version").output().is_ok());
        if !installed {
            let required = std::env::var_os("KIT_REQUIRE_ETCD").is_some_and(|it| it == "1");
            assert!(!required, "KIT_REQUIRE_ETCD=1, and etcd or etcdctl is not installed");
            // Not captured, unlike what eprintln writes.
            let message = "\n*** NOT RUN: a test that needs etcd and etcdctl, which are not installed\n";
            let _ = std::io::Write::write_all(&mut std::io::stderr(), message.as_bytes());
            return None;
        }
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("etcd-{}-{}", std::process::id(), COUNT.fetch_add(1, Relaxed));
        let port = || {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            listener.local_addr().unwrap().port()
        };
        Some(Self {
            server: None,
            port: port(),
            peer: port(),
            data: std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name),
            login: None,
        })
    }

    fn url(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn discovery(&self) -> String {
        format!("etcd://{}", self.url())
    }

    fn run(&mut self) {
        let (client, peer) = (format!("http://{}", self.url()), format!("http://127.0.0.1:{}", self.peer));
        let server = Command::new("etcd")
            .args(["--name", "one", "--data-dir"])
            .arg(&self.data)
            .args(["--listen-client-urls", &client, "--advertise-client-urls", &client])
            .args(["--listen-peer-urls", &peer, "--initial-advertise-peer-urls", &peer])
            .args(["--initial-cluster", &format!("one={peer}")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        self.server = Some(server);
        wait_until("etcd", Duration::from_secs(15), || self.try_ctl(&["get", "x"]).map(drop));
    }

    fn kill(&mut self) {
        let mut server = self.server.take().unwrap();
        server.kill().unwrap();
        server.wait().unwrap();
    }

    fn lose_data(&self) {
        std::fs::remove_dir_all(&self.data).unwrap();
    }

    fn try_ctl(&self, args: &[&str]) -> Option<String> {
        let output = Command::new("etcdctl")
            .env("ETCDCTL_API", "3")
            .args(["--endpoints", &self.url(), "--command-timeout", "2s"])
            .args(self.login.map(|login| format!("--user={login}")))
            .args(args)
            .output()
            .unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    }

    fn ctl(&self, args: &[&str]) -> String {
        self.try_ctl(args).unwrap_or_else(|| panic!("etcdctl {args:?}"))
    }

    fn value(&self, key: &str) -> Option<String> {
        let value = self.ctl(&["get", key, "--print-value-only"]);
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    fn lease(&self) -> String {
        let leases = self.ctl(&["lease", "list"]);
        leases.lines().last().unwrap().to_owned()
    }
}

impl Drop for Etcd {
    fn drop(&mut self) {
        if self.server.is_some() {
            self.kill();
        }
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

fn probe(discovery: &str) -> Probe {
    let more = ["--lease-ttl", "2s", "--drain-delay", "100ms"];
    Probe::start(&[&["--grpc", "--discovery", discovery], &more[..]].concat())
}

fn key(probe: &Probe) -> String {
    format!("/services/probe/{}", probe.grpc)
}

fn readyz(probe: &Probe) -> String {
    let answer = send(&probe.debug, "GET", "/readyz", &[], "");
    assert_eq!(answer.status, 200, "readiness does not hang on etcd");
    answer.body
}

fn registered(etcd: &Etcd, probe: &Probe, within: Duration) {
    let key = key(probe);
    wait_until(&key, within, || etcd.value(&key).filter(|value| *value == probe.grpc));
}

fn gone(etcd: &Etcd, probe: &Probe, within: Duration) {
    let key = key(probe);
    wait_until(&key, within, || etcd.value(&key).is_none().then_some(()));
}

#[test]
fn an_instance_is_a_key_under_a_lease_until_it_stops_or_dies() {
    let Some(etcd) = Etcd::start() else { return };
    let (mut stops, mut dies) = (probe(&etcd.discovery()), probe(&etcd.discovery()));
    registered(&etcd, &stops, SOON);
    registered(&etcd, &dies, SOON);
    let text = format!("ready\nregistered as {}\n", stops.grpc);
    wait_until("readyz", SOON, || (readyz(&stops) == text).then_some(()));
    let lease = etcd.ctl(&["lease", "timetolive", &etcd.lease(), "--keys"]);
    assert!(lease.contains("TTL(2s)") && lease.contains("/services/probe/"), "{lease}");
    // Kept alive beyond its time.
    std::thread::sleep(Duration::from_millis(2500));
    registered(&etcd, &stops, Duration::ZERO);

    stops.signal("TERM");
    stops.wait_for_log("deregistered");
    gone(&etcd, &stops, Duration::ZERO);
    assert_eq!(stops.wait(SOON).code(), Some(0));
    dies.signal("KILL");
    dies.wait(SOON);
    // etcd looks for leases that are over twice a second.
    gone(&etcd, &dies, Duration::from_secs(4));
}

#[test]
fn what_is_deleted_by_hand_is_put_again() {
    let Some(etcd) = Etcd::start() else { return };
    let probe = probe(&etcd.discovery());
    registered(&etcd, &probe, SOON);
    for _ in 0..2 {
        etcd.ctl(&["del", &key(&probe)]);
        registered(&etcd, &probe, Duration::from_secs(1));
    }
    etcd.ctl(&["lease", "revoke", &etcd.lease()]);
    registered(&etcd, &probe, Duration::from_secs(1));
}

#[test]
fn a_restart_on_the_same_address_survives_the_end_of_the_old_lease() {
    let Some(etcd) = Etcd::start() else { return };
    let mut old = probe(&etcd.discovery());
    registered(&etcd, &old, SOON);
    old.signal("KILL");
    old.wait(SOON);
    let arguments = ["--grpc", "--discovery", &etcd.discovery(), "--lease-ttl", "2s"];
    let mut new = Probe::start_on(&old.grpc, &arguments);
    new.wait_for_log("registered");
    for _ in 0..16 {
        registered(&etcd, &new, Duration::ZERO);
        std::thread::sleep(Duration::from_millis(250));
    }
}

#[test]
fn etcd_may_be_absent_at_first_restart_and_lose_everything() {
    let Some(mut etcd) = Etcd::absent() else { return };
    let probe = probe(&etcd.discovery());
    wait_until("readyz", SOON, || readyz(&probe).contains("still trying").then_some(()));
    etcd.run();
    registered(&etcd, &probe, Duration::from_secs(2));

    etcd.kill();
    // Longer than the lease.
    std::thread::sleep(Duration::from_millis(2500));
    assert_eq!(send(&probe.debug, "GET", "/healthz", &[], "").status, 200);
    etcd.run();
    registered(&etcd, &probe, Duration::from_secs(2));

    etcd.kill();
    etcd.lose_data();
    etcd.run();
    registered(&etcd, &probe, Duration::from_secs(2));
}

#[test]
fn a_login_may_be_needed() {
    let Some(mut etcd) = Etcd::start() else { return };
    etcd.ctl(&["user", "add", "root:secret"]);
    etcd.ctl(&["auth", "enable"]);
    etcd.login = Some("root:secret");
    let probe_with = |login: &str| probe(&format!("etcd://{login}{}", etcd.url()));
    registered(&etcd, &probe_with("root:secret@"), SOON);
    let refused = probe_with("");
    wait_until("readyz", SOON, || readyz(&refused).contains("still trying").then_some(()));
    assert!(etcd.value(&key(&refused)).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_are_found_followed_and_never_forgotten() {
    let Some(mut etcd) = Etcd::start() else { return };
    etcd.ctl(&["put", "/services/probe/garbage", "no address at all"]);
    let first = probe(&etcd.discovery());
    registered(&etcd, &first, SOON);
    let app = app_with(&etcd.discovery());
    let client = grpc_client(app.grpc_channel("probe")).layer(&Retry::default());
    let seen = async |wanted: &Probe| {
        let start = Instant::now();
        while start.elapsed() < SOON {
            if client.call(Call::default()).await.unwrap().instance == wanted.id() {
                return;
            }
        }
        panic!("{} is not called", wanted.grpc);
    };
    seen(&first).await;
    let mut second = probe(&etcd.discovery());
    seen(&second).await;

    // Its key goes with it, and the client takes note.
    second.signal("TERM");
    second.wait(SOON);
    gone(&etcd, &second, Duration::ZERO);
    for _ in 0..20 {
        assert_eq!(client.call(Call::default()).await.unwrap().instance, first.id());
    }

    // etcd away, then back without its data: the pool stays.
    etcd.kill();
    etcd.lose_data();
    for _ in 0..20 {
        client.call(Call::default()).await.unwrap();
    }
    etcd.run();
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(2) {
        client.call(Call::default()).await.unwrap();
    }
    // And what comes then is found all the same.
    let third = probe(&etcd.discovery());
    seen(&third).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_with_both_transports_is_found_by_both() {
    let Some(etcd) = Etcd::start() else { return };
    let discovery = etcd.discovery();
    let mut both = Probe::start(&["--grpc", "--http", "--discovery", &discovery]);
    registered(&etcd, &both, SOON);
    let key = format!("/services/probe.http/{}", both.http);
    wait_until(&key, SOON, || etcd.value(&key).filter(|value| *value == both.http));
    let text = format!("ready\nregistered as {}\nregistered as {}\n", both.http, both.grpc);
    wait_until("readyz", SOON, || (readyz(&both) == text).then_some(()));

    let app = app_with(&discovery);
    let (over_grpc, over_http) =
        (grpc_client(app.grpc_channel("probe")), runtime::http_client(app.http_channel("probe")));
    for _ in 0..10 {
        assert_eq!(over_grpc.call(Call::default()).await.unwrap().instance, both.id());
        assert_eq!(over_http.call(Call::default()).await.unwrap().instance, both.id());
    }
    both.signal("TERM");
    both.wait(SOON);
    assert!(etcd.value(&key).is_none());
    gone(&etcd, &both, Duration::ZERO);
}
