//! A client that kit did not write: Python's gRPC, which learns of the service by reflection.

use std::{path::Path, process::Command};

use serde_json::{Value, json};

use crate::{services::Service, support};

fn ask(python: &Path, notificator: &Service) -> Result<Value, String> {
    let script = support::repository().join("tests/end_to_end/stranger.py");
    let output = Command::new(python).arg(script).arg(&notificator.grpc).output().unwrap();
    match output.status.success() {
        true => Ok(serde_json::from_slice(&output.stdout).unwrap()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

#[test]
fn a_stranger_finds_describes_and_calls_the_service() {
    let Some(python) = support::python::installed() else { return };
    let notificator = Service::start("notificator", &[]);
    let mut told = ask(python, &notificator).unwrap();
    let id = told["id"].take();
    assert_eq!(id.as_str().map(str::len), Some(36), "{id}");
    let string = 9;
    let expected = json!({
        "services": [
            "grpc.health.v1.Health",
            "grpc.reflection.v1alpha.ServerReflection",
            "pb.Notificator",
        ],
        "file": "notificator.proto",
        "methods": ["SendEmail"],
        "request": ["pb.SendEmailRequest", [["email", 1, string], ["content", 2, string]]],
        "reply": ["pb.SendEmailReply", [["id", 1, string]]],
        "id": null,
        "nothing": "UNIMPLEMENTED",
        "health": {"": "SERVING", "pb.Notificator": "SERVING", "pb.Nobody": "NOT_FOUND"},
    });
    assert_eq!(told, expected);
    notificator.expect_calls("send_email", 1);
}

#[test]
fn reflection_can_be_switched_off() {
    let Some(python) = support::python::installed() else { return };
    let notificator = Service::start("notificator", &["--reflection=false"]);
    let why = ask(python, &notificator).unwrap_err();
    assert!(why.contains("UNIMPLEMENTED"), "{why}");
}
