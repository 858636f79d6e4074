//! An endpoint is one method of a service as a function from request to response, whatever the
//! transport. It is where tower's layers apply: to one endpoint with its own types, or to all of a
//! service as [`AnyRequest`] and [`AnyResponse`], so that a layer is compiled once for all of them.

use std::{
    any::Any,
    panic::AssertUnwindSafe,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use futures_util::{FutureExt, TryFutureExt, future::BoxFuture};
use tower::{Layer, Service, ServiceExt};

use crate::{BoxError, Error, ItemStream, Result, error::from_boxed, logged::log_panic};

pub struct Endpoint<Req, Res> {
    function: Arc<Function<Req, Res>>,
    /// The same without its types, if layers are around it that do not know them.
    erased: Option<Erased>,
    idempotent: bool,
}

#[derive(Clone)]
struct Erased {
    function: Arc<Function<AnyRequest, AnyResponse>>,
    as_stream: bool,
}

type Function<Req, Res> = dyn Fn(Req) -> BoxFuture<'static, Result<Res>> + Send + Sync;

impl<Req: Send + 'static, Res: 'static> Endpoint<Req, Res> {
    /// Makes an endpoint of a function. A panic in it becomes an internal error.
    pub fn new<F, Fut>(function: F) -> Self
    where
        F: Fn(Req) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Res>> + Send + 'static,
    {
        let function = Arc::new(function);
        Self::from_boxed(move |request| {
            let function = function.clone();
            // In the future, so that a panic before the first await is caught as well.
            let call = async move { function(request).await };
            let caught = AssertUnwindSafe(call).catch_unwind();
            Box::pin(async { caught.await.unwrap_or_else(|panic| Err(panicked(panic))) })
        })
    }

    /// The endpoint of a method that no transport serves: whoever calls it from afar is told so.
    pub fn local(method: &'static str) -> Self {
        Self::from_boxed(move |_| {
            let error = Error::unimplemented(format!("{method} is not served: it is local"));
            Box::pin(async { Err(error) })
        })
    }

    fn from_boxed(
        function: impl Fn(Req) -> BoxFuture<'static, Result<Res>> + Send + Sync + 'static,
    ) -> Self {
        Self {
            function: Arc::new(function),
            erased: None,
            idempotent: false,
        }
    }

    /// Says that doing a call twice is the same as doing it once.
    pub fn idempotent(self) -> Self {
        Self {
            idempotent: true,
            ..self
        }
    }

    /// Makes an endpoint of a function that gets a clone of `state` with each request.
    pub fn with<S, F, Fut>(state: &S, function: F) -> Self
    where
        S: Clone + Send + Sync + 'static,
        F: Fn(S, Req) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Res>> + Send + 'static,
    {
        let state = state.clone();
        Self::new(move |request| function(state.clone(), request))
    }

    /// Wraps the endpoint in a tower layer, or in a `ServiceBuilder`'s stack of them.
    pub fn layer<L: EndpointLayer<Req, Res>>(self, layer: &L) -> Self {
        let idempotent = self.idempotent;
        let service = layer.layer(self);
        let layered = Self::from_boxed(move |request| call(service.clone(), request));
        Self {
            idempotent,
            ..layered
        }
    }

    /// Wraps the endpoint in a layer that does not know its types.
    pub fn layer_any(self, layer: &impl EndpointLayer) -> Self
    where
        Req: Clone,
        Res: Send,
    {
        self.layer_erased(layer, false, AnyResponse::new, AnyResponse::downcast)
    }

    fn layer_erased(
        self,
        layer: &impl EndpointLayer,
        as_stream: bool,
        erase: fn(Res) -> AnyResponse,
        restore: fn(AnyResponse) -> Result<Res>,
    ) -> Self
    where
        Req: Clone,
    {
        let (function, idempotent) = (self.function, self.idempotent);
        // One layer more on an endpoint that has some costs no second change of types.
        let erased = self.erased.filter(|erased| erased.as_stream == as_stream);
        let erased = match erased {
            Some(Erased { function, .. }) => Endpoint {
                function,
                erased: None,
                idempotent,
            },
            None => Endpoint::from_boxed(move |request: AnyRequest| {
                let call = request.downcast().map(|request| function(request));
                Box::pin(async move { call?.await.map(erase) })
            }),
        };
        let function = erased.layer(layer).function;
        let layered = function.clone();
        let typed = Self::from_boxed(move |request| {
            let call = layered(AnyRequest::new(request, idempotent));
            Box::pin(async move { call.await.and_then(restore) })
        });
        Self {
            erased: Some(Erased {
                function,
                as_stream,
            }),
            idempotent,
            ..typed
        }
    }
}

impl<Req: Clone + Send + 'static, T: Send + 'static> Endpoint<Req, ItemStream<T>> {
    /// Like [`Endpoint::layer_any`], of a method that answers with a stream: the layer gets at its
    /// items.
    pub fn layer_stream(self, layer: &impl EndpointLayer) -> Self {
        self.layer_erased(
            layer,
            true,
            AnyResponse::stream,
            AnyResponse::downcast_stream,
        )
    }
}

impl<Req, Res> Endpoint<Req, Res> {
    pub async fn call(&self, request: Req) -> Result<Res> {
        (self.function)(request).await
    }

    /// The same with what a caller wants of the response.
    #[allow(
        clippy::manual_async_fn,
        reason = "that it is `Send` is said once, not found at each caller"
    )]
    pub fn call_map<T>(
        &self,
        request: Req,
        wanted: impl FnOnce(Res) -> T + Send,
    ) -> impl Future<Output = Result<T>> + Send
    where
        Req: Send,
    {
        async { (self.function)(request).await.map(wanted) }
    }
}

