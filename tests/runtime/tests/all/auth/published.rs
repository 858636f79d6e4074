//! Keys at a URL.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use jsonwebtoken::Algorithm;
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use serde_json::{Value, json};

use super::{
    lets_in, over_grpc, over_http, refuses, refuses_to_start, start,
    tokens::{Signer, flags},
};
use crate::harness::{Probe, etcd::Tls, wait_until};

const INVALID: &str = r#"Bearer error="invalid_token""#;
/// Longer than the pause between two questions.
const PATIENCE: Duration = Duration::from_secs(15);

/// Whoever publishes keys: how often he was asked, and what he answers, status and body.
#[derive(Clone)]
struct Provider {
    url: String,
    state: Arc<Mutex<(usize, u16, String)>>,
}

impl Provider {
    fn start(keys: &[Value], tls: Option<&Tls>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}/jwks.json", listener.local_addr().unwrap());
        let provider = Self { url, state: Arc::new(Mutex::new((0, 200, String::new()))) };
        provider.publish(keys);
        let tls = tls.map(|tls| {
            let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
            let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
            let certificates = CertificateDer::pem_file_iter(&tls.cert).unwrap().map(Result::unwrap);
            let key = PrivateKeyDer::from_pem_file(&tls.key).unwrap();
            Arc::new(builder.with_single_cert(certificates.collect(), key).unwrap())
        });
        let answering = provider.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                match &tls {
                    None => answering.answer(stream),
                    Some(config) => {
                        let connection = ServerConnection::new(config.clone()).unwrap();
                        answering.answer(StreamOwned::new(connection, stream))
                    }
                };
            }
        });
        provider
    }

    fn publish(&self, keys: &[Value]) {
        self.answers(200, &json!({"keys": keys}).to_string());
    }

    fn answers(&self, status: u16, body: &str) {
        let mut state = self.state.lock().unwrap();
        (state.1, state.2) = (status, body.to_owned());
    }

    fn asked(&self) -> usize {
        self.state.lock().unwrap().0
    }

    fn answer(&self, stream: impl Read + Write) -> Option<()> {
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
        }
        let mut state = self.state.lock().unwrap();
        state.0 += 1;
        let (_, status, body) = &*state;
        let length = body.len();
        let head = format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
        write!(stream.get_mut(), "{head}{body}").ok()?;
        stream.get_mut().flush().ok()
    }
}

fn bearer(signer: &Signer, id: &str) -> String {
    format!("Bearer {}", signer.token_of(id))
}

