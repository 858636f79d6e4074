//! The token that a client sends: its caller's, one of its own, or none.

use std::{fs, time::Duration};

use jsonwebtoken::Algorithm;
use platform::{Code, Context};
use runtime::{Call, WHO, grpc_client, http_client};
use serde_json::json;

use super::{
    is_unauthenticated, start,
    tokens::{Signer, claims, claims_but, file},
};
use crate::harness::{app, send};

fn who() -> Call {
    Call { text: WHO.into(), ..Call::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_callers_token_goes_on_where_that_is_wanted() {
    let signer = Signer::new(Algorithm::ES256);
    let flags = signer.believed("forwarded.pem");
    let last = start(&flags);
    let discovery = format!("static:next={};next.http={}", last.grpc, last.http);
    let discovery = ["--discovery".to_owned(), discovery];
    let forwards = start(&[&flags[..], &discovery, &["--forward".to_owned()]].concat());
    let keeps = start(&[&flags[..], &discovery].concat());
    let token = format!("Bearer {}", signer.token(&claims()));
    let authorization = [("authorization", &*token)];
    for relay in ["http", "grpc"] {
        let body = format!(r#"{{"text": "{WHO}", "relay": "{relay}"}}"#);
        let answer = send(&forwards.http, "POST", "/call", &authorization, &body);
        assert_eq!((answer.status, answer.json()["text"].as_str()), (200, Some("maria")), "{relay}");
        let answer = send(&keeps.http, "POST", "/call", &authorization, &body);
        let json = answer.json();
        assert_eq!((answer.status, json["detail"].as_str()), (401, Some("credentials are missing")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_a_file_is_read_again() {
    let signer = Signer::new(Algorithm::EdDSA);
    let probe = start(&signer.believed("token.pem"));
    let path = file("token", &format!("{}\n", signer.token(&claims())));
    let (http, grpc) = (app(&[&probe.http]), app(&[&probe.grpc]));
    let clients = [
        http_client(http.http_channel("next").token_file(&path).unwrap()),
        grpc_client(grpc.grpc_channel("next").token_file(&path).unwrap()),
    ];
    for client in &clients {
        // Its own, not that of whoever calls.
        let mut context = Context::current_or_new();
        context.authorization = Some("Bearer x".parse().unwrap());
        assert_eq!(context.scope(client.call(who())).await.unwrap().text, "maria");
    }
    is_unauthenticated(http_client(http.http_channel("next")).call(who()).await);

    tokio::time::sleep(Duration::from_millis(1100)).await;
    fs::write(&path, signer.token(&claims_but("sub", json!("jan")))).unwrap();
    for client in &clients {
        assert_eq!(client.call(who()).await.unwrap().text, "jan");
    }
}

#[tokio::test]
async fn a_file_without_a_token_is_told_at_once() {
    let app = app(&["127.0.0.1:1"]);
    for (path, expected) in [
        ("nowhere".to_owned(), "cannot use nowhere: "),
        (file("empty", " \n"), "it is no token"),
        (file("lines", "a\nb"), "it is no token"),
    ] {
        let error = app.grpc_channel("next").token_file(&path).err().unwrap();
        assert_eq!(error.code(), Code::FailedPrecondition);
        assert!(error.message().contains(expected), "{error}");
    }
}
