//! Endpoints and the layers around them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    task::{Context as Task, Poll},
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;
use platform::{
    AnyRequest, AnyResponse, Code, Context, Endpoint, Error, Result,
    metrics::Instrument,
    resilience::{Retry, Timeout},
};
use tower::{Service, ServiceBuilder, layer::layer_fn, limit::ConcurrencyLimitLayer};

/// An endpoint that fails so many times, and a count of its calls.
fn failing(times: u32, code: Code) -> (Endpoint<u32, u32>, Arc<AtomicU32>) {
    let calls = Arc::new(AtomicU32::new(0));
    let counter = calls.clone();
    let endpoint = Endpoint::new(move |n: u32| {
        let count = counter.fetch_add(1, Relaxed);
        async move { if count < times { Err(Error::new(code, "not yet")) } else { Ok(n) } }
    });
    (endpoint, calls)
}

fn slow() -> Endpoint<u64, Option<Duration>> {
    Endpoint::new(|millis| async move {
        tokio::time::sleep(Duration::from_millis(millis)).await;
        Ok(Context::current().and_then(|context| context.remaining()))
    })
}

#[tokio::test]
async fn is_a_service_and_takes_any_stack_of_layers() {
    let (endpoint, calls) = failing(0, Code::Unknown);
    let stack = ServiceBuilder::new()
        .layer(Instrument::client("tests", "stack"))
        .layer(ConcurrencyLimitLayer::new(1))
        .layer(Timeout(Duration::from_secs(1)))
        .layer(Retry::default());
    let mut endpoint = endpoint.layer(&stack);
    assert_eq!(endpoint.clone().call(7).await.unwrap(), 7);
    assert_eq!(Service::call(&mut endpoint, 8).await.unwrap(), 8);
    assert_eq!(calls.load(Relaxed), 2);
}

#[tokio::test]
async fn a_layer_that_is_not_ready_is_waited_for() {
    let endpoint = slow().layer(&ConcurrencyLimitLayer::new(1));
    let (first, second) = (endpoint.call(50), endpoint.call(50));
    let start = Instant::now();
    let (first, second) = tokio::join!(first, second);
    assert!(first.is_ok() && second.is_ok());
    assert!(start.elapsed() >= Duration::from_millis(100), "{:?}", start.elapsed());
}

/// Also if that layer makes the future somewhere else.
#[tokio::test]
async fn a_call_is_in_the_context_that_a_layer_runs_it_in() {
    #[derive(Clone)]
    struct Hurried<S>(S);
    impl<S> Service<u64> for Hurried<S>
    where
        S: Service<u64, Future: Send + 'static>,
    {
        type Response = S::Response;
        type Error = S::Error;
        type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

        fn poll_ready(&mut self, task: &mut Task<'_>) -> Poll<Result<(), S::Error>> {
            self.0.poll_ready(task)
        }

        fn call(&mut self, request: u64) -> Self::Future {
            let deadline = Instant::now().checked_add(Duration::from_secs(5));
            let context = Context { deadline, ..Context::current_or_new() };
            Box::pin(context.scope(self.0.call(request)))
        }
    }
    let endpoint = slow().layer(&Timeout(Duration::from_secs(60))).layer(&layer_fn(Hurried));
    let remaining = endpoint.call(1).await.unwrap().unwrap();
    assert!(remaining < Duration::from_secs(5), "{remaining:?}");
}

#[tokio::test]
async fn a_layer_need_not_know_the_types() {
    let (endpoint, calls) = failing(1, Code::Unavailable);
    let stack = ServiceBuilder::new()
        .layer(tower::timeout::TimeoutLayer::new(Duration::from_secs(1)))
        .layer(Retry::default().idempotent());
    let endpoint = endpoint.layer_any(&stack).layer_any(&Timeout(Duration::from_secs(1)));
    assert_eq!(endpoint.call(7).await.unwrap(), 7);
    assert_eq!(calls.load(Relaxed), 2);
    let (endpoint, _) = failing(9, Code::NotFound);
    let error = endpoint.layer_any(&stack).call(1).await.unwrap_err();
    assert_eq!(error.code(), Code::NotFound);
}

#[tokio::test]
async fn what_a_layer_mixes_up_is_an_error() {
    // Answers every request by what the first endpoint that it wrapped says.
    let first = std::sync::Mutex::new(None);
    let mixer = layer_fn(|inner: Endpoint<AnyRequest, AnyResponse>| {
        first.lock().unwrap().get_or_insert(inner).clone()
    });
    let numbers = Endpoint::new(|n: u32| async move { Ok(n) }).layer_any(&mixer);
    let texts = Endpoint::new(|text: String| async move { Ok(text) }).layer_any(&mixer);
    assert_eq!(numbers.call(7).await.unwrap(), 7);
    let error = texts.call("seven".to_owned()).await.unwrap_err();
    assert_eq!(error.code(), Code::Internal);
}

#[tokio::test]
async fn a_panic_is_an_internal_error_before_and_after_an_await() {
    let at_once: Endpoint<u8, u8> = Endpoint::new(|n| {
        assert_eq!(n, 0, "private");
        async { Ok(0) }
    });
    let later: Endpoint<u8, u8> = Endpoint::new(|_| async {
        tokio::task::yield_now().await;
        panic!("private")
    });
    for endpoint in [at_once, later] {
        let error = endpoint.call(1).await.unwrap_err();
        assert_eq!((error.code(), error.message()), (Code::Internal, "internal error"));
    }
}

