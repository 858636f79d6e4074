//! What of etcd's API it takes to register and to find services: the calls, and of their messages
//! the fields that are used. The names and numbers of the fields are those of etcd's
//! api/etcdserverpb/rpc.proto, for `KeyValue` and `Event` of its api/mvccpb/kv.proto.

use std::time::Instant;

use futures_util::Stream;
use http::{Extensions, uri::PathAndQuery};
use prost::{Enumeration, Message};
use tonic::{
    Request, Response, Status, Streaming,
    client::Grpc,
    metadata::{Ascii, MetadataMap, MetadataValue},
};
use tonic_prost::ProstCodec;

use super::TIMEOUT;
use crate::{Context, client::Channel};

/// Calls to etcd, and what they show there.
pub(super) struct Session {
    grpc: Grpc<Channel>,
    metadata: MetadataMap,
}

/// What a call asks, or each of the messages with which it does.
pub(super) trait Ask: Message + 'static {
    const PATH: &'static str;
    type Answer: Message + Default + 'static;
}

impl Session {
    pub(super) fn new(channel: Channel) -> Self {
        let mut metadata = MetadataMap::new();
        // An etcd that has no leader shall not answer.
        metadata.insert("hasleader", MetadataValue::from_static("true"));
        let grpc = Grpc::new(channel);
        Self { grpc, metadata }
    }

    pub(super) fn show(&mut self, token: MetadataValue<Ascii>) {
        self.metadata.insert("token", token);
    }

    /// The answer, in good time or not at all. The channel hears of the deadline, and so takes note
    /// of a member that lets it pass.
    pub(super) async fn ask<A: Ask>(&mut self, question: A) -> Result<A::Answer, Status> {
        let request = self.request(question);
        let path = PathAndQuery::from_static(A::PATH);
        let call = self.grpc.unary(request, path, ProstCodec::default());
        let context = Context::current_or_new().within(Instant::now(), TIMEOUT);
        in_time(context.scope(call)).await
    }

    /// The answers, which go on after they have begun: etcd must not hear of a deadline.
    pub(super) async fn follow<A: Ask>(
        &mut self,
        questions: impl Stream<Item = A> + Send + 'static,
    ) -> Result<Streaming<A::Answer>, Status> {
        let request = self.request(questions);
        let path = PathAndQuery::from_static(A::PATH);
        in_time(self.grpc.streaming(request, path, ProstCodec::default())).await
    }

    fn request<T>(&self, message: T) -> Request<T> {
        Request::from_parts(self.metadata.clone(), Extensions::new(), message)
    }
}

async fn in_time<T>(call: impl Future<Output = Result<Response<T>, Status>>) -> Result<T, Status> {
    match tokio::time::timeout(TIMEOUT, call).await {
        Ok(answer) => Ok(answer?.into_inner()),
        Err(_) => Err(Status::deadline_exceeded("etcd does not answer")),
    }
}

#[derive(Message)]
pub(super) struct AuthenticateRequest {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(string, tag = "2")]
    pub(super) password: String,
}

#[derive(Message)]
pub(super) struct AuthenticateResponse {
    #[prost(string, tag = "2")]
    pub(super) token: String,
}

impl Ask for AuthenticateRequest {
    const PATH: &'static str = "/etcdserverpb.Auth/Authenticate";
    type Answer = AuthenticateResponse;
}

#[derive(Message)]
pub(super) struct ResponseHeader {
    #[prost(int64, tag = "3")]
    pub(super) revision: i64,
}

#[derive(Message)]
pub(super) struct KeyValue {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) key: Vec<u8>,
    #[prost(bytes = "vec", tag = "5")]
    pub(super) value: Vec<u8>,
}

#[derive(Message)]
pub(super) struct RangeRequest {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) key: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) range_end: Vec<u8>,
    #[prost(bool, tag = "7")]
    pub(super) serializable: bool,
}

#[derive(Message)]
pub(super) struct RangeResponse {
    #[prost(message, optional, tag = "1")]
    pub(super) header: Option<ResponseHeader>,
    #[prost(message, repeated, tag = "2")]
    pub(super) kvs: Vec<KeyValue>,
}

impl Ask for RangeRequest {
    const PATH: &'static str = "/etcdserverpb.KV/Range";
    type Answer = RangeResponse;
}

#[derive(Message)]
pub(super) struct PutRequest {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) key: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) value: Vec<u8>,
    #[prost(int64, tag = "3")]
    pub(super) lease: i64,
}

#[derive(Message)]
pub(super) struct PutResponse {
    #[prost(message, optional, tag = "1")]
    pub(super) header: Option<ResponseHeader>,
}

impl Ask for PutRequest {
    const PATH: &'static str = "/etcdserverpb.KV/Put";
    type Answer = PutResponse;
}

#[derive(Message)]
pub(super) struct LeaseGrantRequest {
    #[prost(int64, tag = "1")]
    pub(super) ttl: i64,
}

#[derive(Message)]
pub(super) struct LeaseGrantResponse {
    #[prost(int64, tag = "2")]
    pub(super) id: i64,
}

impl Ask for LeaseGrantRequest {
    const PATH: &'static str = "/etcdserverpb.Lease/LeaseGrant";
    type Answer = LeaseGrantResponse;
}

#[derive(Message)]
pub(super) struct LeaseRevokeRequest {
    #[prost(int64, tag = "1")]
    pub(super) id: i64,
}

impl Ask for LeaseRevokeRequest {
    const PATH: &'static str = "/etcdserverpb.Lease/LeaseRevoke";
    type Answer = ();
}

#[derive(Message)]
pub(super) struct LeaseKeepAliveRequest {
    #[prost(int64, tag = "1")]
    pub(super) id: i64,
}

#[derive(Message)]
pub(super) struct LeaseKeepAliveResponse {
    #[prost(int64, tag = "3")]
    pub(super) ttl: i64,
}

impl Ask for LeaseKeepAliveRequest {
    const PATH: &'static str = "/etcdserverpb.Lease/LeaseKeepAlive";
    type Answer = LeaseKeepAliveResponse;
}

/// It is a `oneof` in etcd's, which looks alike on the wire.
#[derive(Message)]
pub(super) struct WatchRequest {
    #[prost(message, optional, tag = "1")]
    pub(super) create_request: Option<WatchCreateRequest>,
}

#[derive(Message)]
pub(super) struct WatchCreateRequest {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) key: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) range_end: Vec<u8>,
    #[prost(int64, tag = "3")]
    pub(super) start_revision: i64,
}

#[derive(Message)]
pub(super) struct WatchResponse {
    #[prost(bool, tag = "4")]
    pub(super) canceled: bool,
    #[prost(string, tag = "6")]
    pub(super) cancel_reason: String,
    #[prost(message, repeated, tag = "11")]
    pub(super) events: Vec<Event>,
}

impl Ask for WatchRequest {
    const PATH: &'static str = "/etcdserverpb.Watch/Watch";
    type Answer = WatchResponse;
}

#[derive(Message)]
pub(super) struct Event {
    #[prost(enumeration = "EventType", tag = "1")]
    pub(super) r#type: i32,
    #[prost(message, optional, tag = "2")]
    pub(super) kv: Option<KeyValue>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Enumeration)]
#[repr(i32)]
pub(super) enum EventType {
    Put = 0,
    Delete = 1,
}
