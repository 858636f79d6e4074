//! A service to test with, as kit would generate one: a method, and one that streams, over HTTP and gRPC.

pub mod pb;
pub mod watch;

use std::time::Duration;

use axum::{Router, extract::State, routing::post};
use pb::{CallReply, CallRequest};
use platform::{
    Caller, Code, Context, Endpoint, Error, Result,
    client::Channel,
    grpc,
    http::{HttpCall, Json},
    logged,
    proto::{FromProto, ToProto},
    resilience::{Retry, Timeout},
};

/// Asks who is calling.
pub const WHO: &str = "who?";

const CALL_RPC: grpc::Rpc<CallRequest, CallReply> = grpc::Rpc::new("/pb.Probe/Call");

#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize)]
#[serde(default)]
pub struct Call {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    pub sleep_ms: u64,
    /// Fail with this code.
    pub fail: String,
    pub panic: bool,
    /// Call the next service by `http` or `grpc`, and answer what it answers. After a comma, how that
    /// one relays.
    pub relay: String,
}

#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize)]
pub struct Reply {
    pub text: String,
    pub instance: String,
    pub trace_id: String,
    pub span_id: String,
    pub tracestate: String,
    /// What is left until the deadline.
    pub remaining_ms: u64,
}

/// The ways to the service that is called `next`.
#[derive(Clone)]
pub struct Next {
    pub http: Endpoint<Call, Reply>,
    pub grpc: Endpoint<Call, Reply>,
}

pub fn endpoint(next: Next) -> Endpoint<Call, Reply> {
    Endpoint::new(move |call: Call| {
        let next = next.clone();
        logged("call", answer(next, call))
    })
}

async fn answer(next: Next, call: Call) -> Result<Reply> {
    tokio::time::sleep(Duration::from_millis(call.sleep_ms)).await;
    assert!(!call.panic, "as told");
    if let Some(code) = Code::parse(&call.fail) {
        let cause = std::io::Error::other("the secret cause");
        return Err(Error::caused_by(code, "as told", cause));
    }
    let (way, rest) = call.relay.split_once(',').unwrap_or((&call.relay, ""));
    let relayed = Call { relay: rest.to_owned(), ..call.clone() };
    match way {
        "http" => next.http.call(relayed).await,
        "grpc" => next.grpc.call(relayed).await,
        _ if call.text == WHO => Ok(reply(caller())),
        _ => Ok(reply(call.text)),
    }
}

fn caller() -> String {
    let caller = Caller::current();
    caller.as_ref().and_then(Caller::subject).unwrap_or("nobody").to_owned()
}

fn reply(text: String) -> Reply {
    let context = Context::current_or_new();
    let tracestate = context.tracestate.as_ref().and_then(|state| state.to_str().ok());
    Reply {
        text,
        instance: std::process::id().to_string(),
        trace_id: format!("{:032x}", context.trace_id),
        span_id: format!("{:016x}", context.span_id),
        tracestate: tracestate.unwrap_or_default().to_owned(),
        remaining_ms: context.remaining().unwrap_or_default().as_millis() as u64,
    }
}

pub fn router(endpoint: Endpoint<Call, Reply>) -> Router {
    let call = async |State(endpoint): State<Endpoint<Call, Reply>>, Json(call): Json<Call>| {
        endpoint.call(call).await.map(Json)
    };
    let bare_panic = async || -> &'static str { panic!("outside of any endpoint") };
    let router = Router::new().route("/call", post(call)).route("/panic", post(bare_panic));
    router.with_state(endpoint)
}

pub fn http_client(channel: Channel) -> Endpoint<Call, Reply> {
    Endpoint::new(move |call: Call| {
        let channel = channel.clone();
        async move { channel.call(HttpCall::post("/call").json(&call)).await }
    })
}

pub fn grpc_client(channel: Channel) -> Endpoint<Call, Reply> {
    CALL_RPC.endpoint(&channel)
}

/// The layers that a generated client of idempotent methods gets.
pub fn resilient(endpoint: Endpoint<Call, Reply>, retry: &Retry) -> Endpoint<Call, Reply> {
    let endpoint = endpoint.layer(&Timeout(Duration::from_millis(500)));
    endpoint.layer(retry).layer(&Timeout(Duration::from_secs(3)))
}

pub fn server(endpoint: Endpoint<Call, Reply>) -> grpc::Server {
    grpc::Server::new("pb.Probe").serve(CALL_RPC, endpoint)
}

impl ToProto<CallRequest> for Call {
    fn to_proto(self) -> CallRequest {
        let Call { text, sleep_ms, fail, panic, relay } = self;
        CallRequest { text, sleep_ms, fail, panic, relay }
    }
}

impl FromProto<CallRequest> for Call {
    fn from_proto(call: CallRequest) -> Result<Self> {
        let CallRequest { text, sleep_ms, fail, panic, relay } = call;
        Ok(Self { text, sleep_ms, fail, panic, relay })
    }
}

impl ToProto<CallReply> for Reply {
    fn to_proto(self) -> CallReply {
        let Reply { text, instance, trace_id, span_id, tracestate, remaining_ms } = self;
        CallReply { text, instance, trace_id, span_id, tracestate, remaining_ms }
    }
}

impl FromProto<CallReply> for Reply {
    fn from_proto(reply: CallReply) -> Result<Self> {
        let CallReply { text, instance, trace_id, span_id, tracestate, remaining_ms } = reply;
        Ok(Self { text, instance, trace_id, span_id, tracestate, remaining_ms })
    }
}
