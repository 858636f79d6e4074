//! gRPC calls, both ways. tonic carries the messages; they pass through it as bytes, so that its
//! machinery is compiled once for all methods, and each adds no more than its conversions.

use std::{
    collections::HashMap,
    convert::Infallible,
    marker::PhantomData,
    sync::Arc,
    task::{Context, Poll},
};

use axum::Router;
use bytes::{Buf, BufMut, Bytes};
use futures_util::future::BoxFuture;
use http::{Request, Response, uri::PathAndQuery};
use prost::Message;
use tonic::{
    Status,
    body::Body,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    server::NamedService,
};
use tower::{Service, service_fn};

use crate::{
    Code, Endpoint, Error, Result,
    client::Channel,
    proto::{FromProto, ToProto},
    server::guard::MaxMessage,
};

/// A method with one message each way, `P` and `Q` as the `.proto` has them.
pub struct Rpc<P, Q> {
    path: &'static str,
    messages: PhantomData<fn(P) -> Q>,
}

impl<P, Q> Rpc<P, Q>
where
    P: Message + Default + 'static,
    Q: Message + Default + 'static,
{
    /// The method at `/package.Service/Method`.
    pub const fn new(path: &'static str) -> Self {
        Self {
            path,
            messages: PhantomData,
        }
    }

    /// The endpoint of a remote's method.
    pub fn endpoint<Req, Res>(&self, channel: &Channel) -> Endpoint<Req, Res>
    where
        Req: ToProto<P> + Send + 'static,
        Res: FromProto<Q> + 'static,
    {
        let path = self.path;
        Endpoint::with(channel, move |channel: Channel, request: Req| {
            let message = Bytes::from(request.to_proto().encode_to_vec());
            async move {
                let reply = call(channel, path, message).await?;
                let reply = Q::decode(reply).map_err(|error| {
                    let message = format_args!("cannot understand the answer of {path}");
                    Error::caused_by(Code::Internal, message, error)
                })?;
                Res::from_proto(reply)
            }
        })
    }
}

async fn call(channel: Channel, path: &'static str, message: Bytes) -> Result<Bytes> {
    let mut client = tonic::client::Grpc::new(channel);
    let path = PathAndQuery::from_static(path);
    let reply = client.unary(tonic::Request::new(message), path, Raw).await;
    Ok(reply?.into_inner())
}

/// A service of a `.proto`: its methods by their paths. Another path is UNIMPLEMENTED.
#[derive(Clone)]
pub struct Server {
    name: &'static str,
    methods: Arc<HashMap<&'static str, Method>>,
}

type Method = Arc<dyn Fn(Bytes) -> BoxFuture<'static, Result<Bytes, Status>> + Send + Sync>;

impl Server {
    /// The service `package.Service`, without methods yet.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            methods: Arc::default(),
        }
    }

    /// Serves a method by an endpoint.
    pub fn serve<P, Q, Req, Res>(mut self, rpc: Rpc<P, Q>, endpoint: Endpoint<Req, Res>) -> Self
    where
        P: Message + Default + 'static,
        Q: Message + 'static,
        Req: FromProto<P> + Send + 'static,
        Res: ToProto<Q> + 'static,
    {
        let method = move |message: Bytes| -> BoxFuture<'static, Result<Bytes, Status>> {
            let endpoint = endpoint.clone();
            Box::pin(async move {
                // As gRPC's guide to status codes has it for a request that is no message.
                let message = P::decode(message).map_err(|e| Status::internal(e.to_string()))?;
                let response = endpoint.call(Req::from_proto(message)?).await?;
                Ok(response.to_proto().encode_to_vec().into())
            })
        };
        Arc::make_mut(&mut self.methods).insert(rpc.path, Arc::new(method));
        self
    }
}

impl Service<Request<Body>> for Server {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let Some(method) = self.methods.get(request.uri().path()).cloned() else {
            return Box::pin(async { Ok(Status::unimplemented("unknown method").into_http()) });
        };
        let unary = service_fn(move |request: tonic::Request<Bytes>| {
            let reply = method(request.into_inner());
            async { reply.await.map(tonic::Response::new) }
        });
        let mut server = tonic::server::Grpc::new(Raw);
        if let Some(MaxMessage(size)) = request.extensions().get() {
            server = server.max_decoding_message_size(*size);
        }
        Box::pin(async move { Ok(server.unary(unary, request).await) })
    }
}

/// What an app can serve over gRPC: a [`Server`], and whatever tonic generates.
pub trait GrpcService {
    /// `package.Service`
    fn name(&self) -> &'static str;

    fn add_to(self, router: Router) -> Router;
}

impl GrpcService for Server {
    fn name(&self) -> &'static str {
        self.name
    }

    /// Each method has a route, so that it has its name in metrics and traces.
    fn add_to(self, router: Router) -> Router {
        let add_method = |router, path: &&str| add(path, self.clone(), router);
        let router = self.methods.keys().fold(router, add_method);
        add(&all_of(self.name), self, router)
    }
}

impl<S> GrpcService for S
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + NamedService,
    S: Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    fn name(&self) -> &'static str {
        S::NAME
    }

    fn add_to(self, router: Router) -> Router {
        add(&all_of(S::NAME), self, router)
    }
}

fn all_of(service: &str) -> String {
    format!("/{service}/{{*method}}")
}

fn add<S>(path: &str, service: S, router: Router) -> Router
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S: Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    let service = tower::ServiceExt::map_request(service, |request: Request<axum::body::Body>| {
        request.map(Body::new)
    });
    router.route_service(path, service)
}

/// Messages as they are on the wire.
#[derive(Clone, Copy)]
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, message: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put(message);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining())))
    }
}
