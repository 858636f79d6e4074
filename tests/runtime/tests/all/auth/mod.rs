//! Who may call: over HTTP and gRPC, by the same layers.

mod basic;
mod clients;
mod jwt;
mod published;
mod tokens;

use std::process::Command;

use platform::{Code, Error, Result};
use runtime::{
    WHO,
    pb::{CallReply, CallRequest},
};
use tonic::{Request, client::Grpc, codegen::http::uri::PathAndQuery};
use tonic_prost::ProstCodec;

use crate::harness::{Answer, Probe, app, send};

/// A service with both transports.
fn start(flags: &[String]) -> Probe {
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    Probe::start(&[&["--http", "--grpc", "--drain-delay", "0s"], &flags[..]].concat())
}

fn over_http(probe: &Probe, authorization: Option<&str>) -> Answer {
    let headers: Vec<_> = authorization.iter().map(|value| ("authorization", *value)).collect();
    send(&probe.http, "POST", "/call", &headers, &format!(r#"{{"text": "{WHO}"}}"#))
}

async fn over_grpc(probe: &Probe, authorization: Option<&str>) -> Result<String, tonic::Status> {
    let channel = app(&[&probe.grpc]).grpc_channel("next");
    let codec = ProstCodec::<CallRequest, CallReply>::default();
    let mut request = Request::new(CallRequest { text: WHO.to_owned(), ..CallRequest::default() });
    if let Some(value) = authorization {
        request.metadata_mut().insert("authorization", value.parse().unwrap());
    }
    let path = PathAndQuery::from_static("/pb.Probe/Call");
    let answer = Grpc::new(channel).unary(request, path, codec).await;
    answer.map(|reply| reply.into_inner().text)
}

async fn lets_in(probe: &Probe, authorization: &str, who: &str) {
    let answer = over_http(probe, Some(authorization));
    assert_eq!((answer.status, answer.json()["text"].as_str()), (200, Some(who)), "{answer:?}");
    assert_eq!(over_grpc(probe, Some(authorization)).await.unwrap(), who);
}

/// By both transports, in words that give nothing away.
async fn refuses(probe: &Probe, why: &str, authorization: Option<&str>, challenge: &str) {
    let said = match authorization {
        None => "credentials are missing",
        Some(_) => "the credentials are not valid",
    };
    let answer = over_http(probe, authorization);
    assert_eq!(answer.status, 401, "{why}: {answer:?}");
    assert_eq!(answer.headers["www-authenticate"], challenge, "{why}");
    let expected = serde_json::json!({"type": "about:blank", "title": "Unauthorized", "status": 401,
        "detail": said, "code": "unauthenticated"});
    assert_eq!(answer.json(), expected, "{why}");
    let status = over_grpc(probe, authorization).await.expect_err(why);
    assert_eq!(
        (status.code(), status.message(), status.details()),
        (tonic::Code::Unauthenticated, said, &[][..])
    );
}

/// What else a service answers to, without credentials.
async fn is_open_besides(probe: &Probe) {
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(send(&probe.debug, "GET", path, &[], "").status, 200, "{path}");
    }
    let channel = app(&[&probe.grpc]).grpc_channel("next");
    let mut health = tonic_health::pb::health_client::HealthClient::new(channel);
    let request = tonic_health::pb::HealthCheckRequest { service: "pb.Probe".into() };
    assert_eq!(health.check(request).await.unwrap().into_inner().status().as_str_name(), "SERVING");
}

/// A service that cannot know whom to let in does not start.
fn refuses_to_start(flags: &[String], expected: &str) {
    let mut probe = Command::new(env!("CARGO_BIN_EXE_probe"));
    let probe = probe.args(["--http", "--http-addr", "127.0.0.1:0", "--debug-addr", "127.0.0.1:0"]);
    let output = probe.args(flags).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{flags:?}: {said}");
    assert!(said.contains(expected), "{flags:?}: {said}");
}

fn is_unauthenticated<T: std::fmt::Debug>(outcome: Result<T, Error>) {
    assert_eq!(outcome.unwrap_err().code(), Code::Unauthenticated);
}
