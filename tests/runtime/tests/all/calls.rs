//! Calls to other services that go wrong, and which of them are sent again.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use platform::{
    Code, Context,
    resilience::{Retry, Timeout},
};
use runtime::{Call, grpc_client, http_client};

use crate::harness::{Probe, app};

/// An address where nobody listens, and that no other test is given: it is below those that the
/// system hands out.
const NOBODY: &str = "127.0.0.1:1";

/// A server that reads each request and then says this, and a count of the requests.
fn canned(answer: &'static str) -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let requests = Arc::new(AtomicU32::new(0));
    let counter = requests.clone();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            if stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
                counter.fetch_add(1, Relaxed);
                let _ = stream.write_all(answer.as_bytes());
            }
        }
    });
    (address, requests)
}

#[tokio::test]
async fn an_unknown_service_is_unavailable_and_nothing_was_sent() {
    let client = http_client(app(&[]).http_channel("next"));
    let error = client.call(Call::default()).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Code::Unavailable, "no instance of next is known"));
    assert!(error.is_unsent());
}

#[tokio::test]
async fn a_refused_connection_means_unsent() {
    let app = app(&[NOBODY]);
    for client in [http_client(app.http_channel("next")), grpc_client(app.grpc_channel("next"))] {
        let error = client.call(Call::default()).await.unwrap_err();
        assert_eq!((error.code(), error.message()), (Code::Unavailable, "cannot reach next"));
        assert!(error.is_unsent());
        assert!(format!("{error:?}").to_lowercase().contains("refused"), "{error:?}");
    }
}

#[tokio::test]
async fn what_was_not_sent_is_always_tried_elsewhere() {
    let probe = Probe::start(&["--http", "--grpc"]);
    let (http, grpc) = (app(&[NOBODY, &probe.http]), app(&[NOBODY, &probe.grpc]));
    for client in [http_client(http.http_channel("next")), grpc_client(grpc.grpc_channel("next"))] {
        let client = client.layer(&Retry::default());
        for _ in 0..50 {
            client.call(Call::default()).await.unwrap();
        }
    }
}

#[tokio::test]
async fn what_may_have_been_done_is_only_repeated_if_idempotent() {
    let (hangs_up, requests) = canned("");
    let channel = app(&[&hangs_up]).http_channel("next");
    let client = http_client(channel.clone()).layer(&Retry::default());
    let error = client.call(Call::default()).await.unwrap_err();
    assert_eq!((error.code(), error.is_unsent()), (Code::Unavailable, false));
    assert_eq!(requests.load(Relaxed), 1);

    let client = http_client(channel).layer(&Retry::default().idempotent());
    assert!(client.call(Call::default()).await.is_err());
    assert_eq!(requests.load(Relaxed), 1 + 3);
}

#[tokio::test]
async fn answers_of_strangers_become_errors_too() {
    let length = "content-length: 9\r\nconnection: close\r\n\r\n<nothing>";
    for (status, code) in [
        ("502 Bad Gateway", Code::Unavailable),
        ("504 Gateway Timeout", Code::DeadlineExceeded),
        ("403 Forbidden", Code::PermissionDenied),
        ("418 I'm a teapot", Code::Unknown),
    ] {
        let answer = format!("HTTP/1.1 {status}\r\n{length}").leak();
        let (address, _) = canned(answer);
        let client = http_client(app(&[&address]).http_channel("next"));
        let error = client.call(Call::default()).await.unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.message().starts_with("next answered "), "{error:?}");
    }
    let answer = format!("HTTP/1.1 200 OK\r\n{length}").leak();
    let (address, _) = canned(answer);
    let client = http_client(app(&[&address]).http_channel("next"));
    let error = client.call(Call::default()).await.unwrap_err();
    assert_eq!(error.code(), Code::Internal);
    assert_eq!(error.message(), "cannot understand the answer of next");
}

#[tokio::test]
async fn nothing_is_sent_after_the_deadline() {
    let (address, requests) = canned("");
    let client = http_client(app(&[&address]).http_channel("next"));
    let context = Context { deadline: Some(Instant::now()), ..Context::current_or_new() };
    let error = context.scope(client.call(Call::default())).await.unwrap_err();
    assert_eq!(error.code(), Code::DeadlineExceeded);
    assert_eq!(requests.load(Relaxed), 0);
}

#[tokio::test]
async fn a_timeout_reaches_the_other_service() {
    let probe = Probe::start(&["--http", "--grpc"]);
    let (http, grpc) = (app(&[&probe.http]), app(&[&probe.grpc]));
    for client in [http_client(http.http_channel("next")), grpc_client(grpc.grpc_channel("next"))] {
        let client = client.layer(&Timeout(Duration::from_millis(700)));
        let reply = client.call(Call::default()).await.unwrap();
        assert!((300..=700).contains(&reply.remaining_ms), "{reply:?}");
    }
}
