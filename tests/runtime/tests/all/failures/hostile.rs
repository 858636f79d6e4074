//! Clients that mean harm, and handlers that panic.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use flate2::{Compression, write::GzEncoder};
use platform::Code;
use runtime::{Call, grpc_client, http_client};
use tonic::codegen::http::Request;

use super::{ALONE, figure, long};
use crate::harness::{Answer, Probe, app, parse, send};

pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const CALL: &str = "/pb.Probe/Call";
const PATIENCE: Duration = Duration::from_secs(20);
/// Frames of HTTP/2.
/// Source: RFC 9113, section 6
pub const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
pub const SETTINGS: u8 = 4;
const CONTINUATION: u8 = 9;
pub const END_HEADERS: u8 = 4;

pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = payload.len() as u32;
    let head = [&length.to_be_bytes()[1..], &[kind, flags], &stream.to_be_bytes()].concat();
    [&head, payload].concat()
}

/// The headers of a gRPC call, by HPACK's static table and literals.
pub fn grpc_headers(path: &str) -> Vec<u8> {
    let text = |text: &str| [&[text.len() as u8], text.as_bytes()].concat();
    let mut block = vec![0x83, 0x86];
    block.extend([&[0x04][..], &text(path), &[0x01], &text("x")].concat());
    for (name, value) in [("content-type", "application/grpc"), ("te", "trailers")] {
        block.extend([&[0x00][..], &text(name), &text(value)].concat());
    }
    block
}

/// Sends bytes on a connection of HTTP/2 while the server takes them, and gives what it answered.
fn converse(address: &str, parts: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut reader = stream.try_clone().unwrap();
    let answer = thread::spawn(move || {
        let mut answer = Vec::new();
        let _ = reader.read_to_end(&mut answer);
        answer
    });
    let begin = [PREFACE, &frame(SETTINGS, 0, 0, &[])].concat();
    let mut taken = stream.write_all(&begin);
    for part in parts {
        taken = taken.and_then(|()| stream.write_all(&part));
        if taken.is_err() {
            break;
        }
    }
    let _ = stream.shutdown(std::net::Shutdown::Write);
    answer.join().unwrap()
}

/// What a gRPC call with this body is answered with.
#[tokio::main(flavor = "current_thread")]
async fn grpc_status(address: &str, headers: &[(&str, &str)], body: Vec<u8>) -> String {
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut client, connection) = h2::client::handshake(stream).await.unwrap();
    tokio::spawn(connection);
    let mut request = Request::post("http://x/pb.Probe/Call").header("content-type", "application/grpc");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (answer, mut sender) = client.send_request(request.body(()).unwrap(), false).unwrap();
    let _ = sender.send_data(body.into(), true);
    let answer = answer.await.unwrap();
    answer.headers()["grpc-status"].to_str().unwrap().to_owned()
}

/// Sends what a client says as long as it is taken.
fn said(address: &str, head: &str, parts: impl IntoIterator<Item = Vec<u8>>) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut reader = stream.try_clone().unwrap();
    let answer = thread::spawn(move || {
        let mut answer = Vec::new();
        let _ = reader.read_to_end(&mut answer);
        String::from_utf8(answer).unwrap()
    });
    let mut taken = stream.write_all(head.as_bytes());
    for part in parts {
        taken = taken.and_then(|()| stream.write_all(&part));
    }
    let _ = stream.shutdown(std::net::Shutdown::Write);
    answer.join().unwrap()
}

fn say(address: &str, head: &str, parts: impl IntoIterator<Item = Vec<u8>>) -> Answer {
    parse(&said(address, head, parts))
}

/// Runs an attack by several at once, and gives how much more memory the service then had at most.
fn attack(probe: &Probe, attack: impl Fn() + Sync) -> f64 {
    // What a service needs for itself comes with its first requests.
    for _ in 0..20 {
        assert_eq!(probe.call("{}").status, 200);
    }
    let (before, _) = probe.memory();
    thread::scope(|scope| (0..8).for_each(|_| drop(scope.spawn(&attack))));
    assert_eq!(probe.call("{}").status, 200, "it lives");
    let (_, most) = probe.memory();
    most - before
}

