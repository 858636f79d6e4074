//! The bug tracker of `generated-example/` as its user runs it: real binaries, real etcd, real curl,
//! and a gRPC client that kit did not write.
//!
//! What is not installed is said loudly, and the tests that need it pass without having run.
//! `KIT_REQUIRE_CURL`, `KIT_REQUIRE_ETCD`, `KIT_REQUIRE_PYTHON` and `KIT_REQUIRE_CHROMIUM`, when set, make
//! that a failure.

#[path = "../runtime/tests/all/collector.rs"]
#[expect(dead_code, reason = "the tests of platform use the rest")]
mod collector;
mod curl;
mod doctor;
mod etcd;
mod go;
mod life;
mod logs;
mod openapi;
mod outage;
mod problems;
mod routes;
mod services;
mod settings;
mod stranger;
#[path = "../support/mod.rs"]
mod support;
mod trace;
mod tutorial;

/// What the collector, which the tests of `platform` have, too, waits with.
mod harness {
    pub use crate::support::process::wait_until;
}
