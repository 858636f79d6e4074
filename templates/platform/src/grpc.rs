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
use futures_util::{StreamExt, future::BoxFuture, stream::BoxStream};
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
    Code, Endpoint, Error, ItemStream, Result,
    client::{Channel, OpensStream},
    proto::{FromProto, ToProto},
    server::guard::MaxMessage,
};

/// A method with one message there and one or, as a stream, many back, `P` and `Q` as the `.proto` has them.
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
                understand::<Q, Res>(path, reply)
            }
        })
    }

    /// The endpoint of a remote's method that answers with a stream.
    pub fn stream<Req, T>(&self, channel: &Channel) -> Endpoint<Req, ItemStream<T>>
    where
        Req: ToProto<P> + Send + 'static,
        T: FromProto<Q> + 'static,
    {
        let path = self.path;
        Endpoint::with(channel, move |channel: Channel, request: Req| {
            let message = Bytes::from(request.to_proto().encode_to_vec());
            async move {
                let replies = open(channel, path, message).await?;
                Ok(replies.try_map_items(move |reply| understand::<Q, T>(path, reply)))
            }
        })
    }
}

fn understand<Q: Message + Default, T: FromProto<Q>>(path: &str, reply: Bytes) -> Result<T> {
    let reply = Q::decode(reply).map_err(|error| {
        let message = format_args!("cannot understand the answer of {path}");
        Error::caused_by(Code::Internal, message, error)
    })?;
    T::from_proto(reply)
}

/// Services that one calls are no strangers: how much they answer is for them to say, as in HTTP.
fn client(channel: Channel) -> tonic::client::Grpc<Channel> {
    tonic::client::Grpc::new(channel).max_decoding_message_size(usize::MAX)
}

async fn call(channel: Channel, path: &'static str, message: Bytes) -> Result<Bytes> {
    let mut client = client(channel);
    let path = PathAndQuery::from_static(path);
    let reply = client.unary(tonic::Request::new(message), path, Raw).await;
    Ok(reply?.into_inner())
}

async fn open(channel: Channel, path: &'static str, message: Bytes) -> Result<ItemStream<Bytes>> {
    let mut client = client(channel);
    let path = PathAndQuery::from_static(path);
    let mut request = tonic::Request::new(message);
    request.extensions_mut().insert(OpensStream);
    let replies = client.server_streaming(request, path, Raw).await?;
    let replies = replies.into_inner().map(|reply| Ok(reply?));
    Ok(ItemStream::received(replies))
}

/// A service of a `.proto`: its methods by their paths. Another path is UNIMPLEMENTED.
#[derive(Clone)]
pub struct Server {
    name: &'static str,
    methods: Arc<HashMap<&'static str, Method>>,
}

#[derive(Clone)]
enum Method {
    One(Arc<Function<Bytes>>),
    Stream(Arc<Function<Replies>>),
}

type Function<Q> = dyn Fn(Bytes) -> BoxFuture<'static, Result<Q, Status>> + Send + Sync;
type Replies = BoxStream<'static, Result<Bytes, Status>>;

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
                let response = endpoint.call(read(message)?).await?;
                Ok(response.to_proto().encode_to_vec().into())
            })
        };
        Arc::make_mut(&mut self.methods).insert(rpc.path, Method::One(Arc::new(method)));
        self
    }

    /// Serves a method by an endpoint that answers with a stream.
    pub fn serve_stream<P, Q, Req, T>(
        mut self,
        rpc: Rpc<P, Q>,
        endpoint: Endpoint<Req, ItemStream<T>>,
    ) -> Self
    where
        P: Message + Default + 'static,
        Q: Message + 'static,
        Req: FromProto<P> + Send + 'static,
        T: ToProto<Q> + 'static,
    {
        let method = move |message: Bytes| -> BoxFuture<'static, Result<Replies, Status>> {
            let endpoint = endpoint.clone();
            Box::pin(async move {
                let items = endpoint.call(read(message)?).await?;
                let replies = items.map(|item| Ok(item?.to_proto().encode_to_vec().into()));
                Ok(replies.boxed())
            })
        };
        Arc::make_mut(&mut self.methods).insert(rpc.path, Method::Stream(Arc::new(method)));
        self
    }
}

fn read<P: Message + Default, Req: FromProto<P>>(message: Bytes) -> Result<Req, Status> {
    // As gRPC's guide to status codes has it for a request that is no message.
    let message = P::decode(message).map_err(|e| Status::internal(e.to_string()))?;
    Ok(Req::from_proto(message)?)
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
        let mut server = tonic::server::Grpc::new(Raw);
        if let Some(MaxMessage(size)) = request.extensions().get() {
            server = server.max_decoding_message_size(*size);
        }
        match method {
            Method::One(function) => {
                let unary = answer(function);
                Box::pin(async move { Ok(server.unary(unary, request).await) })
            }
            Method::Stream(function) => {
                let stream = answer(function);
                Box::pin(async move { Ok(server.server_streaming(stream, request).await) })
            }
        }
    }
}

/// A method as tonic calls it.
fn answer<Q: 'static>(
    function: Arc<Function<Q>>,
) -> impl Service<
    tonic::Request<Bytes>,
    Response = tonic::Response<Q>,
    Error = Status,
    Future: Send + 'static,
> {
    service_fn(move |request: tonic::Request<Bytes>| {
        let reply = function(request.into_inner());
        async { reply.await.map(tonic::Response::new) }
    })
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