fn wait_for_answer(probe: &Probe, authorization: &str, status: u16) {
    let answer = || over_http(probe, Some(authorization)).status;
    wait_until(&format!("a {status}"), PATIENCE, || (answer() == status).then_some(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_read_from_a_url() {
    let [old, new] = [Algorithm::RS256, Algorithm::ES256].map(Signer::new);
    let secret = Signer::new(Algorithm::HS256);
    let provider = Provider::start(&[old.jwk("old"), secret.jwk("secret")], None);
    let probe = start(&flags("--jwt-jwks", &provider.url));
    for _ in 0..3 {
        lets_in(&probe, &bearer(&old, "old"), "maria").await;
    }
    assert_eq!(provider.asked(), 1);
    refuses(&probe, "what everybody can read is no secret", Some(&bearer(&secret, "secret")), INVALID).await;
    refuses(&probe, "another's key", Some(&bearer(&new, "old")), INVALID).await;

    // The keys change: the first token of the new one is a reason to look, and the old one is withdrawn.
    provider.publish(&[new.jwk("new")]);
    wait_for_answer(&probe, &bearer(&new, "new"), 200);
    lets_in(&probe, &bearer(&new, "new"), "maria").await;
    refuses(&probe, "withdrawn", Some(&bearer(&old, "old")), INVALID).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_of_unknown_keys_do_not_make_it_ask_all_the_time() {
    let [signer, other] = [Algorithm::EdDSA, Algorithm::ES256].map(Signer::new);
    let provider = Provider::start(&[signer.jwk("a")], None);
    let probe = start(&flags("--jwt-jwks", &provider.url));
    lets_in(&probe, &bearer(&signer, "a"), "maria").await;
    let (start, mut refused) = (Instant::now(), 0);
    while start.elapsed() < Duration::from_secs(6) {
        let status = over_http(&probe, Some(&bearer(&other, &format!("k{refused}")))).status;
        assert_eq!(status, 401);
        refused += 1;
    }
    let asked = provider.asked();
    println!("{refused} tokens of unknown keys: asked {asked} times");
    assert!(refused > 50 && (2..=3).contains(&asked), "{refused} refused, asked {asked} times");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_starts_without_its_keys_and_keeps_those_it_has() {
    let signer = Signer::new(Algorithm::ES256);
    let provider = Provider::start(&[], None);
    provider.answers(503, "");
    let mut probe = start(&flags("--jwt-jwks", &provider.url));
    let token = bearer(&signer, "a");
    // Nobody knows whether it counts: that is no refusal.
    assert_eq!(over_http(&probe, Some(&token)).status, 503);
    assert_eq!(over_grpc(&probe, Some(&token)).await.unwrap_err().code(), tonic::Code::Unavailable);
    thread::sleep(Duration::from_millis(1100));
    assert_eq!(over_http(&probe, Some(&token)).status, 503);
    let warned = probe.logged("keys for tokens cannot be read");
    assert_eq!(warned.len(), 1, "once, not for each attempt: {warned:?}");
    assert!(warned[0].to_string().contains("the answer is 503"), "{warned:?}");

    provider.publish(&[signer.jwk("a")]);
    wait_for_answer(&probe, &token, 200);
    probe.wait_for_log("keys for tokens can be read again");

    // What is of no use changes nothing.
    let other = bearer(&Signer::new(Algorithm::ES256), "b");
    let large = "x".repeat((1 << 20) + 1);
    for (body, why) in [("nonsense", "it is no JWKS"), (&*large, "length limit exceeded")] {
        provider.answers(200, body);
        wait_until(why, PATIENCE, || {
            assert_eq!(over_http(&probe, Some(&other)).status, 401);
            let warned = probe.logged("keys for tokens cannot be read");
            warned.into_iter().find(|line| line.to_string().contains(why))
        });
        lets_in(&probe, &token, "maria").await;
        provider.publish(&[signer.jwk("a")]);
        let recovered = probe.logged("keys for tokens can be read again").len();
        wait_until("keys again", PATIENCE, || {
            assert_eq!(over_http(&probe, Some(&other)).status, 401);
            (probe.logged("keys for tokens can be read again").len() > recovered).then_some(())
        });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_does_not_answer_holds_up_nobody_it_does_not_concern() {
    let signer = Signer::new(Algorithm::ES256);
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let probe = start(&flags("--jwt-jwks", &url));
    let begin = Instant::now();
    assert_eq!(over_http(&probe, None).status, 401, "without credentials there is nothing to look up");
    assert!(begin.elapsed() < Duration::from_secs(1));
    assert_eq!(over_http(&probe, Some(&bearer(&signer, "a"))).status, 503);
    println!("not known after {:.1?}", begin.elapsed());
    assert!(begin.elapsed() < Duration::from_secs(5));
    let gone: Option<TcpStream> = silent.incoming().next().and_then(Result::ok);
    assert!(gone.is_some(), "it was not asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_read_over_tls() {
    let (tls, other) = (Tls::new("provider"), Tls::new("not-the-provider"));
    let signer = Signer::new(Algorithm::RS256);
    let provider = Provider::start(&[signer.jwk("a")], Some(&tls));
    let flags = flags("--jwt-jwks", &provider.url);
    let trusting = |ca: &Tls| {
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let all = [&["--http", "--grpc", "--drain-delay", "0s"], &flags[..]].concat();
        Probe::trusting(&ca.ca, &all)
    };
    lets_in(&trusting(&tls), &bearer(&signer, "a"), "maria").await;
    let probe = trusting(&other);
    assert_eq!(over_http(&probe, Some(&bearer(&signer, "a"))).status, 503);
    let warned = probe.logged("keys for tokens cannot be read").remove(0).to_string();
    assert!(warned.contains("certificate"), "{warned}");
}

#[test]
fn a_url_that_cannot_be_one() {
    for (url, expected) in [
        ("http://", "--jwt-jwks: cannot use http://: "),
        ("http://maria:s3cret@127.0.0.1/", "a URL with a password would be in the log"),
    ] {
        refuses_to_start(&flags("--jwt-jwks", url), expected);
    }
}
