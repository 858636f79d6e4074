//! Services that serve and call each other with TLS.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use platform::{App, Code, Endpoint, Result};
use runtime::{Call, Reply, grpc_client, http_client};

use crate::harness::{Probe, config, etcd::Tls, wait_until};

fn text(file: &Path) -> &str {
    file.to_str().unwrap()
}

fn serving(tls: &Tls) -> [&str; 4] {
    ["--tls-cert", text(&tls.cert), "--tls-key", text(&tls.key)]
}

/// Clients by HTTP and by gRPC, with these flags.
fn clients(probe: &Probe, flags: &[&str]) -> [Endpoint<Call, Reply>; 2] {
    let app = |address: &str| {
        let discovery = format!("static:next={address}");
        let all = [&["--discovery", &*discovery, "--log", "off"], flags].concat();
        App::new("test", config(&all).unwrap()).unwrap()
    };
    [http_client(app(&probe.http).http_channel("next")), grpc_client(app(&probe.grpc).grpc_channel("next"))]
}

async fn call(client: &Endpoint<Call, Reply>) -> Result<String> {
    let call = Call { text: "hello".into(), ..Call::default() };
    client.call(call).await.map(|reply| reply.text)
}

#[tokio::test(flavor = "multi_thread")]
async fn http_and_grpc_with_tls() {
    let (tls, other) = (Tls::new("serving"), Tls::new("another-authority"));
    let probe = Probe::start(&[&["--http", "--grpc"], &serving(&tls)[..]].concat());
    for client in clients(&probe, &["--client-tls-ca", text(&tls.ca)]) {
        assert_eq!(call(&client).await.unwrap(), "hello");
    }
    // Neither without TLS nor with trust in somebody else.
    for flags in [&[][..], &["--client-tls-ca", text(&other.ca)]] {
        for client in clients(&probe, flags) {
            let error = call(&client).await.unwrap_err();
            assert_eq!((error.code(), error.message()), (Code::Unavailable, "cannot reach next"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_may_need_a_certificate() {
    let (tls, other) = (Tls::new("for-clients"), Tls::new("for-others"));
    let flags = [&["--http", "--grpc", "--tls-client-ca", text(&tls.ca)], &serving(&tls)[..]].concat();
    let probe = Probe::start(&flags);
    let trusting = ["--client-tls-ca", text(&tls.ca)];
    for client in clients(&probe, &[&trusting[..], &serving(&tls)].concat()) {
        assert_eq!(call(&client).await.unwrap(), "hello");
    }
    for flags in [trusting.to_vec(), [&trusting[..], &serving(&other)].concat()] {
        for client in clients(&probe, &flags) {
            assert_eq!(call(&client).await.unwrap_err().code(), Code::Unavailable);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_that_change_are_loaded_again() {
    let (tls, new) = (Tls::new("renewed"), Tls::new("renewal"));
    let mut probe = Probe::start(&[&["--http", "--grpc"], &serving(&tls)[..]].concat());
    let answers = async |ca: &Path| {
        let [http, grpc] = clients(&probe, &["--client-tls-ca", text(ca)]);
        call(&http).await.is_ok() && call(&grpc).await.is_ok()
    };
    assert!(answers(&tls.ca).await && !answers(&new.ca).await);
    // What is of no use is told, and changes nothing.
    fs::write(&tls.cert, "nonsense").unwrap();
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert!(answers(&tls.ca).await);
    fs::copy(&new.cert, &tls.cert).unwrap();
    fs::copy(&new.key, &tls.key).unwrap();
    let start = Instant::now();
    while !answers(&new.ca).await {
        assert!(start.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    probe.wait_for_log("certificates stay as they were");
    probe.wait_for_log("certificates loaded again");
}

#[test]
fn who_does_not_finish_the_handshake_is_cut_off() {
    let tls = Tls::new("handshake");
    let flags = [&["--http", "--grpc", "--header-timeout", "300ms"], &serving(&tls)[..]].concat();
    let probe = Probe::start(&flags);
    for address in [&probe.http, &probe.grpc] {
        for sent in [&b""[..], &[0x16, 3, 1, 1, 0]] {
            let start = Instant::now();
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(sent).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
            let _ = stream.read_to_end(&mut Vec::new());
            assert!(start.elapsed() < Duration::from_secs(3));
        }
    }
    wait_until("answers", Duration::from_secs(5), || {
        (probe.readyz() == "ready\nnot registered\nnot registered\n").then_some(())
    });
}

#[test]
fn files_that_are_of_no_use_are_named() {
    let tls = Tls::new("files");
    let (cert, key, ca) = (text(&tls.cert), text(&tls.key), text(&tls.ca));
    for (flags, code, expected) in [
        (&["--tls-cert", "nowhere.pem", "--tls-key", key][..], 1, "--tls-cert: cannot use nowhere.pem: "),
        (&["--tls-cert", cert, "--tls-key", cert], 1, "--tls-cert: cannot use "),
        (&["--client-tls-ca", key], 1, "it has no certificate"),
        (&["--tls-cert", cert], 2, "--tls-key <FILE>"),
        (&["--tls-client-ca", ca], 2, "--tls-cert <FILE>"),
    ] {
        let mut probe = Command::new(env!("CARGO_BIN_EXE_probe"));
        let probe = probe.args(["--http", "--http-addr", "127.0.0.1:0", "--debug-addr", "127.0.0.1:0"]);
        let output = probe.args(flags).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(expected), "{said}");
    }
}
