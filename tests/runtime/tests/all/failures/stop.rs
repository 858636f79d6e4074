//! The end of a service that has connections of every kind.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use runtime::{Call, grpc_client};

use super::{
    ALONE, figure,
    hostile::{PREFACE, frame},
};
use crate::harness::{Probe, app, send};

#[tokio::test(flavor = "multi_thread")]
async fn with_open_connections() {
    let _alone = ALONE.lock().await;
    let drain = Duration::from_secs(3);
    let mut probe = Probe::start(&["--http", "--grpc", "--drain-delay", "500ms", "--drain-timeout", "3s"]);
    let open = |address: &str, sent: &[u8]| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(sent).unwrap();
        stream
    };
    let request = b"POST /call HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}";
    let handshake = [PREFACE, &frame(4, 0, 0, &[])].concat();
    let open = [
        open(&probe.http, b""),
        open(&probe.http, request),
        open(&probe.http, b"POST /call HTTP/1.1\r\nhost:"),
        open(&probe.http, &request[..request.len() - 1]),
        open(&probe.grpc, b""),
        open(&probe.grpc, &PREFACE[..10]),
        open(&probe.grpc, &handshake),
        open(&probe.debug, b""),
    ];
    let client = grpc_client(app(&[&probe.grpc]).grpc_channel("next"));
    let slow_grpc = tokio::spawn({
        let client = client.clone();
        async move { client.call(Call { sleep_ms: 1500, ..Call::default() }).await }
    });
    let address = probe.http.clone();
    let slow_http = thread::spawn(move || send(&address, "POST", "/call", &[], r#"{"sleep_ms": 1500}"#));
    thread::sleep(Duration::from_millis(300));

    let start = Instant::now();
    probe.signal("TERM");
    probe.wait_for_log("stopping");
    // Not ready, and still serving.
    assert_eq!(send(&probe.debug, "GET", "/readyz", &[], "").status, 503);
    assert_eq!(probe.call("{}").status, 200);
    assert!(client.call(Call::default()).await.is_ok());
    // Then nobody new is let in, while what is under way ends.
    crate::harness::wait_until("the end of new connections", drain, || {
        TcpStream::connect(&probe.http).is_err().then_some(())
    });
    let deaf = start.elapsed();
    assert!(slow_grpc.await.unwrap().is_ok());
    assert_eq!(slow_http.join().unwrap().status, 200);
    assert_eq!(probe.wait(Duration::from_secs(10)).code(), Some(0));
    let end = start.elapsed();
    figure!("SIGTERM: no new connections after {deaf:.1?}, exit 0 after {end:.1?}");
    assert!(deaf >= Duration::from_millis(500), "{deaf:?}");
    assert!(end < Duration::from_millis(500) + drain + Duration::from_secs(1), "{end:?}");
    for mut stream in open {
        stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    }
    probe.wait_for_log("stopped");
}
