//! Tokens: which ones count.

use std::{fs, process::Command, thread, time::Duration};

use jsonwebtoken::{Algorithm, EncodingKey, Header, get_current_timestamp};
use serde_json::{Value, json};

use super::{
    is_open_besides, lets_in, over_grpc, over_http, refuses, refuses_to_start, start,
    tokens::{AUDIENCE, ISSUER, SECRET, Signer, claims, claims_but, file, flags},
};
use crate::{
    collector::Collector,
    harness::{PATIENCE, Probe, config, send, wait_until},
};

const MISSING: &str = "Bearer";
const INVALID: &str = r#"Bearer error="invalid_token""#;
const CANARY: &str = "canary7f3a";

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// Tokens that do not count, whatever the key, and why.
fn bad_tokens(signer: &Signer) -> Vec<(&'static str, String)> {
    let good = signer.token(&claims());
    let [header, payload, signature] = &good.split('.').collect::<Vec<_>>()[..] else { panic!("{good}") };
    let other = Signer::by_secret("another secret, of 32 bytes or more");
    let forged = other.token(&claims_but("sub", json!("root")));
    let forged: Vec<&str> = forged.split('.').collect();
    let critical = Header { crit: Some(vec!["exp".into()]), ..Header::new(signer.algorithm) };
    let but = |name, value| signer.token(&claims_but(name, value));
    let now = get_current_timestamp();
    // {"alg":"none","typ":"JWT"}
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    vec![
        ("no token", "x".to_owned()),
        ("no token at all", String::new()),
        ("three parts of nothing", "..".to_owned()),
        ("without its signature", format!("{header}.{payload}.")),
        ("none", format!("{none}.{payload}.")),
        ("none, with a signature", format!("{none}.{payload}.{signature}")),
        ("other claims", format!("{header}.{}.{signature}", forged[1])),
        ("another signature", format!("{header}.{payload}.{}", forged[2])),
        ("a secret's algorithm", forged.join(".")),
        // What everybody knows, taken for a secret.
        ("the public key as a secret", {
            let key = EncodingKey::from_secret(signer.public.as_bytes());
            let by_secret = signer.algorithm == Algorithm::HS256;
            let algorithm = if by_secret { Algorithm::HS512 } else { Algorithm::HS256 };
            Signer { algorithm, key, public: String::new() }.token(&claims())
        }),
        ("expired", but("exp", json!(now - 3600))),
        ("never expires", but("exp", Value::Null)),
        ("expires some day", but("exp", json!("tomorrow"))),
        ("not yet valid", but("nbf", json!(now + 3600))),
        ("another issuer", but("iss", json!("https://evil.example"))),
        ("no issuer", but("iss", Value::Null)),
        ("an issuer that is a number", but("iss", json!(7))),
        ("another audience", but("aud", json!("other"))),
        ("other audiences", but("aud", json!(["other", "probes"]))),
        ("no audience", but("aud", Value::Null)),
        ("nobody as audience", but("aud", json!([]))),
        ("critical extensions", signer.sign(critical, &claims())),
    ]
}

