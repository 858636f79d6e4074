//! Prometheus metrics, served on `/metrics`. A service's own, made with the crate `prometheus`,
//! share its default registry and are served with them. Labels only ever take values from the
//! code, never from requests.

use std::{
    any::Any,
    fmt::Debug,
    mem,
    sync::{Arc, LazyLock, OnceLock},
    task::{Context, Poll},
    time::Instant,
};

use futures_util::future::BoxFuture;
use prometheus::{
    Histogram, HistogramVec, IntCounterVec, IntGaugeVec, register_histogram_vec,
    register_int_counter_vec, register_int_gauge_vec,
};
use tower::{Layer, Service};

use crate::{
    AnyResponse, BoxError, Code, Error, ItemStream, Result, error::from_boxed, items::Observer,
    stream,
};

const BUCKETS: [f64; 14] = [
    0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

static DURATION: LazyLock<HistogramVec> = LazyLock::new(|| {
    let labels = ["side", "service", "method", "code"];
    register_histogram_vec!(
        "request_duration_seconds",
        "How long calls of a method took.",
        &labels,
        BUCKETS.to_vec()
    )
    .expect("one of that name")
});

static ITEMS: LazyLock<IntCounterVec> = LazyLock::new(|| {
    let labels = ["side", "service", "method"];
    register_int_counter_vec!("stream_items_total", "Items of streams.", &labels)
        .expect("one of that name")
});

static OPEN: LazyLock<IntGaugeVec> = LazyLock::new(|| {
    let labels = ["side", "service", "method"];
    register_int_gauge_vec!("streams_open", "Streams that last.", &labels)
        .expect("one of that name")
});

static ENDED: LazyLock<IntCounterVec> = LazyLock::new(|| {
    let labels = ["side", "service", "method", "code"];
    register_int_counter_vec!(
        "streams_ended_total",
        "Streams that ended, and how.",
        &labels
    )
    .expect("one of that name")
});

pub(crate) static RESPONSES: LazyLock<IntCounterVec> = LazyLock::new(|| {
    let labels = ["transport", "route", "status"];
    register_int_counter_vec!("responses_total", "Responses sent.", &labels)
        .expect("one of that name")
});

pub(crate) static SHED: LazyLock<IntCounterVec> = LazyLock::new(|| {
    let labels = ["transport"];
    register_int_counter_vec!(
        "requests_shed_total",
        "Requests refused for overload.",
        &labels
    )
    .expect("one of that name")
});

pub(crate) static INSTANCES: LazyLock<IntGaugeVec> = LazyLock::new(|| {
    let labels = ["service"];
    register_int_gauge_vec!("instances", "Known instances of a service.", &labels)
        .expect("one of that name")
});

pub(crate) static ASIDE: LazyLock<IntGaugeVec> = LazyLock::new(|| {
    let labels = ["service"];
    register_int_gauge_vec!("instances_aside", "Instances that are set aside.", &labels)
        .expect("one of that name")
});

pub(crate) static SET_ASIDE: LazyLock<IntCounterVec> = LazyLock::new(|| {
    let labels = ["service"];
    register_int_counter_vec!("instances_set_aside_total", "Instances set aside.", &labels)
        .expect("one of that name")
});

pub(crate) static RETRIES: LazyLock<IntCounterVec> = LazyLock::new(|| {
    let labels = ["why"];
    let help = "Calls sent again, as they were `unsent` or `lost`, and those `refused` for want of budget.";
    register_int_counter_vec!("retries_total", help, &labels).expect("one of that name")
});

pub(crate) static BREAKERS_OPEN: LazyLock<IntGaugeVec> = LazyLock::new(|| {
    let labels = ["service", "method"];
    register_int_gauge_vec!("breakers_open", "Breakers that refuse calls.", &labels)
        .expect("one of that name")
});

pub(crate) fn render() -> String {
    let families = prometheus::gather();
    let text = prometheus::TextEncoder::new().encode_to_string(&families);
    text.unwrap_or_else(|error| format!("# {error}\n"))
}

/// A layer that measures the calls of one method: how many, how long, with what outcome. A call that
/// answers with a stream takes until that begins; its items and its end are counted where the layer
/// knows of them, which is in [`Endpoint::layer_stream`](crate::Endpoint::layer_stream).
#[derive(Clone, Copy, Debug)]
pub struct Instrument {
    labels: [&'static str; 3],
}

impl Instrument {
    /// For calls that this service answers.
    pub fn server(service: &'static str, method: &'static str) -> Self {
        Self {
            labels: ["server", service, method],
        }
    }

    /// For calls that this service makes to another.
    pub fn client(service: &'static str, method: &'static str) -> Self {
        Self {
            labels: ["client", service, method],
        }
    }
}

impl<S> Layer<S> for Instrument {
    type Service = Instrumented<S>;

    fn layer(&self, inner: S) -> Instrumented<S> {
        let durations = Arc::new(Durations {
            labels: self.labels,
            ok: OnceLock::new(),
        });
        Instrumented { inner, durations }
    }
}

#[derive(Clone, Debug)]
pub struct Instrumented<S> {
    inner: S,
    durations: Arc<Durations>,
}

/// How long calls of one method took.
#[derive(Debug)]
struct Durations {
    labels: [&'static str; 3],
    /// What most of them are, so that it is looked up once.
    ok: OnceLock<Histogram>,
}

impl Durations {
    fn observe(&self, time: f64, code: &str) {
        match code {
            "ok" => self.ok.get_or_init(|| self.of("ok")).observe(time),
            code => self.of(code).observe(time),
        }
    }

    fn of(&self, code: &str) -> Histogram {
        let [side, service, method] = self.labels;
        DURATION.with_label_values(&[side, service, method, code])
    }
}

impl<S, Req> Service<Req> for Instrumented<S>
where
    S: Service<Req, Response: 'static, Error: Into<BoxError>, Future: Send + 'static>,
{
    type Response = S::Response;
    type Error = Error;
    type Future = BoxFuture<'static, Result<S::Response>>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<()>> {
        self.inner
            .poll_ready(task)
            .map_err(|error| from_boxed(error.into()))
    }

    fn call(&mut self, request: Req) -> Self::Future {
        let measurement = Measurement {
            durations: self.durations.clone(),
            start: Instant::now(),
            code: "cancelled",
        };
        let call = self.inner.call(request);
        Box::pin(async {
            let mut outcome = call.await.map_err(|error| from_boxed(error.into()));
            if let Ok(response) = &mut outcome {
                measurement.measure_items(response);
            }
            measurement.end(outcome)
        })
    }
}

/// Recorded when dropped, so that calls that nobody waited for count as well.
struct Measurement {
    durations: Arc<Durations>,
    start: Instant,
    code: &'static str,
}

impl Measurement {
    fn end<T>(mut self, outcome: Result<T>) -> Result<T> {
        self.code = match &outcome {
            Ok(_) => "ok",
            Err(error) => error.code().as_str(),
        };
        outcome
    }

    fn measure_items(&self, response: &mut dyn Any) {
        let response: Option<&mut AnyResponse> = response.downcast_mut();
        if let Some(items) = response.and_then(AnyResponse::items) {
            let labels = self.durations.labels;
            OPEN.with_label_values(&labels).inc();
            let measured = MeasuredStream {
                labels,
                code: "cancelled",
            };
            let nothing = ItemStream::received(stream::empty());
            *items = ItemStream::observed(mem::replace(items, nothing), measured);
        }
    }
}

/// Recorded when dropped, too.
struct MeasuredStream {
    labels: [&'static str; 3],
    code: &'static str,
}

impl Observer for MeasuredStream {
    fn item(&mut self) {
        ITEMS.with_label_values(&self.labels).inc();
    }

    fn end(&mut self, error: Option<(Code, &dyn Debug)>) {
        self.code = error.map_or("ok", |(code, _)| code.as_str());
    }
}

impl Drop for MeasuredStream {
    fn drop(&mut self) {
        let [side, service, method] = self.labels;
        OPEN.with_label_values(&self.labels).dec();
        ENDED
            .with_label_values(&[side, service, method, self.code])
            .inc();
    }
}

impl Drop for Measurement {
    fn drop(&mut self) {
        let time = self.start.elapsed().as_secs_f64();
        self.durations.observe(time, self.code);
    }
}
