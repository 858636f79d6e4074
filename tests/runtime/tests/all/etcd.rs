//! Registration and resolution with a real etcd. What goes wrong with it is in `failures`.

use std::{fs, process::Command, time::Duration};

use platform::resilience::Retry;
use runtime::{Call, grpc_client, http_client};

use crate::harness::{
    Probe, app_with, config,
    etcd::{Etcd, Tls},
    wait_until,
};

const SOON: Duration = Duration::from_secs(5);

fn probe(discovery: &str) -> Probe {
    let more = ["--lease-ttl", "2s", "--drain-delay", "100ms"];
    Probe::start(&[&["--grpc", "--discovery", discovery], &more[..]].concat())
}

#[test]
fn an_instance_is_a_key_under_a_lease_until_it_stops_or_dies() {
    let Some(etcd) = Etcd::start() else { return };
    let (mut stops, mut dies) = (probe(&etcd.discovery()), probe(&etcd.discovery()));
    etcd.registered(&stops, SOON);
    etcd.registered(&dies, SOON);
    let text = format!("ready\nregistered as {}\n", stops.grpc);
    wait_until("readyz", SOON, || (stops.readyz() == text).then_some(()));
    let lease = etcd.ctl(&["lease", "timetolive", &etcd.lease(), "--keys"]);
    assert!(lease.contains("TTL(2s)") && lease.contains("/services/probe/"), "{lease}");
    // Kept alive beyond its time.
    std::thread::sleep(Duration::from_millis(2500));
    etcd.registered(&stops, Duration::ZERO);

    stops.signal("TERM");
    stops.wait_for_log("deregistered");
    etcd.gone(&stops, Duration::ZERO);
    assert_eq!(stops.wait(SOON).code(), Some(0));
    dies.signal("KILL");
    dies.wait(SOON);
    // etcd looks for leases that are over twice a second.
    etcd.gone(&dies, Duration::from_secs(4));
}