#[tokio::test]
async fn a_layers_error_keeps_its_code() {
    let (endpoint, _) = failing(9, Code::NotFound);
    // tower's own layers box their errors.
    let boxed = tower::timeout::TimeoutLayer::new(Duration::from_secs(1));
    let error = endpoint.layer(&boxed).call(1).await.unwrap_err();
    assert_eq!(error.code(), Code::NotFound);
}

#[tokio::test]
async fn a_timeout_ends_a_call_and_the_earlier_deadline_counts() {
    let short = slow().layer(&Timeout(Duration::from_millis(30)));
    let error = short.call(5_000).await.unwrap_err();
    assert_eq!(error.code(), Code::DeadlineExceeded);

    let (inner, outer) = (Timeout(Duration::from_secs(9)), Timeout(Duration::from_secs(1)));
    let both = slow().layer(&ServiceBuilder::new().layer(outer).layer(inner));
    let remaining = both.call(100).await.unwrap().unwrap();
    assert!(remaining <= Duration::from_millis(900), "{remaining:?}");
    assert!(slow().call(0).await.unwrap().is_none());
}

#[tokio::test]
async fn only_idempotent_calls_are_sent_again() {
    for code in [Code::Unavailable, Code::DeadlineExceeded] {
        let (endpoint, calls) = failing(2, code);
        assert!(endpoint.layer(&Retry::default()).call(1).await.is_err());
        assert_eq!(calls.load(Relaxed), 1);

        let (endpoint, calls) = failing(2, code);
        let retry = Retry::default().idempotent();
        assert_eq!(endpoint.layer(&retry).call(1).await.unwrap(), 1);
        assert_eq!(calls.load(Relaxed), 3);
    }
    // What the method says of itself passes through other layers.
    let (endpoint, calls) = failing(2, Code::Unavailable);
    let timeout = Timeout(Duration::from_secs(1));
    let endpoint = endpoint.idempotent().layer(&timeout).layer_any(&timeout);
    assert_eq!(endpoint.layer_any(&Retry::default()).call(1).await.unwrap(), 1);
    assert_eq!(calls.load(Relaxed), 3);
    let (endpoint, calls) = failing(2, Code::Unavailable);
    assert!(endpoint.layer_any(&Retry::default()).call(1).await.is_err());
    assert_eq!(calls.load(Relaxed), 1);

    let (endpoint, calls) = failing(9, Code::Unavailable);
    assert!(endpoint.layer(&Retry::default().idempotent().attempts(2)).call(1).await.is_err());
    assert_eq!(calls.load(Relaxed), 2);
}

#[tokio::test]
async fn what_the_service_refuses_is_not_sent_again() {
    let lasting = Code::ALL.into_iter();
    let lasting = lasting.filter(|code| !matches!(code, Code::Unavailable | Code::DeadlineExceeded));
    for code in lasting {
        let (endpoint, calls) = failing(1, code);
        let outcome = endpoint.layer(&Retry::default().idempotent()).call(1).await;
        assert_eq!(outcome.unwrap_err().code(), code);
        assert_eq!(calls.load(Relaxed), 1);
    }
}

#[tokio::test]
async fn an_outage_is_not_multiplied_by_retries() {
    let (endpoint, calls) = failing(u32::MAX, Code::Unavailable);
    let endpoint = endpoint.layer(&Retry::default().idempotent());
    let all: Vec<_> = (0..2_000)
        .map(|n| {
            tokio::spawn({
                let endpoint = endpoint.clone();
                async move { endpoint.call(n).await }
            })
        })
        .collect();
    for one in all {
        assert!(one.await.unwrap().is_err());
    }
    let calls = calls.load(Relaxed);
    assert!((2_001..=2_200).contains(&calls), "{calls}");
}

#[tokio::test]
async fn no_retry_after_the_deadline() {
    let calls = Arc::new(AtomicU32::new(0));
    let counter = calls.clone();
    let endpoint: Endpoint<u8, u8> = Endpoint::new(move |_| {
        counter.fetch_add(1, Relaxed);
        async {
            tokio::time::sleep(Duration::from_millis(60)).await;
            Err(Error::unavailable("late"))
        }
    });
    let stack = ServiceBuilder::new()
        .layer(Timeout(Duration::from_millis(100)))
        .layer(Retry::default().idempotent().attempts(9));
    let error = endpoint.layer(&stack).call(1).await.unwrap_err();
    assert_eq!(error.code(), Code::DeadlineExceeded);
    assert!(calls.load(Relaxed) <= 2);
}

#[tokio::test]
async fn spawned_work_keeps_the_trace_but_not_the_deadline() -> Result<()> {
    let endpoint: Endpoint<(), bool> = Endpoint::new(|()| async {
        let here = Context::current().unwrap();
        let there = platform::spawn(async { Context::current().unwrap() }).await?;
        assert!(here.deadline.is_some() && there.deadline.is_none());
        Ok(here.trace_id == there.trace_id)
    });
    assert!(endpoint.layer(&Timeout(Duration::from_secs(1))).call(()).await?);
    Ok(())
}
