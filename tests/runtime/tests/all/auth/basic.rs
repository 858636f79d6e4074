//! Names and passwords.

use std::{fs, thread, time::Duration};

use super::{is_open_besides, lets_in, over_grpc, over_http, refuses, refuses_to_start, start, tokens::file};
use crate::harness::{PATIENCE, send, wait_until};

const CHALLENGE: &str = r#"Basic realm="service", charset="UTF-8""#;

fn flags(flag: &str, value: &str) -> Vec<String> {
    ["--auth", "basic", flag, value].map(str::to_owned).to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn names_with_their_passwords() {
    let path = file("passwords", "maria:s3cret: with a colon\n\nötzi:pässword\r\n");
    let probe = start(&flags("--basic-auth-file", &path));
    // maria:s3cret: with a colon, ötzi:pässword
    let (maria, oetzi) = ("bWFyaWE6czNjcmV0OiB3aXRoIGEgY29sb24=", "w7Z0emk6cMOkc3N3b3Jk");
    lets_in(&probe, &format!("Basic {maria}"), "maria").await;
    lets_in(&probe, &format!("basic {oetzi}"), "ötzi").await;

    refuses(&probe, "nothing", None, CHALLENGE).await;
    for (why, credentials) in [
        ("another password", "bWFyaWE6cMOkc3N3b3Jk"),
        ("a part of the password", "bWFyaWE6czNjcmV0"),
        ("another name", "bWFyaTpzM2NyZXQ6IHdpdGggYSBjb2xvbg=="),
        ("no password", "bWFyaWE6"),
        ("no name", "OnMzY3JldA=="),
        ("no colon", "bWFyaWE="),
        ("nothing encoded", ""),
        ("nothing known", "Og=="),
        ("not base64", "maria:s3cret: with a colon"),
        ("more behind it", &format!("{maria}A")),
    ] {
        refuses(&probe, why, Some(&format!("Basic {credentials}")), CHALLENGE).await;
    }
    refuses(&probe, "another scheme", Some(&format!("Bearer {maria}")), CHALLENGE).await;
    refuses(&probe, "no scheme", Some(maria), CHALLENGE).await;
    is_open_besides(&probe).await;

    thread::sleep(Duration::from_millis(1100));
    fs::write(&path, "maria:another\n").unwrap();
    let new = "Basic bWFyaWE6YW5vdGhlcg==";
    wait_until("the new password", PATIENCE, || (over_http(&probe, Some(new)).status == 200).then_some(()));
    refuses(&probe, "the old password", Some(&format!("Basic {maria}")), CHALLENGE).await;
}

#[test]
fn a_service_that_does_not_know_whom_to_let_in() {
    for (flags, expected) in [
        (vec!["--auth".to_owned(), "basic".to_owned()], "--basic-auth: one of them is needed"),
        (flags("--basic-auth-file", "nowhere"), "cannot use nowhere: "),
        (flags("--basic-auth", "maria"), "a line is not NAME:PASSWORD"),
        (flags("--basic-auth", "maria:"), "a line is not NAME:PASSWORD"),
        (flags("--basic-auth-file", &file("nobody", "\n")), "it has no line NAME:PASSWORD"),
    ] {
        refuses_to_start(&flags, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_nowhere() {
    let mut probe =
        start(&[flags("--basic-auth", "maria:canary7f3a"), vec!["--log".into(), "trace".into()]].concat());
    // Right, and with another name.
    let shown = ["Basic bWFyaWE6Y2FuYXJ5N2YzYQ==", "Basic bWFyaTpjYW5hcnk3ZjNh", "Basic canary7f3a"];
    for authorization in shown {
        assert!(!over_http(&probe, Some(authorization)).body.contains("canary7f3a"));
        let _ = over_grpc(&probe, Some(authorization)).await;
    }
    let metrics = send(&probe.debug, "GET", "/metrics", &[], "").body;
    probe.signal("TERM");
    probe.wait(Duration::from_secs(10));
    thread::sleep(Duration::from_millis(200));
    let said = probe.said() + &metrics;
    assert!(said.contains("unknown name, or another password"));
    for secret in ["canary7f3a", "bWFyaWE6Y2FuYXJ5N2YzYQ", "bWFyaTpjYW5hcnk3ZjNh"] {
        assert_eq!(said.lines().find(|line| line.contains(secret)), None);
    }
}