#[test]
fn huge_bodies() {
    let _alone = ALONE.blocking_lock();
    let probe = Probe::start(&["--http", "--grpc"]);
    let size: usize = if long() { 1 << 30 } else { 64 << 20 };
    let piece = vec![b'x'; 64 << 10];
    let grown = attack(&probe, || {
        let declared =
            format!("POST /call HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {size}\r\n\r\n");
        let answer = say(&probe.http, &declared, (0..size / piece.len()).map(|_| piece.clone()));
        assert_eq!((answer.status, &answer.json()["code"]), (413, &"resource_exhausted".into()));

        let chunked =
            "POST /call HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
        let chunk = [b"10000\r\n", &piece[..], b"\r\n"].concat();
        let answer = say(&probe.http, chunked, (0..size / piece.len()).map(|_| chunk.clone()));
        assert_eq!(answer.status, 413);

        // A message says first how long it is.
        let message = [&[0][..], &(size as u32).to_be_bytes(), &piece].concat();
        assert_eq!(grpc_status(&probe.grpc, &[], message), "8");
    });
    figure!("bodies of {} MB: 413 and RESOURCE_EXHAUSTED, {grown:.1} MB more memory", size >> 20);
    assert!(grown < 50.0, "{grown} MB");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_message_is_resource_exhausted() {
    let probe = Probe::start(&["--grpc", "--max-body-size", "100KiB"]);
    let client = grpc_client(app(&[&probe.grpc]).grpc_channel("next"));
    let of = |size| Call { text: "x".repeat(size), ..Call::default() };
    assert!(client.call(of(99 << 10)).await.is_ok());
    let error = client.call(of(101 << 10)).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Code::ResourceExhausted, "the message is too large"));
    // The same code by which a handler says something else stays.
    let error = client.call(Call { fail: "out_of_range".into(), ..Call::default() }).await.unwrap_err();
    assert_eq!(error.code(), Code::OutOfRange);
    // There may be no limit.
    let probe = Probe::start(&["--http", "--grpc", "--max-body-size", "off"]);
    let app = app(&[&probe.grpc]);
    assert!(grpc_client(app.grpc_channel("next")).call(of(3 << 20)).await.is_ok());
    assert_eq!(probe.call(&format!(r#"{{"text": "{}"}}"#, "x".repeat(3 << 20))).status, 200);
}

/// Whoever sends what is refused learns why, also if that comes while it sends, and the instance is not
/// thought to be broken.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_body_is_resource_exhausted() {
    let probe = Probe::start(&["--http"]);
    let client = http_client(app(&[&probe.http]).http_channel("next"));
    let large = Call { text: "x".repeat(20 << 20), ..Call::default() };
    for _ in 0..20 {
        let error = client.call(large.clone()).await.unwrap_err();
        let expected = (Code::ResourceExhausted, "the body is too large");
        assert_eq!((error.code(), error.message()), expected, "{error:?}");
        assert!(client.call(Call::default()).await.is_ok());
    }
}

#[test]
fn gzip_bombs() {
    let _alone = ALONE.blocking_lock();
    let probe = Probe::start(&["--http", "--grpc"]);
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    let size: usize = 256 << 20;
    (0..size >> 20).for_each(|_| bomb.write_all(&[b' '; 1 << 20]).unwrap());
    let bomb = bomb.finish().unwrap();
    let grown = attack(&probe, || {
        let length = bomb.len();
        let head = format!(
            "POST /call HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-encoding: gzip\r\ncontent-length: {length}\r\n\r\n"
        );
        let answer = say(&probe.http, &head, [bomb.clone()]);
        assert_eq!((answer.status, &answer.json()["code"]), (415, &"invalid_argument".into()));

        let message = [&[1][..], &(bomb.len() as u32).to_be_bytes(), &bomb].concat();
        assert_eq!(grpc_status(&probe.grpc, &[("grpc-encoding", "gzip")], message), "12");
    });
    figure!(
        "{} KB that unpack to {} MB: 415 and UNIMPLEMENTED, {grown:.1} MB more memory",
        bomb.len() >> 10,
        size >> 20
    );
    assert!(grown < 50.0, "{grown} MB");
}

#[test]
fn floods_of_headers() {
    let _alone = ALONE.blocking_lock();
    let probe = Probe::start(&["--http", "--grpc"]);
    let flood = if long() { 1_000_000 } else { 100_000 };
    let grown = attack(&probe, || {
        let head = "POST /call HTTP/1.1\r\nhost: x\r\n";
        let many = format!("{head}{}\r\n", "a: b\r\n".repeat(101));
        assert_eq!(say(&probe.http, &many, []).status, 431);
        // The answer may be lost with what was not read.
        let large = format!("{head}a: {}\r\n\r\n", "x".repeat(70_000));
        let endless = format!("{head}{}", "a: b\r\n".repeat(flood));
        for request in [large, endless] {
            let answer = said(&probe.http, &request, []);
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431 "), "{answer}");
        }

        let first = frame(HEADERS, 0, 1, &grpc_headers(CALL));
        let more = frame(CONTINUATION, 0, 1, &[0x00, 1, b'a', 1, b'b'].repeat(100));
        let parts = (0..flood / 100).map(|_| more.clone());
        let answer = converse(&probe.grpc, [first].into_iter().chain(parts));
        assert!(!contains(&answer, b"grpc-status"), "it was not answered");
    });
    figure!("{flood} headers without end: 431 or cut off, {grown:.1} MB more memory");
    assert!(grown < 50.0, "{grown} MB");
}

#[test]
fn rapid_resets() {
    let _alone = ALONE.blocking_lock();
    let probe = Probe::start(&["--http", "--grpc"]);
    let resets: u32 = if long() { 1_000_000 } else { 50_000 };
    let start = Instant::now();
    let grown = attack(&probe, || {
        let headers = grpc_headers(CALL);
        let parts = (0..resets).map(|n| {
            let stream = 2 * n + 1;
            let reset = frame(RST_STREAM, 0, stream, &8u32.to_be_bytes());
            [frame(HEADERS, END_HEADERS, stream, &headers), reset].concat()
        });
        let answer = converse(&probe.grpc, parts);
        // GOAWAY with ENHANCE_YOUR_CALM
        assert!(contains(&answer, b"too_many"), "{}", String::from_utf8_lossy(&answer));
    });
    figure!("8 × {resets} resets: cut off after {:.1?}, {grown:.1} MB more memory", start.elapsed());
    assert!(grown < 50.0, "{grown} MB");
}

#[tokio::test(flavor = "multi_thread")]
async fn panics() {
    let _alone = ALONE.lock().await;
    let probe = Probe::start(&["--http", "--grpc"]);
    let (http, grpc) = (app(&[&probe.http]), app(&[&probe.grpc]));
    let clients = [http_client(http.http_channel("next")), grpc_client(grpc.grpc_channel("next"))];
    let mut failed = 0;
    for client in clients {
        let calls: Vec<_> = (0..200)
            .map(|n| {
                let client = client.clone();
                let call = Call { panic: n % 2 == 0, ..Call::default() };
                tokio::spawn(async move { (n, client.call(call).await) })
            })
            .collect();
        for call in calls {
            let (n, outcome) = call.await.unwrap();
            match outcome {
                Ok(_) => assert_eq!(n % 2, 1),
                Err(error) => {
                    assert_eq!((n % 2, error.code(), error.message()), (0, Code::Internal, "internal error"));
                    failed += 1;
                }
            }
        }
    }
    assert_eq!(send(&probe.http, "POST", "/panic", &[], "").status, 500);
    figure!("{failed} of 400 calls panic: 500 and INTERNAL for these, and for no other");
    assert_eq!(failed, 200);
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
