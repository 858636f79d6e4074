//! What happens to one call is no harm to the others on its connection of HTTP/2.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use futures_util::StreamExt;
use platform::{Code, resilience::Timeout};
use runtime::{Call, grpc_client, watch};
use tokio::task::JoinSet;

use super::{
    ALONE, figure,
    hostile::{END_HEADERS, HEADERS, PREFACE, SETTINGS, frame, grpc_headers},
};
use crate::harness::{Probe, app};

const DATA: u8 = 0;
const GOAWAY: u8 = 7;
const END_STREAM: u8 = 1;

/// The next frame: what it is, and all that it holds.
fn read_frame(stream: &mut TcpStream) -> (u8, Vec<u8>) {
    let mut head = [0; 9];
    stream.read_exact(&mut head).unwrap();
    let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
    let mut payload = vec![0; length as usize];
    stream.read_exact(&mut payload).unwrap();
    (head[3], payload)
}

/// A busy client's messages may follow their headers so late that the call was refused meanwhile.
#[test]
fn messages_that_come_after_the_refusal() {
    const AT_ONCE: u32 = 50;
    let _alone = ALONE.blocking_lock();
    let probe = Probe::start(&["--grpc"]);
    let mut stream = TcpStream::connect(&probe.grpc).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(&[PREFACE, &frame(SETTINGS, 0, 0, &[])].concat()).unwrap();
    let unknown = grpc_headers("/pb.Probe/Nope");
    let mut calls = 0;
    while calls < 5000 {
        let ids: Vec<u32> = (calls..calls + AT_ONCE).map(|call| 2 * call + 1).collect();
        for id in &ids {
            stream.write_all(&frame(HEADERS, END_HEADERS, *id, &unknown)).unwrap();
        }
        let mut refused = 0;
        while refused < AT_ONCE {
            let (kind, payload) = read_frame(&mut stream);
            assert_ne!(kind, GOAWAY, "after {calls} calls: {}", String::from_utf8_lossy(&payload));
            refused += u32::from(kind == HEADERS);
        }
        for id in ids {
            let message = frame(DATA, 0, id, &[0; 5]);
            stream.write_all(&[message, frame(DATA, END_STREAM, id, &[])].concat()).unwrap();
        }
        calls += AT_ONCE;
    }
    figure!("{calls} calls refused before their messages came: one connection");
}

/// A caller that has given up still gets its answer.
#[tokio::test(flavor = "multi_thread")]
async fn answers_that_come_after_the_timeout() {
    let _alone = ALONE.lock().await;
    let probe = Probe::start(&["--grpc", "--request-timeout", "30s"]);
    let client = grpc_client(app(&[&probe.grpc]).grpc_channel("next"));
    let patient = client.clone();
    let patient =
        tokio::spawn(async move { patient.call(Call { sleep_ms: 8_000, ..Call::default() }).await });
    let hasty = client.layer(&Timeout(Duration::from_millis(10)));
    let (mut calls, mut late) = (JoinSet::new(), 0);
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(6) {
        for _ in 0..20 {
            let hasty = hasty.clone();
            calls.spawn(async move { hasty.call(Call { sleep_ms: 12, ..Call::default() }).await });
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
        while let Some(call) = calls.try_join_next() {
            if let Err(error) = call.unwrap() {
                assert_eq!(error.code(), Code::DeadlineExceeded, "after {late}: {error:?}");
                late += 1;
            }
        }
    }
    assert!(patient.await.unwrap().is_ok());
    figure!("{late} answers came too late, and one in time: one connection");
    assert!(late > 2000, "{late}");
}

/// What is not read of one stream holds up no other call.
#[tokio::test(flavor = "multi_thread")]
async fn readers_that_stand_still() {
    let _alone = ALONE.lock().await;
    let probe = Probe::start(&["--grpc"]);
    let channel = app(&[&probe.grpc]).grpc_channel("next");
    let (calls, streams) = (grpc_client(channel.clone()), watch::grpc_client(channel));
    let mut standing = Vec::new();
    let soon = Duration::from_secs(2);
    // Few items that are large, and many that are small.
    for text in ["10000 60000", "1000000"].repeat(20) {
        let items = streams.call(Call { text: text.into(), ..Call::default() }).await.unwrap();
        let mut items = Box::pin(items);
        let first = tokio::time::timeout(soon, items.next()).await;
        assert!(matches!(first, Ok(Some(Ok(_)))), "{text}, {}: {first:?}", standing.len());
        standing.push(items);
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    let start = Instant::now();
    let call = tokio::time::timeout(soon, calls.call(Call::default())).await;
    figure!("{} streams of which nothing is read, and a call: {:.1?}", standing.len(), start.elapsed());
    assert!(matches!(call, Ok(Ok(_))), "{call:?}");
    for items in &mut standing {
        for _ in 0..100 {
            let item = tokio::time::timeout(soon, items.next()).await;
            assert!(matches!(item, Ok(Some(Ok(_)))), "{item:?}");
        }
    }
}
