//! Calls to another service. A [`Channel`] spreads them over the instances that discovery knows
//! and avoids those that do not answer. It sends each request once: timeouts and retries are
//! layers on top ([`crate::resilience`]).

mod events;
mod pool;
mod token;

use std::{
    error::Error as StdError,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    task::{Context as Task, Poll},
    time::{Duration, Instant},
};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{
    HeaderValue, Request, Response, header,
    uri::{Parts, PathAndQuery, Scheme, Uri},
};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::watch;
use tonic::body::Body;
use tower::Service;
use tracing::Instrument;

use crate::{
    BoxError, Code, Context, Endpoint, Error, Result,
    discovery::Instances,
    http::{HttpCall, OverHttp, Route, error_of},
    otlp,
    server::Protocol,
    tls,
};
use pool::{Flight, Outcome, Pool};
use token::Token;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// How long discovery has for its first answer, for which calls wait. It is shorter than what
/// callers commonly wait, so that they learn what is wrong.
const FIRST_ANSWER: Duration = Duration::from_secs(1);
/// How soon a connection with a request under way is found dead. etcd hangs up on who asks it more
/// often than every five seconds.
const PING_AFTER: Duration = Duration::from_secs(6);
const PING_TIMEOUT: Duration = Duration::from_secs(4);
/// How much of a stream an instance may send before it is read.
const UNREAD: u32 = 256 << 10;
/// How much of all streams together: as much as HTTP/2 can say, lest streams that nobody reads hold
/// up all other calls. Source: RFC 9113, section 6.9.1
const WINDOW: u32 = (1 << 31) - 1;

/// Marks a request that is answered with a stream: that has no deadline but the caller's own.
#[derive(Clone, Copy)]
pub(crate) struct OpensStream;

/// The way to another service. Clones share connections and what is known of its instances.
#[derive(Clone)]
pub struct Channel(Arc<Shared>, Token);

struct Shared {
    service: &'static str,
    scheme: Scheme,
    client: legacy::Client<tls::Connector, Body>,
    instances: watch::Receiver<Instances>,
    first_answer_by: Instant,
    pool: Mutex<Pool>,
}

impl Channel {
    pub(crate) fn new(
        service: &'static str,
        protocol: Protocol,
        instances: watch::Receiver<Instances>,
        tls: Option<tls::Client>,
    ) -> Self {
        let http2 = protocol == Protocol::Grpc;
        let scheme = tls.as_ref().map_or(Scheme::HTTP, |_| Scheme::HTTPS);
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let client = legacy::Client::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .http2_only(http2)
            .http2_keep_alive_interval(PING_AFTER)
            .http2_keep_alive_timeout(PING_TIMEOUT)
            .http2_initial_stream_window_size(UNREAD)
            .http2_initial_connection_window_size(WINDOW)
            // Calls that were given up are answered all the same, and that is no attack.
            .http2_max_local_error_reset_streams(None)
            .build(tls::connector(connector, tls, http2));
        let shared = Shared {
            service,
            scheme,
            client,
            instances,
            first_answer_by: Instant::now() + FIRST_ANSWER,
            pool: Mutex::new(Pool::new(service)),
        };
        Self(Arc::new(shared), Token::Nothing)
    }

    /// Sends on what the caller of the request under way sent as `authorization`: whoever gets it
    /// can then do in the caller's name what the caller can.
    pub fn forward_token(self) -> Self {
        Self(self.0, Token::Callers)
    }

    /// Sends the token in a file as a bearer's. The file is read again when it changes.
    pub fn token_file(self, file: impl AsRef<Path>) -> Result<Self> {
        Ok(Self(self.0, Token::of_file(file.as_ref())?))
    }

    /// Sends a request to one instance, once.
    async fn send(self, mut request: Request<Body>) -> Result<Response<Body>> {
        let service = self.0.service;
        let mut context = Context::current_or_new();
        if context.remaining() == Some(Duration::ZERO) {
            let message = format_args!("no time left to call {service}");
            return Err(Error::unsent(Code::DeadlineExceeded, message, None));
        }
        let flight = self.pick(context.deadline).await?;

        let mut target = Parts::default();
        target.scheme = Some(self.0.scheme.clone());
        target.authority = Some(flight.authority().clone());
        let path = request.uri().path_and_query().cloned();
        target.path_and_query = path.or(Some(PathAndQuery::from_static("/")));
        *request.uri_mut() = Uri::from_parts(target)?;

        let route = request.extensions().get().map(|Route(route)| *route);
        let name = route.unwrap_or(request.uri().path());
        let span = otlp::client_span(service, name, &mut context);
        if request.extensions().get::<OpensStream>().is_some() {
            context = context.of_stream();
        }
        context.inject(flight.began(), request.headers_mut());
        if let Some(token) = self.1.shown(context) {
            request.headers_mut().insert(header::AUTHORIZATION, token);
        }
        match self.0.client.request(request).instrument(span).await {
            Ok(response) => {
                flight.land(outcome(&response));
                Ok(response.map(Body::new))
            }
            Err(error) => {
                let unsent = was_not_sent(&error);
                flight.land(Outcome::Unreachable);
                let message = format_args!("cannot reach {service}");
                Err(match unsent {
                    true => Error::unsent(Code::Unavailable, message, Some(error.into())),
                    false => Error::caused_by(Code::Unavailable, message, error),
                })
            }
        }
    }