async fn by_key(algorithm: Algorithm, name: &str) {
    let signer = Signer::new(algorithm);
    let probe = start(&signer.believed(name));
    lets_in(&probe, &bearer(&signer.token(&claims())), "maria").await;
    lets_in(&probe, &format!("bearer  {}", signer.token(&claims())), "maria").await;
    let several = claims_but("aud", json!(["other", AUDIENCE]));
    lets_in(&probe, &bearer(&signer.token(&several)), "maria").await;
    lets_in(&probe, &bearer(&signer.token(&claims_but("sub", Value::Null))), "nobody").await;
    // A key without an identity is every token's.
    lets_in(&probe, &bearer(&signer.token_of("any")), "maria").await;

    refuses(&probe, "nothing", None, MISSING).await;
    for (why, token) in bad_tokens(&signer) {
        refuses(&probe, why, Some(&bearer(&token)), INVALID).await;
    }
    let good = signer.token(&claims());
    for (why, shown) in [("no scheme", &*good), ("another scheme", &format!("Basic {good}"))] {
        refuses(&probe, why, Some(shown), INVALID).await;
    }
    is_open_besides(&probe).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_by_a_secret() {
    by_key(Algorithm::HS256, "secret").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_by_an_rsa_key() {
    by_key(Algorithm::RS256, "rsa.pem").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_by_a_key_of_p256() {
    by_key(Algorithm::ES256, "p256.pem").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_by_a_key_of_ed25519() {
    by_key(Algorithm::EdDSA, "ed25519.pem").await;
}

/// The right key, and an algorithm that it is good for but was not meant for.
#[tokio::test(flavor = "multi_thread")]
async fn the_key_says_which_algorithm() {
    let signer = Signer::new(Algorithm::RS256);
    let probe = start(&signer.believed("algorithms.pem"));
    for algorithm in [Algorithm::RS384, Algorithm::RS512, Algorithm::PS256] {
        let token = signer.sign(Header::new(algorithm), &claims());
        refuses(&probe, "another algorithm", Some(&bearer(&token)), INVALID).await;
    }
    let token = signer.token(&claims());
    let twice = [("authorization", &*bearer(&token)), ("authorization", "Bearer x")];
    assert_eq!(send(&probe.http, "POST", "/call", &twice, "{}").status, 401, "which of them?");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_behind_the_lock_as_well() {
    let signer = Signer::new(Algorithm::EdDSA);
    let probe = start(&signer.believed("stream.pem"));
    let watch = |headers: &[(&str, &str)]| send(&probe.http, "POST", "/watch", headers, r#"{"text": "2"}"#);
    let refused = watch(&[]);
    assert_eq!((refused.status, &*refused.headers["www-authenticate"]), (401, MISSING));
    let answer = watch(&[("authorization", &bearer(&signer.token(&claims())))]);
    assert_eq!((answer.status, answer.body.matches("in context").count()), (200, 2), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_of_keys_that_changes() {
    let all = [Algorithm::HS256, Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA];
    let signers = all.map(Signer::new);
    let jwk = |index: usize| signers[index].jwk(&format!("{:?}", all[index]));
    let encrypts = {
        let mut jwk = Signer::new(Algorithm::ES256).jwk("encrypts");
        jwk["use"] = json!("enc");
        jwk
    };
    let unknown = json!({"kty": "later", "kid": "later"});
    let set = json!({"keys": [unknown, encrypts, jwk(0), jwk(1), jwk(2), jwk(3)]});
    let path = file("set.json", &set.to_string());
    let mut probe = start(&flags("--jwt-jwks", &path));
    for (algorithm, signer) in all.iter().zip(&signers) {
        lets_in(&probe, &bearer(&signer.token_of(&format!("{algorithm:?}"))), "maria").await;
        for (why, id) in [("unknown key", "x"), ("not for signatures", "encrypts"), ("not usable", "later")] {
            refuses(&probe, why, Some(&bearer(&signer.token_of(id))), INVALID).await;
        }
        refuses(&probe, "which key?", Some(&bearer(&signer.token(&claims()))), INVALID).await;
        let wrong = if *algorithm == Algorithm::RS256 { "ES256" } else { "RS256" };
        refuses(&probe, "another's key", Some(&bearer(&signer.token_of(wrong))), INVALID).await;
        let confused = Signer::by_secret(&signer.public).token_of("RS256");
        refuses(&probe, "a public key as a secret", Some(&bearer(&confused)), INVALID).await;
    }

    // What is of no use changes nothing; then another key is the only one.
    thread::sleep(Duration::from_millis(1100));
    fs::write(&path, "nonsense").unwrap();
    let new = Signer::new(Algorithm::EdDSA);
    let (old, new_token) = (bearer(&signers[3].token_of("EdDSA")), bearer(&new.token_of("new")));
    wait_until("a warning", PATIENCE, || {
        assert_eq!(over_http(&probe, Some(&old)).status, 200);
        probe.logged("what the file said before still counts").pop()
    });
    fs::write(&path, json!({"keys": [new.jwk("new")]}).to_string()).unwrap();
    wait_until("the new key", PATIENCE, || (over_http(&probe, Some(&new_token)).status == 200).then_some(()));
    refuses(&probe, "withdrawn", Some(&old), INVALID).await;
    probe.wait_for_log("file read again");
}

#[test]
fn a_service_that_does_not_know_whom_to_believe() {
    let rsa = Signer::new(Algorithm::RS256);
    let pem = file("start.pem", &rsa.public);
    let private = file("private.pem", &rcgen::KeyPair::generate().unwrap().serialize_pem());
    let p384 = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    let p384 = file("p384.pem", &p384.public_key_pem());
    let short = json!({"keys": [{"kty": "oct", "k": "c2hvcnQ", "kid": "a"}]});
    let with = |flag: &str, value: &str| flags(flag, value);
    let without = |flag: &str| {
        let all = with("--jwt-key", &pem);
        let at = all.iter().position(|given| given == flag).unwrap();
        [&all[..at], &all[at + 2..]].concat()
    };
    for (flags, expected) in [
        (without("--jwt-issuer"), "--jwt-issuer: it is needed"),
        (without("--jwt-audience"), "--jwt-audience: it is needed"),
        (without("--jwt-key"), "--jwt-secret: one of them is needed, and no more"),
        ([with("--jwt-key", &pem), with("--jwt-secret", SECRET)[..2].to_vec()].concat(), "and no more"),
        (with("--jwt-key", "nowhere.pem"), "--jwt-key: cannot use nowhere.pem: "),
        (with("--jwt-key", &private), "it is a private key"),
        (with("--jwt-key", &p384), "of elliptic curves only P-256 and Ed25519 are supported"),
        (with("--jwt-key", &file("no.pem", "nonsense")), "it is no public key in PEM"),
        (with("--jwt-secret", "short"), "the secret is shorter than 32 bytes"),
        (with("--jwt-secret-file", &pem), "it is a key, and no secret"),
        (with("--jwt-jwks", &pem), "it is no JWKS"),
        (with("--jwt-jwks", &file("none.json", r#"{"keys": []}"#)), "it has no key for HS256"),
        (with("--jwt-jwks", &file("short.json", &short.to_string())), "it has no key for HS256"),
    ] {
        refuses_to_start(&flags, expected);
    }
}

#[test]
fn secrets_are_not_printed() {
    let args = ["--jwt-secret", CANARY, "--basic-auth", "maria:canary7f3a"];
    let printed = format!("{:?}", config(&args).unwrap());
    assert!(printed.contains("jwt_secret: Some(Secret)") && !printed.contains(CANARY), "{printed}");
    let mut help = Command::new(env!("CARGO_BIN_EXE_probe"));
    let help = help.arg("--help").env("JWT_SECRET", CANARY).env("BASIC_AUTH", CANARY).output().unwrap();
    let said = String::from_utf8_lossy(&help.stdout);
    assert!(said.contains("[env: JWT_SECRET]") && !said.contains(CANARY), "{said}");
}

/// Neither tokens nor claims nor secrets are in logs, traces or metrics, whatever becomes of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_nowhere() {
    let secret = format!("{CANARY} and a secret of 32 bytes");
    let signer = Signer::by_secret(&secret);
    let collector = Collector::start();
    let believed =
        ["--jwt-secret", &secret, "--auth", "jwt", "--jwt-issuer", ISSUER, "--jwt-audience", AUDIENCE];
    let serving = ["--http", "--grpc", "--drain-delay", "0s", "--log", "trace", "--forward"];
    let all = [&believed[..], &serving].concat();
    let last = Probe::observed(&collector, &all);
    let discovery = format!("static:next={};next.http={}", last.grpc, last.http);
    let first = Probe::observed(&collector, &[&all[..], &["--discovery", &discovery]].concat());
    let good = signer.token(&claims_but("sub", json!(CANARY)));
    let mut shown = vec![good.clone(), CANARY.to_owned()];
    for name in ["iss", "aud", "exp", "nbf", "sub"] {
        shown.extend(
            [json!(CANARY), json!(7), Value::Null].map(|value| signer.token(&claims_but(name, value))),
        );
    }
    shown.extend(bad_tokens(&signer).into_iter().map(|(_, token)| token));
    for token in &shown {
        let authorization = [("authorization", &*bearer(token))];
        for relay in ["", "http", "grpc"] {
            let body = format!(r#"{{"relay": "{relay}", "fail": "internal"}}"#);
            let answer = send(&first.http, "POST", "/call", &authorization, &body);
            assert!(!answer.body.contains(CANARY), "{answer:?}");
        }
        let _ = over_grpc(&first, Some(&bearer(token))).await;
    }
    let parts = shown.iter().flat_map(|token| token.split('.')).filter(|part| part.len() > 40);
    let secrets: Vec<&str> = parts.chain([CANARY]).collect();
    let leak =
        |text: &str| secrets.iter().find(|secret| text.contains(**secret)).map(|secret| secret.to_string());
    let refused = first.logged("credentials refused");
    let told = |why| refused.iter().any(|line| line["why"] == why);
    assert!(told("expired") && told("another issuer") && told("another audience"), "{refused:?}");
    for mut probe in [first, last] {
        let metrics = send(&probe.debug, "GET", "/metrics", &[], "").body;
        assert_eq!(leak(&metrics), None);
        probe.signal("TERM");
        assert_eq!(probe.wait(Duration::from_secs(10)).code(), Some(0));
        thread::sleep(Duration::from_millis(200));
        let said = probe.said();
        let leaks = said.lines().find(|line| leak(line).is_some());
        assert_eq!(leaks, None);
    }
    assert!(!collector.wait_for(20).is_empty());
    assert_eq!(leak(&String::from_utf8_lossy(&collector.bytes())), None);
}
