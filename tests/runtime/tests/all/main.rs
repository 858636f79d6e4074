//! Tests of `platform` by its public interface, and by a service as a process.

mod auth;
mod breaker;
mod calls;
mod collector;
mod config;
mod endpoint;
mod errors;
mod etcd;
mod failures;
mod files;
mod grpc;
mod harness;
mod http;
mod json_objects;
mod life;
mod limits;
mod log;
mod picker;
mod private;
mod spans;
mod streams;
mod tls;
mod trace;
