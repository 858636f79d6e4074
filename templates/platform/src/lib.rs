//! What every service of this workspace shares: configuration, telemetry, discovery, serving,
//! and calling other services. Nothing in here knows any one service.

mod app;
// auth {
#[cfg(feature = "auth")]
pub mod auth;
// } auth
mod caller;
pub mod client;
mod config;
mod context;
pub mod discovery;
mod endpoint;
mod error;
// grpc {
pub mod grpc;
// } grpc
pub mod http;
mod items;
mod logfmt;
mod logged;
pub mod metrics;
#[doc(hidden)]
pub mod object;
#[cfg_attr(not(feature = "otlp"), path = "no_otlp.rs")]
mod otlp;
// grpc {
pub mod proto;
// } grpc
pub mod resilience;
mod server;
mod telemetry;
#[cfg_attr(not(feature = "tls"), path = "no_tls.rs")]
#[cfg_attr(
    not(feature = "etcd"),
    allow(dead_code, reason = "nothing else is reached by TLS")
)]
mod tls;
mod watched;

pub use app::App;
pub use caller::Caller;
pub use config::{Config, LogFormat};
pub use context::{Context, spawn};
pub use endpoint::{AnyItem, AnyRequest, AnyResponse, Endpoint, EndpointLayer};
pub use error::{BoxError, Code, Detail, Error, Result, ServiceError};
/// What methods answer with that answer item by item, and ways to make it.
pub use futures_util::stream::{self, Stream};
pub use items::ItemStream;
pub use logged::{logged, logged_stream};
pub use object::{Empty, Value};
// grpc {
/// protobuf's own types, such as `Timestamp`, for what is compiled from a `.proto`.
pub use prost_types;
// } grpc
pub use server::Limits;
/// tower's, for layers of a service's own.
pub use tower::{Layer, Service};
