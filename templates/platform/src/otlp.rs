//! Spans to an OpenTelemetry collector, if `OTEL_EXPORTER_OTLP_ENDPOINT` names one.

use std::sync::OnceLock;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use opentelemetry::{
    Context as Parent,
    trace::{
        SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState, TracerProvider,
    },
};
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{SpanExporter, WithHttpConfig};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{Layer, registry::LookupSpan};

use crate::{Context, Result};

pub(crate) const TARGET: &str = "otlp";

static PROVIDER: OnceLock<SdkTracerProvider> = OnceLock::new();

pub(crate) fn layer<S>(service: &'static str) -> Result<Option<impl Layer<S>>>
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
{
    let endpoint = std::env::var_os("OTEL_EXPORTER_OTLP_ENDPOINT");
    if endpoint.is_none_or(|endpoint| endpoint.is_empty()) {
        return Ok(None);
    }
    let exporter = SpanExporter::builder().with_http();
    let exporter = exporter.with_http_client(Sender::new()).build()?;
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(Resource::builder().with_service_name(service).build())
        .build();
    let tracer = PROVIDER.get_or_init(|| provider).tracer(service);
    Ok(Some(tracing_opentelemetry::layer().with_tracer(tracer)))
}

/// The span of a request that arrived, a child of the caller's; the context becomes its own.
pub(crate) fn server_span(name: &str, context: &mut Context) -> Span {
    let span =
        tracing::info_span!(target: TARGET, "request", otel.name = name, otel.kind = "server");
    let flags = TraceFlags::default().with_sampled(context.sampled);
    let remote = SpanContext::new(
        TraceId::from(context.trace_id),
        SpanId::from(context.span_id),
        flags,
        true,
        TraceState::default(),
    );
    // Refused only where the layer is absent.
    let _ = span.set_parent(Parent::new().with_remote_span_context(remote));
    enter(&span, context);
    span
}

/// The span of a call to another service.
pub(crate) fn client_span(service: &str, path: &str, context: &mut Context) -> Span {
    let span = tracing::info_span!(target: TARGET, "call", otel.name = path, otel.kind = "client", peer.service = service);
    enter(&span, context);
    span
}

fn enter(span: &Span, context: &mut Context) {
    let recorded = span.context().span().span_context().clone();
    if recorded.is_valid() {
        context.trace_id = u128::from_be_bytes(recorded.trace_id().to_bytes());
        context.span_id = u64::from_be_bytes(recorded.span_id().to_bytes());
        context.sampled = recorded.is_sampled();
    }
}

/// Blocks until all spans are sent, or cannot be.
pub(crate) fn flush() {
    if let Some(provider) = PROVIDER.get()
        && let Err(error) = provider.shutdown()
    {
        tracing::warn!(%error, "spans were lost");
    }
}

/// The exporter works on a thread of its own, and hands its requests to the runtime.
#[derive(Debug)]
struct Sender {
    client: Client<HttpConnector, Full<Bytes>>,
    runtime: tokio::runtime::Handle,
}

impl Sender {
    fn new() -> Self {
        Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            runtime: tokio::runtime::Handle::current(),
        }
    }
}

#[async_trait::async_trait]
impl HttpClient for Sender {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let answer = self.client.request(request.map(Full::new));
        let task = self.runtime.spawn(async {
            let (head, body) = answer.await?.into_parts();
            Ok(Response::from_parts(head, body.collect().await?.to_bytes()))
        });
        task.await?
    }
}
