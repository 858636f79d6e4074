//! What a service survives. Each test does to real processes what its name says, and prints the
//! figure that it measured, which a test harness does not hide: `figure: ...`.
//!
//! | what happens | test |
//! |---|---|
//! | an instance is killed (-9) under load | [`instances::killed_under_load`] |
//! | an instance is frozen (SIGSTOP) | [`instances::frozen_under_load`] |
//! | rolling restart by SIGTERM under load | [`instances::rolling_restart_under_load`], [`instances::open_streams_do_not_hold_up_the_end`] |
//! | etcd killed and restarted, or away for longer than the TTL | [`etcd::restarted_or_away_for_longer_than_the_ttl`] |
//! | etcd absent at start | [`etcd::absent_at_the_start`] |
//! | etcd compacts during a watch | [`etcd::compacted_before_the_watch`] |
//! | etcd loses its leader, or the network to it | [`etcd::loses_its_leader`] |
//! | etcd loses its data | [`etcd::loses_its_data`] |
//! | the key or lease is deleted by hand | [`etcd::key_or_lease_deleted_by_hand`], [`etcd::all_keys_deleted_at_once`] |
//! | an instance restarts on the same address within the TTL | [`etcd::restart_on_the_same_address`] |
//! | garbage under the prefix | [`etcd::garbage_under_the_prefix`] |
//! | total outage behind a client | [`outage::is_not_made_worse_by_retries`], [`outage::deadlines_shrink_hop_by_hop`] |
//!
//! With `KIT_LONG=1` those that count calls make as many as the product promises, which takes minutes.

mod etcd;
mod instances;
mod outage;

use std::{fmt::Display, io::Write, time::Duration};

use platform::Endpoint;
use runtime::{Call, Reply, grpc_client, http_client};

use crate::harness::app_with;

const SOON: Duration = Duration::from_secs(5);

/// Prints what a test measured where it is not captured.
fn figure(text: impl Display) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let line = format!("figure: {test}: {text}\n");
    let _ = std::io::stderr().write_all(line.as_bytes());
}

fn long() -> bool {
    std::env::var_os("KIT_LONG").is_some_and(|it| it == "1")
}

/// A client of the service of this name, by `--http` or `--grpc`.
fn client(transport: &str, name: &'static str, discovery: &str) -> Endpoint<Call, Reply> {
    let app = app_with(discovery);
    match transport {
        "--http" => http_client(app.http_channel(name)),
        _ => grpc_client(app.grpc_channel(name)),
    }
}
