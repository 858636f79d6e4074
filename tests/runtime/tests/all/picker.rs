//! Which instances get the calls. What happens when they die and hang under load is in `failures`.

use std::{io::Write, net::TcpStream, time::Duration};

use runtime::{Call, grpc_client, http_client};

use crate::harness::{Probe, app, wait_until};

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_is_never_emptied() {
    let mut probe = Probe::start(&["--grpc"]);
    let client = grpc_client(app(&[&probe.grpc]).grpc_channel("next"));
    client.call(Call::default()).await.unwrap();
    probe.signal("KILL");
    probe.wait(Duration::from_secs(2));
    for _ in 0..20 {
        let error = client.call(Call::default()).await.unwrap_err();
        assert_eq!(error.message(), "cannot reach next");
    }
    let again = Probe::start_on(&probe.grpc, &["--grpc"]);
    let reply = client.call(Call::default()).await.unwrap();
    assert_eq!(reply.instance, again.id());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_only_fails_is_set_aside_and_the_last_is_not() {
    let sick = Probe::start(&["--http", "--max-concurrency", "1", "--request-timeout", "off"]);
    let request = "POST /call HTTP/1.1\r\nhost: x\r\ncontent-length: 19\r\n\r\n{\"sleep_ms\": 60000}";
    // One of them gets what another call has.
    let mut waiting = Vec::new();
    let busy = || {
        let mut stream = TcpStream::connect(&sick.http).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        waiting.push(stream);
        (sick.call("{}").status == 503).then_some(())
    };
    wait_until("all it can work on", Duration::from_secs(5), busy);
    let well = Probe::start(&["--http"]);
    let app = app(&[&sick.http, &well.http]);
    let client = http_client(app.http_channel("next"));
    let mut failures = 0;
    for _ in 0..60 {
        failures += client.call(Call::default()).await.is_err() as u32;
    }
    assert!((6..=10).contains(&failures), "{failures} of 60 failed");

    let app = crate::harness::app(&[&sick.http]);
    let client = http_client(app.http_channel("next"));
    for _ in 0..20 {
        let error = client.call(Call::default()).await.unwrap_err();
        assert_eq!(error.message(), "overloaded");
    }
}
