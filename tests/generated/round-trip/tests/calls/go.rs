//! Our HTTP client and a service of the Go tool: the bytes are those of Go's net/http and encoding/json.

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use mails::MailsService;
use platform::Code;
use serde_json::{Value, json};

use crate::server::http_channel;

const DATE: &str = "Date: Sat, 28 Nov 2026 04:00:00 GMT\r\n";

/// Answers each request on one connection with the next of the answers, and gives back what was asked.
fn go(
    answers: Vec<String>,
) -> (
    std::net::SocketAddr,
    thread::JoinHandle<Vec<(String, Value)>>,
) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let served = thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut asked = Vec::new();
        for answer in answers {
            let (mut read, mut chunk) = (Vec::new(), [0; 4096]);
            let (line, body) = loop {
                let length = socket.read(&mut chunk).unwrap();
                assert!(length > 0, "{:?}", String::from_utf8_lossy(&read));
                read.extend(&chunk[..length]);
                let text = String::from_utf8_lossy(&read).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else {
                    continue;
                };
                if let Ok(body) = serde_json::from_str(body) {
                    break (head.lines().next().unwrap().to_owned(), body);
                }
            };
            asked.push((line, body));
            socket.write_all(answer.as_bytes()).unwrap();
        }
        asked
    });
    (address, served)
}

fn ok(body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n{DATE}Content-Length: {length}\r\n\r\n{body}"
    )
}

/// go-kit's encoder of errors sets no content type: net/http takes the body for text.
fn failed(body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 500 Internal Server Error\r\n{DATE}Content-Length: {length}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}"
    )
}

#[tokio::test]
async fn a_service_of_the_go_tool_answers_our_client() {
    let (address, served) = go(vec![
        ok("{\"id\":\"7\",\"e1\":null}\n"),
        ok("{\"e0\":null}\n"),
        failed("{\"error\":\"the mailbox is full\"}\n"),
        failed("{}\n"),
    ]);
    let remote = mails::http::client(http_channel(address));
    let send = || remote.send_email("a".to_owned(), "b".to_owned(), true);
    assert_eq!(send().await.unwrap(), "7");
    remote.erase(vec!["7".to_owned()]).await.unwrap();
    // Any error of a Go service is UNKNOWN with its text.
    let error = send().await.unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        (Code::Unknown, "the mailbox is full")
    );
    let error = send().await.unwrap_err();
    assert_eq!(error.code(), Code::Unknown);
    assert_eq!(error.message(), "other answered 500 Internal Server Error");

    let mail = json!({"email": "a", "content": "b", "urgent": true});
    let asked = served.join().unwrap();
    assert_eq!(asked[0], ("POST /send-email HTTP/1.1".to_owned(), mail));
    assert_eq!(
        asked[1],
        ("POST /erase HTTP/1.1".to_owned(), json!({"ids": ["7"]}))
    );
}
