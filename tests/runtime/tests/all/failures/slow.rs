//! Clients that send next to nothing, on many sockets, or take nothing.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::StreamExt;
use platform::Endpoint;
use prost::Message;
use runtime::{Call, Reply, grpc_client, http_client, pb::CallRequest, watch};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};
use tonic::codegen::{Bytes, http::Request};

use super::{ALONE, figure, long, percentile, within_three_attempts};
use crate::{
    failures::hostile::{PREFACE, frame},
    harness::{Probe, app},
};

/// Sends a byte now and then until it is cut off, and says how long that took.
async fn drip(address: Arc<str>, sent: Arc<[u8]>) -> Duration {
    let Ok(stream) = TcpStream::connect(&*address).await else { return Duration::ZERO };
    let start = Instant::now();
    let (mut read, mut write) = stream.into_split();
    let (at_once, slowly) = sent.split_at(sent.len().saturating_sub(20));
    let sender = async {
        let _ = write.write_all(at_once).await;
        for byte in slowly {
            tokio::time::sleep(Duration::from_millis(700)).await;
            if write.write_all(&[*byte]).await.is_err() {
                return;
            }
        }
        std::future::pending().await
    };
    let cut_off = async { while read.read(&mut [0; 4096]).await.is_ok_and(|read| read > 0) {} };
    tokio::select! {
        () = sender => {}
        () = cut_off => {}
    }
    start.elapsed()
}

/// The times of calls, one after the other.
async fn calls(client: &Endpoint<Call, Reply>, time: Duration) -> Vec<Duration> {
    let (start, mut times) = (Instant::now(), Vec::new());
    while start.elapsed() < time {
        let begun = Instant::now();
        client.call(Call { sleep_ms: 10, ..Call::default() }).await.unwrap();
        times.push(begun.elapsed());
    }
    times
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_that_never_finish() {
    let _alone = ALONE.lock().await;
    let sockets = if long() { 5000 } else { 400 };
    let handshake = [PREFACE, &frame(4, 0, 0, &[])].concat();
    let headers = frame(1, 0, 1, &[0; 200]);
    let beginnings: [(&str, Vec<u8>); 6] = [
        ("http", vec![]),
        ("http", b"POST /call HTTP/1.1\r\nhost: x\r\nx-slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaa".to_vec()),
        (
            "http",
            b"POST /call HTTP/1.1\r\nhost: x\r\ncontent-length: 90\r\n\r\n{\"text\": \"aaaaaaaaaaa".to_vec(),
        ),
        ("grpc", vec![]),
        ("grpc", PREFACE.to_vec()),
        ("grpc", [&handshake[..], &headers].concat()),
    ];
    let probe = Probe::start(&["--http", "--grpc", "--request-timeout", "5s"]);
    let (http, grpc) = (app(&[&probe.http]), app(&[&probe.grpc]));
    let clients = [http_client(http.http_channel("next")), grpc_client(grpc.grpc_channel("next"))];
    within_three_attempts(async || {
        let mut before = Vec::new();
        for client in &clients {
            before.extend(calls(client, Duration::from_secs(2)).await);
        }
        let mut all = JoinSet::new();
        for (transport, sent) in beginnings.iter().cycle().take(sockets) {
            let address = if *transport == "http" { &probe.http } else { &probe.grpc };
            all.spawn(drip((**address).into(), sent[..].into()));
            // Not more at once than the system keeps for a server that has yet to accept them: of the
            // others a silent client never learns that it was turned away.
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let mut during = Vec::new();
        for client in &clients {
            during.extend(calls(client, Duration::from_secs(2)).await);
        }
        let lasted = all.join_all().await;
        let (shortest, longest) = (lasted.iter().min().unwrap(), lasted.iter().max().unwrap());
        let (before, during) = (percentile(&mut before, 99), percentile(&mut during, 99));
        let figures = format!(
            "{sockets} sockets: others' p99 {during:.1?} instead of {before:.1?}; all cut off within {longest:.1?}"
        );
        figure!("{figures}");
        assert!(*shortest > Duration::from_secs(3), "they were connected: {shortest:?}");
        let good = *longest <= Duration::from_secs(10) && during < 2 * before;
        good.then_some(()).ok_or(figures)
    })
    .await;
}

/// Calls whose answers it gives no room, and says how long the connection then lasts.
async fn take_nothing(address: &str, calls: usize) -> Duration {
    let start = Instant::now();
    let stream = TcpStream::connect(address).await.unwrap();
    let mut client = h2::client::Builder::new();
    let (client, connection) = client.initial_window_size(0).handshake(stream).await.unwrap();
    let connection = tokio::spawn(connection);
    let mut client = client.ready().await.unwrap();
    let call = CallRequest { text: "x".repeat(100_000), ..CallRequest::default() }.encode_to_vec();
    let message = [&[0][..], &(call.len() as u32).to_be_bytes(), &call].concat();
    let mut answers = Vec::new();
    for _ in 0..calls {
        let request = Request::post("http://x/pb.Probe/Call").header("content-type", "application/grpc");
        let (answer, mut sender) = client.send_request(request.body(()).unwrap(), false).unwrap();
        sender.send_data(Bytes::from(message.clone()), true).unwrap();
        client = client.ready().await.unwrap();
        answers.push(answer.await.unwrap());
    }
    let _ = tokio::time::timeout(Duration::from_secs(20), connection).await;
    start.elapsed()
}

/// In HTTP/2, who gives no room for answers stops nobody else, and so must be stopped.
#[tokio::test(flavor = "multi_thread")]
async fn answers_that_nobody_takes() {
    let _alone = ALONE.lock().await;
    let probe = Probe::start(&["--grpc", "--idle-timeout", "2s"]);
    let channel = app(&[&probe.grpc]).grpc_channel("next");
    // These are slow, and not at fault: of one nothing comes for long, the other is read slowly.
    let watch = watch::grpc_client(channel);
    let mut rare = watch.call(Call { text: "2".into(), sleep_ms: 5000, ..Call::default() }).await.unwrap();
    let rare = tokio::spawn(async move { rare.next().await.unwrap().map(|item| item.text) });
    let mut large = watch.call(Call { text: "100 60000".into(), ..Call::default() }).await.unwrap();
    let large = tokio::spawn(async move {
        for _ in 0..6 {
            large.next().await.unwrap().unwrap();
            tokio::time::sleep(Duration::from_millis(900)).await;
        }
    });
    let (before, _) = probe.memory();
    let lasted = take_nothing(&probe.grpc, 300).await;
    let (_, most) = probe.memory();
    figure!(
        "300 answers of 100 kB not taken: cut off after {lasted:.1?}, {:.1} MB more memory",
        most - before
    );
    assert!(lasted > Duration::from_secs(2) && lasted < Duration::from_secs(6), "{lasted:?}");
    assert_eq!(rare.await.unwrap().unwrap().trim(), "0");
    large.await.unwrap();
}
