//! A client that kit did not write: Python's gRPC, which learns of the service by reflection.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use serde_json::{Value, json};

use crate::{services::Service, support};

const PACKAGES: [&str; 3] = ["grpcio", "grpcio-reflection", "grpcio-health-checking"];

/// A Python with these packages. If there cannot be one, that is said.
fn python() -> Option<&'static Path> {
    static INSTALLED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match INSTALLED.get_or_init(install) {
        Ok(python) => Some(python),
        Err(why) => {
            support::not_run(why, "KIT_REQUIRE_PYTHON");
            None
        }
    }
}

/// Takes place once, also over several runs.
fn install() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python");
    let (python, done) = (folder.join("bin/python"), folder.join("done"));
    if done.exists() {
        return Ok(python);
    }
    let run = |command: &mut Command| match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("{command:?} fails: {}", String::from_utf8_lossy(&output.stderr))),
        Err(error) => Err(format!("{command:?}: {error}")),
    };
    let pip = ["-m", "pip", "install", "--quiet", "--only-binary", ":all:"];
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    run(Command::new(&python).args(pip).args(PACKAGES))?;
    fs::write(done, "").map_err(|error| error.to_string())?;
    Ok(python)
}

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
    let Some(python) = python() else { return };
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
    let Some(python) = python() else { return };
    let notificator = Service::start("notificator", &["--reflection=false"]);
    let why = ask(python, &notificator).unwrap_err();
    assert!(why.contains("UNIMPLEMENTED"), "{why}");
}