/// One that may not touch anything but what services register.
fn add_user(etcd: &Etcd) {
    etcd.ctl(&["user", "add", "root:secret"]);
    etcd.ctl(&["user", "add", "kit:a:p@ss"]);
    etcd.ctl(&["role", "add", "services"]);
    etcd.ctl(&["role", "grant-permission", "services", "readwrite", "/services/", "/services0"]);
    etcd.ctl(&["user", "grant-role", "kit", "services"]);
    etcd.ctl(&["auth", "enable"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_may_be_needed() {
    let Some(mut etcd) = Etcd::start() else { return };
    let stranger = etcd.discovery();
    add_user(&etcd);
    etcd.login = Some("root:secret");
    let known = stranger.replace("//", "//kit:a:p@ss@");
    let probe_of_user = probe(&known);
    etcd.registered(&probe_of_user, SOON);
    let client = grpc_client(app_with(&known).grpc_channel("probe")).layer(&Retry::default());
    assert_eq!(client.call(Call::default()).await.unwrap().instance, probe_of_user.id());

    for login in ["", "kit:wrong@"] {
        let refused = probe(&stranger.replace("//", &format!("//{login}")));
        wait_until("readyz", SOON, || refused.readyz().contains("still trying").then_some(()));
        assert!(etcd.value(&refused.key()).is_none());
    }
}

/// etcd's tokens, here JSON web tokens, may end while they are in use.
#[test]
fn a_login_is_repeated_when_its_token_ends() {
    let Some(mut etcd) = Etcd::absent(1) else { return };
    let tls = Tls::new("etcd-tokens");
    let public = tls.key.with_file_name("public.pem");
    let key = rcgen::KeyPair::from_pem(&fs::read_to_string(&tls.key).unwrap()).unwrap();
    fs::write(&public, key.public_key_pem()).unwrap();
    let (public, private) = (public.display(), tls.key.display());
    let token = format!("jwt,pub-key={public},priv-key={private},sign-method=ES256,ttl=1s");
    etcd.options = ["--auth-token".to_owned(), token].into();
    etcd.run();
    add_user(&etcd);
    etcd.login = Some("root:secret");
    let probe = probe(&etcd.discovery().replace("root:secret", "kit:a:p@ss"));
    etcd.registered(&probe, SOON);
    for _ in 0..2 {
        std::thread::sleep(Duration::from_millis(1500));
        etcd.registered(&probe, Duration::ZERO);
        etcd.ctl(&["del", &probe.key()]);
        etcd.registered(&probe, Duration::from_secs(1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn etcd_may_want_tls_and_a_certificate_of_each_client() {
    let Some(mut etcd) = Etcd::absent(1) else { return };
    let (own, other) = (Tls::new("etcd-tls"), Tls::new("etcd-other-tls"));
    etcd.tls = Some(own.clone());
    etcd.run();
    let discovery = etcd.discovery();
    let probe_of_own = probe(&discovery);
    etcd.registered(&probe_of_own, SOON);
    let client = grpc_client(app_with(&discovery).grpc_channel("probe")).layer(&Retry::default());
    assert_eq!(client.call(Call::default()).await.unwrap().instance, probe_of_own.id());

    // Without a certificate, with another authority's, and when another authority is trusted.
    let Tls { ca, cert, key } = &own;
    let bare = format!("etcds://{}?ca={}", etcd.hosts()[0], ca.display());
    let other_identity = discovery
        .replace(cert.to_str().unwrap(), other.cert.to_str().unwrap())
        .replace(key.to_str().unwrap(), other.key.to_str().unwrap());
    let other_authority = discovery.replace(ca.to_str().unwrap(), other.ca.to_str().unwrap());
    let plain = format!("etcd://{}", etcd.hosts()[0]);
    for discovery in [bare, other_identity, other_authority, plain] {
        let refused = probe(&discovery);
        wait_until("readyz", SOON, || refused.readyz().contains("still trying").then_some(()));
        assert!(etcd.value(&refused.key()).is_none(), "{discovery}");
    }
}

#[test]
fn certificates_that_are_of_no_use_are_said_at_the_start() {
    let tls = Tls::new("no-etcd");
    let (ca, key) = (tls.ca.display(), tls.key.display());
    for (files, why) in [
        ("ca=/no/such/file".to_owned(), "cannot use /no/such/file: "),
        (format!("ca={key}"), "it has no certificate"),
        (format!("ca={ca}&cert={ca}&key={ca}"), "cannot use "),
        (format!("ca={ca}&cert={ca}"), "expected etcd://"),
        (format!("authority={ca}"), "expected etcd://"),
    ] {
        let error = config(&["--discovery", &format!("etcds://h:1?{files}")]).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
    assert!(config(&["--discovery", "etcds://h:1"]).is_err());
    let output = Command::new(env!("CARGO_BIN_EXE_probe"))
        .args(["--discovery", "etcds://h:1?ca=/no/such/file"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_with_both_transports_is_found_by_both() {
    let Some(etcd) = Etcd::start() else { return };
    let discovery = etcd.discovery();
    let mut both = Probe::start(&["--grpc", "--http", "--discovery", &discovery]);
    etcd.registered(&both, SOON);
    let key = format!("/services/probe.http/{}", both.http);
    wait_until(&key, SOON, || etcd.value(&key).filter(|value| *value == both.http));
    let text = format!("ready\nregistered as {}\nregistered as {}\n", both.http, both.grpc);
    wait_until("readyz", SOON, || (both.readyz() == text).then_some(()));

    let app = app_with(&discovery);
    let (over_grpc, over_http) =
        (grpc_client(app.grpc_channel("probe")), http_client(app.http_channel("probe")));
    for _ in 0..10 {
        assert_eq!(over_grpc.call(Call::default()).await.unwrap().instance, both.id());
        assert_eq!(over_http.call(Call::default()).await.unwrap().instance, both.id());
    }
    both.signal("TERM");
    both.wait(SOON);
    assert!(etcd.value(&key).is_none());
    etcd.gone(&both, Duration::ZERO);
}