    /// Chooses an instance, once there are any to choose from.
    async fn pick(&self, deadline: Option<Instant>) -> Result<Flight<'_>> {
        let service = self.0.service;
        let mut instances = self.0.instances.clone();
        if instances.borrow().is_none() {
            let first = instances.wait_for(Option::is_some);
            let _ = tokio::time::timeout_at(self.0.first_answer_by.into(), first).await;
        }
        let flight = {
            let known = instances.borrow();
            let mut pool = self.0.pool.lock().unwrap_or_else(PoisonError::into_inner);
            pool.update(known.as_deref().unwrap_or_default());
            pool.pick(Instant::now())
        };
        match flight {
            Some(picked) => Ok(Flight::new(&self.0.pool, picked, deadline)),
            None => {
                let message = format_args!("no instance of {service} is known");
                Err(Error::unsent(Code::Unavailable, message, None))
            }
        }
    }

    /// The endpoint of a method of the remote that takes JSON by POST.
    pub fn endpoint<Req, Res>(&self, path: &'static str) -> Endpoint<Req, Res>
    where
        Req: Serialize + Send + Sync + 'static,
        Res: DeserializeOwned + Send + 'static,
    {
        let call = move |channel: Self, request: Req| async move {
            channel.call(HttpCall::post(path).json(&request)).await
        };
        Endpoint::with(self, call)
    }

    /// The endpoint of a method of the remote; the request is sent as its type says.
    pub fn mapped<Req, Res>(&self) -> Endpoint<Req, Res>
    where
        Req: OverHttp + Send + 'static,
        Res: DeserializeOwned + Send + 'static,
    {
        let call =
            |channel: Self, request: Req| async move { channel.call(request.to_http()).await };
        Endpoint::with(self, call)
    }

    /// Calls a method over HTTP that answers with JSON.
    pub async fn call<Res: DeserializeOwned>(&self, call: HttpCall) -> Result<Res> {
        let service = self.0.service;
        let response = self.ask(call.into_request()?).await?;
        let body = self.whole(response).await?;
        // A status can say all there is.
        let body = if body.is_empty() { b"{}" } else { &body[..] };
        serde_json::from_slice(body).map_err(|error| {
            let message = format_args!("cannot understand the answer of {service}");
            Error::caused_by(Code::Internal, message, error)
        })
    }

    /// The answer to a request, if it is no error.
    async fn ask(&self, request: Request<Body>) -> Result<Response<Body>> {
        let response = self.clone().send(request).await?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let body = self.whole(response).await?;
        Err(error_of(self.0.service, status, &body))
    }

    async fn whole(&self, response: Response<Body>) -> Result<Bytes> {
        let body = response.into_body().collect().await;
        let body = body.map_err(|error| self.lost(error))?;
        Ok(body.to_bytes())
    }

    fn lost(&self, cause: impl Into<BoxError>) -> Error {
        let message = format_args!("the answer of {} was lost", self.0.service);
        Error::caused_by(Code::Unavailable, message, cause)
    }
}

/// What tonic's generated clients speak through.
impl Service<Request<Body>> for Channel {
    type Response = Response<Body>;
    type Error = Error;
    type Future = BoxFuture<'static, Result<Response<Body>>>;

    fn poll_ready(&mut self, _: &mut Task<'_>) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(self.clone().send(request))
    }
}

/// What a response says of the instance that gave it. A failed gRPC call is a 200 in HTTP.
fn outcome(response: &Response<Incoming>) -> Outcome {
    let unavailable = HeaderValue::from(Code::Unavailable as i32);
    let failed = match response.headers().get("grpc-status") {
        Some(code) => *code == unavailable,
        None => matches!(response.status().as_u16(), 502..=504),
    };
    match failed {
        true => Outcome::Failed,
        false => Outcome::Answered,
    }
}

/// Whether the instance cannot have seen the request: there was no connection, it was closed
/// before the request went out, or the instance refused it unseen.
fn was_not_sent(error: &legacy::Error) -> bool {
    if error.is_connect() {
        return true;
    }
    let mut source = error.source();
    while let Some(error) = source {
        let hyper = error.downcast_ref::<hyper::Error>();
        let h2 = error.downcast_ref::<h2::Error>();
        let refused = |error: &h2::Error| match error.reason() {
            Some(h2::Reason::REFUSED_STREAM) => true,
            // It is stopping, and this came after the last request that it took.
            Some(h2::Reason::NO_ERROR) => error.is_go_away() && error.is_remote(),
            _ => false,
        };
        if hyper.is_some_and(hyper::Error::is_canceled) || h2.is_some_and(refused) {
            return true;
        }
        source = error.source();
    }
    false
}
