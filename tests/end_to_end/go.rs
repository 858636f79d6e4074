//! The wire of the Go tool: what its clients send our services understand, and its services our clients.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Command, Stdio},
    time::Duration,
};

use crate::{
    curl::{self, curl},
    services::Service,
    support,
};

/// What go-kit's HTTP client sends: the body is a stream for it, so its length is not known, and nobody
/// says what it is. `json.Encoder` ends with a line break.
const CREATE: &str = "POST /create HTTP/1.1\r\nHost: bugs:8081\r\nUser-Agent: Go-http-client/1.1\r\n\
    Transfer-Encoding: chunked\r\nAccept-Encoding: gzip\r\n\r\nf\r\n{\"bug\":\"test\"}\n\r\n0\r\n\r\n";

#[test]
fn a_go_client_over_http_is_understood() {
    let bugs = Service::start("bugs", &[]);
    let mut stream = TcpStream::connect(&bugs.http).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    // Twice on one connection, as Go's client keeps it.
    for _ in 0..2 {
        stream.write_all(CREATE.as_bytes()).unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"{}") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            answer.push(byte[0]);
        }
        let answer = String::from_utf8(answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"), "{answer}");
    }
    bugs.expect_calls("create", 2);
}

#[test]
fn a_go_client_over_grpc_is_understood() {
    let Some(python) = support::python::installed() else { return };
    let notificator = Service::start("notificator", &[]);
    let script = support::repository().join("tests/end_to_end/go.py");
    let output = Command::new(python).arg(script).args(["call", &notificator.grpc]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // Field 1, a string of 36 bytes: a UUID.
    let reply = String::from_utf8(output.stdout).unwrap();
    assert!(reply.starts_with("0a24") && reply.trim().len() == 2 * (2 + 36), "{reply}");
}

#[test]
fn a_go_service_over_grpc_understands_us() {
    let Some(python) = support::python::installed() else { return };
    if !curl::installed() {
        return;
    }
    let script = support::repository().join("tests/end_to_end/go.py");
    let mut command = Command::new(python);
    command.arg(script).arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut go = command.spawn().unwrap();
    let mut said = BufReader::new(go.stdout.take().unwrap()).lines();
    let address = said.next().unwrap().unwrap();
    let mut users = Service::start("users", &["--discovery", &format!("static:notificator={address}")]);
    let create = |email: &str| {
        let url = format!("http://{}/create", users.http);
        curl(&["-XPOST", &url, "-d", &format!(r#"{{"email": "{email}"}}"#)])
    };
    let answer = create("test");
    assert_eq!((answer.status, &*answer.body), (200, "{}"));
    let sent = said.next().unwrap().unwrap();
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let content = "Hi! Thank you for registration...";
    assert_eq!(sent, format!("0a04{}12{:02x}{}", hex("test"), content.len(), hex(content)));
    users.process.wait_for(&["email sent", "an id"]);

    // Any error of a Go service is UNKNOWN with its text.
    let failed = create("fail");
    assert_eq!((failed.status, &failed.json()["detail"]), (500, &"the mailbox is full".into()));
    assert_eq!(failed.json()["code"], "unknown");
    drop(go.stdin.take());
    assert!(go.wait().unwrap().success());
}
