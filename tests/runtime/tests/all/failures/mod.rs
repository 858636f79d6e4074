//! What generated services survive. Each row is a test, which does it to real processes and prints
//! its figure, captured or not. With `KIT_LONG=1` they take longer and are larger.
//!
//! | what happens | figure | test |
//! |---|---|---|
//! | an instance is killed (-9) under load | 0 failed calls; set aside ≤ 100 ms; gone from etcd ≤ TTL + 1 s | `instances::killed_under_load` |
//! | an instance is frozen (SIGSTOP) | ≥ 60 % of the throughput within 2 s; no call outlives its deadline | `instances::frozen_under_load` |
//! | rolling restart by SIGTERM under load | 0 failed of 100,000 | `instances::rolling_restart_under_load` |
//! | SIGTERM with open streams | exit 0 within the grace time | `instances::open_streams_do_not_hold_up_the_end` |
//! | etcd killed and restarted, or away for longer than the TTL | 0 failed calls; registered again ≤ 2 s after it is back; told once | `etcd::restarted_or_away_for_longer_than_the_ttl` |
//! | etcd absent at start | serves, says so, registers when it comes | `etcd::absent_at_the_start` |
//! | etcd compacts during a watch | listed again ≤ 1 s | `etcd::compacted_before_the_watch` |
//! | etcd loses its leader, or the network to it | 0 failed calls; no lease ends | `etcd::loses_its_leader` |
//! | etcd loses its data | 0 failed calls; a pool is never emptied | `etcd::loses_its_data` |
//! | the key or lease is deleted by hand, or all keys are | put again ≤ 1 s | `etcd::key_or_lease_deleted_by_hand`, `etcd::all_keys_deleted_at_once` |
//! | an instance restarts on the same address within the TTL | the key is always there | `etcd::restart_on_the_same_address` |
//! | garbage under the prefix | skipped, and told once | `etcd::garbage_under_the_prefix` |
//! | total outage behind a client | requests ≤ calls × 1.1 | `outage::is_not_made_worse_by_retries` |
//! | the same, with services between | deadlines shrink hop by hop | `outage::deadlines_shrink_hop_by_hop` |
//! | overload, 3 × capacity | goodput ≥ 80 % of the peak, the rest shed at once | `overload::three_times_the_capacity` |
//! | calls are refused before their messages come, or given up before their answers come | 0 other calls on the connection fail | `shared::messages_that_come_after_the_refusal`, `shared::answers_that_come_after_the_timeout` |
//! | nobody reads a stream | no other call on the connection waits | `shared::readers_that_stand_still` |
//! | slow-loris | others' p99 < 2 ×; closed ≤ 10 s | `slow::sockets_that_never_finish` |
//! | a client takes no answers, and gives HTTP/2 no room for them | cut off ≤ 2 × the idle timeout | `slow::answers_that_nobody_takes` |
//! | huge bodies, also compressed ones | 413, RESOURCE_EXHAUSTED; < 50 MB more | `hostile::huge_bodies` |
//! | a gzip bomb | 415, UNIMPLEMENTED: it is not unpacked; < 50 MB more | `hostile::gzip_bombs` |
//! | a flood of headers | 431 or cut off; < 50 MB more | `hostile::floods_of_headers` |
//! | HTTP/2 rapid reset | cut off; < 50 MB more | `hostile::rapid_resets` |
//! | a handler panics | 500, INTERNAL for that call alone | `hostile::panics` |
//! | SIGTERM with connections of every kind | exit 0 within the grace time, in order | `stop::with_open_connections` |

mod etcd;
pub mod hostile;
mod instances;
mod outage;
mod overload;
mod shared;
mod slow;
mod stop;

use std::{fmt::Arguments, io::Write, thread, time::Duration};

use platform::Endpoint;
use runtime::{Call, Reply, grpc_client, http_client};
use tokio::sync::Mutex;

use crate::harness::app_with;

const SOON: Duration = Duration::from_secs(5);

/// The figure of a row.
macro_rules! figure {
    ($($text:tt)*) => {
        $crate::failures::print(format_args!($($text)*))
    };
}
use figure;

/// The standard streams' macros are captured, the streams are not.
fn print(figure: Arguments) {
    let line = format!("figure: {}: {figure}\n", thread::current().name().unwrap_or("a test"));
    let _ = std::io::stderr().write_all(line.as_bytes());
}

/// Times are compared here: no two of these tests run at once.
pub static ALONE: Mutex<()> = Mutex::const_new(());

fn long() -> bool {
    std::env::var_os("KIT_LONG").is_some()
}

/// Whatever else the machine does makes times worse, never better: one good attempt of three is proof.
async fn within_three_attempts(mut attempt: impl AsyncFnMut() -> Result<(), String>) {
    let mut failures = Vec::new();
    while failures.len() < 3 {
        match attempt().await {
            Ok(()) => return,
            Err(failure) => failures.push(failure),
        }
    }
    panic!("{failures:#?}");
}

fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort();
    times[(times.len() * percent / 100).min(times.len() - 1)]
}

/// A client of the service of this name, by `--http` or `--grpc`.
fn client(transport: &str, name: &'static str, discovery: &str) -> Endpoint<Call, Reply> {
    let app = app_with(discovery);
    match transport {
        "--http" => http_client(app.http_channel(name)),
        _ => grpc_client(app.grpc_channel(name)),
    }
}
