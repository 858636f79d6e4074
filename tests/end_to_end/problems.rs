//! What a caller gets for a wrong request, as curl sees it: RFC 9457's problem details.

use serde_json::Value;

use crate::{
    curl::{self, Answer, curl},
    services::Service,
};

/// The answer's problem, after a look at what all problems have in common.
fn problem(answer: &Answer, status: u16, title: &str, code: &str) -> Value {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let problem = answer.json();
    let expected = serde_json::json!({"type": "about:blank", "title": title, "status": status, "code": code});
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&problem[field], value, "{problem}");
    }
    problem["detail"].clone()
}

#[test]
fn wrong_requests_get_problems_that_tell_what_is_wrong() {
    if !curl::installed() {
        return;
    }
    let bugs = Service::start("bugs", &["--max-body-size", "100"]);
    let url = |path: &str| format!("http://{}{path}", bugs.http);
    let create = |body: &str| curl(&["-XPOST", &url("/create"), "-d", body]);

    let lost = problem(&curl(&[&url("/nothing")]), 404, "Not Found", "unimplemented");
    assert_eq!(lost, "there is nothing at this path");

    let got = curl(&[&url("/create")]);
    problem(&got, 405, "Method Not Allowed", "unimplemented");
    assert_eq!(got.header("allow"), Some("POST"));

    let malformed = create("{\n  \"bug\": tea\n}");
    let detail = problem(&malformed, 400, "Bad Request", "invalid_argument");
    assert!(detail.as_str().unwrap().ends_with("at line 2 column 11"), "{detail}");
    let number = problem(&create(r#"{"bug": 1}"#), 400, "Bad Request", "invalid_argument");
    assert!(number.as_str().unwrap().contains("invalid type: integer `1`, expected a string"), "{number}");
    let missing = problem(&create("{}"), 400, "Bad Request", "invalid_argument");
    assert!(missing.as_str().unwrap().contains("missing field `bug`"), "{missing}");
    problem(&create(""), 400, "Bad Request", "invalid_argument");

    let long = create(&format!(r#"{{"bug": "{}"}}"#, "x".repeat(100)));
    problem(&long, 413, "Payload Too Large", "resource_exhausted");
    let exact = create(&format!(r#"{{"bug": "{}"}}"#, "x".repeat(100 - 11)));
    assert_eq!(exact.status, 200, "100 bytes are allowed");
}

/// A body that is refused for what it says of its length is not read at all.
#[test]
fn a_body_over_the_default_limit_is_refused() {
    if !curl::installed() {
        return;
    }
    let bugs = Service::start("bugs", &[]);
    let body = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(body.path(), vec![b' '; 3 << 20]).unwrap();
    let data = format!("@{}", body.path().display());
    for chunked in [&[][..], &["-H", "Transfer-Encoding: chunked"]] {
        let url = format!("http://{}/create", bugs.http);
        let answer = curl(&[&["-XPOST", &url, "--data-binary", &data], chunked].concat());
        problem(&answer, 413, "Payload Too Large", "resource_exhausted");
    }
}