impl<Req, Res> Clone for Endpoint<Req, Res> {
    fn clone(&self) -> Self {
        Self {
            function: self.function.clone(),
            erased: self.erased.clone(),
            idempotent: self.idempotent,
        }
    }
}

impl<Req, Res> Service<Req> for Endpoint<Req, Res> {
    type Response = Res;
    type Error = Error;
    type Future = BoxFuture<'static, Result<Res>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Req) -> Self::Future {
        (self.function)(request)
    }
}

/// Calls a service once it is ready, which most are at once.
fn call<S, Req>(mut service: S, request: Req) -> BoxFuture<'static, Result<S::Response>>
where
    S: Service<Req, Response: 'static, Error: Into<BoxError>, Future: Send + 'static>
        + Send
        + 'static,
    Req: Send + 'static,
{
    let restored = |error: S::Error| from_boxed(error.into());
    match service.poll_ready(&mut Context::from_waker(Waker::noop())) {
        // Layers of this crate have such a box already.
        Poll::Ready(Ok(())) => match same(service.call(request)) {
            Ok(call) => call,
            Err(call) => Box::pin(call.map_err(restored)),
        },
        Poll::Ready(Err(error)) => {
            let error = restored(error);
            Box::pin(async { Err(error) })
        }
        Poll::Pending => Box::pin(service.oneshot(request).map_err(restored)),
    }
}

/// A value as what it is, if that is a `B`.
fn same<A: 'static, B: 'static>(value: A) -> Result<B, A> {
    let mut value = Some(value);
    match (&mut value as &mut dyn Any).downcast_mut::<Option<B>>() {
        Some(same) => Ok(same.take().expect("nobody took it")),
        None => Err(value.expect("nobody took it")),
    }
}

/// The request of any endpoint.
pub struct AnyRequest {
    request: Box<dyn CloneAny>,
    idempotent: bool,
}

/// The response of any endpoint.
pub struct AnyResponse(Answer);

/// An item of any stream.
pub type AnyItem = Box<dyn Any + Send>;

enum Answer {
    One(Box<dyn Any + Send>),
    Stream(ItemStream<AnyItem>),
}

trait CloneAny: Send {
    fn boxed_clone(&self) -> Box<dyn CloneAny>;
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

impl<T: Clone + Send + 'static> CloneAny for T {
    fn boxed_clone(&self) -> Box<dyn CloneAny> {
        Box::new(self.clone())
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

impl Clone for AnyRequest {
    fn clone(&self) -> Self {
        Self {
            request: (*self.request).boxed_clone(),
            idempotent: self.idempotent,
        }
    }
}

impl AnyRequest {
    fn new(request: impl Clone + Send + 'static, idempotent: bool) -> Self {
        Self {
            request: Box::new(request),
            idempotent,
        }
    }

    /// Whether its method says that doing a call twice is the same as doing it once.
    pub fn is_idempotent(&self) -> bool {
        self.idempotent
    }

    fn downcast<T: 'static>(self) -> Result<T> {
        let request = self.request.into_any().downcast();
        request.map_or_else(|_| Err(mixed_up()), |request| Ok(*request))
    }
}

impl AnyResponse {
    fn new(response: impl Send + 'static) -> Self {
        Self(Answer::One(Box::new(response)))
    }

    fn stream<T: Send + 'static>(items: ItemStream<T>) -> Self {
        let items = items.map_items(|item| Box::new(item) as AnyItem);
        Self(Answer::Stream(items))
    }

    /// The items of a stream, for a layer to put something around them.
    pub fn items(&mut self) -> Option<&mut ItemStream<AnyItem>> {
        match &mut self.0 {
            Answer::One(_) => None,
            Answer::Stream(items) => Some(items),
        }
    }

    fn downcast<T: 'static>(self) -> Result<T> {
        match self.0 {
            Answer::One(response) => restored(response),
            Answer::Stream(_) => Err(mixed_up()),
        }
    }

    fn downcast_stream<T: 'static>(self) -> Result<ItemStream<T>> {
        match self.0 {
            Answer::One(_) => Err(mixed_up()),
            Answer::Stream(items) => Ok(items.try_map_items(restored)),
        }
    }
}

fn restored<T: 'static>(value: Box<dyn Any + Send>) -> Result<T> {
    let value = value.downcast();
    value.map_or_else(|_| Err(mixed_up()), |value| Ok(*value))
}

/// A layer that several endpoints share gave one what belongs to another.
fn mixed_up() -> Error {
    Error::internal("a layer mixed up the messages of two methods")
}

/// What a tower layer must be to wrap an endpoint from `Req` to `Res`, or any endpoint. Every
/// layer that fits has it: it only makes bounds shorter.
pub trait EndpointLayer<Req = AnyRequest, Res = AnyResponse>:
    Layer<Endpoint<Req, Res>, Service = Self::Wrapped>
{
    type Wrapped: Service<Req, Response = Res, Error: Into<BoxError>, Future: Send + 'static>
        + Clone
        + Send
        + Sync
        + 'static;
}

impl<L, S, Req, Res> EndpointLayer<Req, Res> for L
where
    L: Layer<Endpoint<Req, Res>, Service = S>,
    S: Service<Req, Response = Res, Error: Into<BoxError>, Future: Send + 'static>
        + Clone
        + Send
        + Sync
        + 'static,
{
    type Wrapped = S;
}

/// What the caller learns of a panic; the log has it then.
pub(crate) fn panicked(panic: Box<dyn Any + Send>) -> Error {
    log_panic(&*panic);
    Error::logged("internal error")
}
