//! What a service says of its HTTP, as strangers see it: a validator, a client that tries everything
//! that the document allows and forbids, and a browser.

use std::{path::Path, process::Command, sync::LazyLock};

use serde_json::{Value, json};

use crate::{
    services::{self, Service},
    support::{self, example, golden, repository},
};

static DESCRIBED: LazyLock<std::path::PathBuf> = LazyLock::new(|| {
    let (binary, said) = services::of_corpus("described", &["generate", "openapi", "described", "--serve"]);
    assert!(said.contains("\n  Open http://localhost:8081/docs\n"), "{said}");
    binary
});

/// Every document that is recorded.
#[test]
fn documents_are_valid() {
    let Some(python) = support::python::installed() else { return };
    let mut documents = vec![example().join("bugs/openapi.json"), example().join("users/openapi.json")];
    for corpus in ["described", "streams"] {
        documents.push(repository().join("tests/generated").join(corpus).join("out/openapi.json"));
    }
    let output =
        Command::new(python).args(["-m", "openapi_spec_validator"]).args(&documents).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.matches(": OK").count(), documents.len(), "{said}");
}

/// No answer but those that are described, nothing accepted that is said to be wrong, nothing refused
/// that is said to be right.
#[test]
fn a_stranger_finds_the_document_to_be_true() {
    let Some(python) = support::python::installed() else { return };
    let described = Service::of_http("described", &DESCRIBED);
    let document = format!("http://{}/openapi.json", described.http);
    explore(python, &document, &described, 8);

    let bugs = Service::start("bugs", &[]);
    explore(python, example().join("bugs/openapi.json").to_str().unwrap(), &bugs, 25);
    let notificator = Service::start("notificator", &[]);
    let at = format!("static:notificator={}", notificator.grpc);
    let users = Service::start("users", &["--discovery", &at]);
    explore(python, example().join("users/openapi.json").to_str().unwrap(), &users, 25);
}

/// Lets schemathesis try all that it knows, the same each time.
fn explore(python: &Path, document: &str, service: &Service, examples: usize) {
    let folder = repository().join("tests/end_to_end/openapi");
    let mut command = Command::new(python.with_file_name("schemathesis"));
    command.env("SCHEMATHESIS_HOOKS", "whole_numbers").env("PYTHONPATH", &folder);
    command.current_dir(env!("CARGO_TARGET_TMPDIR"));
    command.arg("--config-file").arg(folder.join("schemathesis.toml")).args(["run", document]);
    command.args(["--url", &format!("http://{}", service.http)]);
    command.args(["--seed", "1", "--max-examples", &examples.to_string()]);
    command.args(["--continue-on-failure", "--no-color", "--request-timeout", "10"]);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let passed =
        said.lines().find_map(|line| line.trim().strip_suffix(" passed")?.split_once(" generated, "));
    assert!(passed.is_some_and(|(made, passed)| made == passed && made.len() > 1), "{said}");
}

/// It shows everything, sends what is filled in, and asks nobody but the service for anything.
#[test]
fn the_page_works_in_a_browser() {
    let Some(python) = support::python::installed() else { return };
    if !support::installed("chromium", "--version", "KIT_REQUIRE_CHROMIUM") {
        return;
    }
    let service = Service::of_http("described", &DESCRIBED);
    let url = |path: &str| format!("http://{}{path}", service.http);
    let forms = json!([
        ["report", {"year": "2026", "level": "worst", "tag": "b\na", "exact": "true"}],
        ["add", {"name": "a/b", "loud": "false", "body": "{\"count\": 2}"}],
        ["echo_strict", {"body": "{"}],
        ["drop_thing", {"name": "x"}],
        // What the page itself puts into the form is right.
        ["echo_lists", {}],
        ["echo_account", {}],
    ]);
    let script = repository().join("tests/end_to_end/openapi/browser.py");
    let output = Command::new(python).arg(script).args([url("/docs"), forms.to_string()]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let shown: Value = serde_json::from_slice(&output.stdout).unwrap();

    assert_eq!((&shown["title"], &shown["heading"]), (&json!("described"), &json!("described 0.1.0")));
    assert!(shown["info"].as_str().unwrap().starts_with("Gives back what it gets."), "{shown}");
    let operations = shown["operations"].as_array().unwrap();
    assert_eq!(operations.len(), 16, "{shown}");
    assert!(operations.contains(&json!(["GET", "/reports/{year}/{level}"])), "{shown}");
    assert!(shown["schemas"].as_array().unwrap().contains(&"AccountWritten".into()), "{shown}");
    for nothing in ["broken", "exceptions"] {
        assert_eq!(shown[nothing], json!([]), "{shown}");
    }
    assert_eq!(shown["unset"], false, "{shown}");
    assert!(shown["picture"].as_u64().unwrap() > 10_000, "{shown}");

    let answers: Vec<&str> = shown["answers"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for (answer, begins) in answers.iter().zip([
        "GET /reports/2026/worst?tag=b&tag=a&exact=true\n200 OK application/json\n\n{\n  \"year\": 2026,",
        "POST /things/a%2Fb?loud=false\n201 Created application/json\n\n{\n  \"value\": 6\n}",
        "POST /echo-strict\n400 Bad Request application/problem+json\n\n{",
        "DELETE /things/x\n204 No Content",
        "POST /echo-lists\n200 OK",
        "POST /echo-account\n200 OK",
    ]) {
        assert!(answer.starts_with(begins), "{answer}\ndoes not begin with\n{begins}");
    }
    let asked = shown["asked"].as_array().unwrap().iter().filter_map(Value::as_str);
    let elsewhere: Vec<&str> = asked.filter(|asked| !asked.starts_with(&url("/"))).collect();
    golden::assert_none(&elsewhere.into_iter().map(str::to_owned).collect::<Vec<_>>());
}
