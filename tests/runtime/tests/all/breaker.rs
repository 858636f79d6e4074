//! The circuit breaker, on tokio's clock: it opens on failures and on nothing else, and closes again.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use platform::{
    Code, Context, Endpoint, Error,
    resilience::{Breaker, Retry, Timeout},
};
use prometheus::TextEncoder;
use tokio::time::{advance, sleep};
use tower::ServiceBuilder;

/// What is called: it fails with the code that is set, and counts.
#[derive(Clone, Default)]
struct Remote {
    fails: Arc<Mutex<Option<Code>>>,
    calls: Arc<AtomicU32>,
}

impl Remote {
    fn endpoint(&self) -> Endpoint<Duration, ()> {
        Endpoint::with(self, |remote, time| async move {
            remote.calls.fetch_add(1, Relaxed);
            let fails = *remote.fails.lock().unwrap();
            sleep(time).await;
            fails.map_or(Ok(()), |code| Err(Error::new(code, "sick")))
        })
    }

    fn fails(&self, code: impl Into<Option<Code>>) {
        *self.fails.lock().unwrap() = code.into();
    }

    fn calls(&self) -> u32 {
        self.calls.swap(0, Relaxed)
    }
}

type Guarded = Endpoint<Duration, ()>;

/// So many calls, and how many of them succeeded.
async fn call(endpoint: &Guarded, times: u32) -> u32 {
    let mut well = 0;
    for _ in 0..times {
        well += u32::from(endpoint.call(Duration::ZERO).await.is_ok());
    }
    well
}

fn open(method: &str) -> Option<i64> {
    let text = TextEncoder::new().encode_to_string(&prometheus::gather()).unwrap();
    let line = format!("breakers_open{{method=\"{method}\",service=\"remote\"}} ");
    text.lines().find_map(|text| text.strip_prefix(&*line)?.parse().ok())
}

#[tokio::test(start_paused = true)]
async fn opens_after_failures_in_a_row_and_closes_after_one_success() {
    let remote = Remote::default();
    let endpoint = remote.endpoint().layer(&Breaker::of("remote", "in_a_row"));
    remote.fails(Code::Unavailable);
    assert_eq!(call(&endpoint, 20).await, 0);
    assert_eq!(remote.calls(), 5);
    assert_eq!(open("in_a_row"), Some(1));
    let refused = endpoint.call(Duration::ZERO).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable);
    assert_eq!(refused.message(), "remote in_a_row keeps failing, so it is not called for a while");

    // It is tried once, in vain.
    advance(Duration::from_secs(5)).await;
    assert_eq!(call(&endpoint, 20).await, 0);
    assert_eq!(remote.calls(), 1);

    remote.fails(None);
    assert_eq!(call(&endpoint, 20).await, 0);
    advance(Duration::from_secs(5)).await;
    assert_eq!(call(&endpoint, 20).await, 20);
    assert_eq!(remote.calls(), 20);
    assert_eq!(open("in_a_row"), Some(0));
}

#[tokio::test(start_paused = true)]
async fn only_failures_of_what_is_called_count() {
    let failures = [Code::Unavailable, Code::DeadlineExceeded, Code::Internal, Code::Unknown];
    for code in Code::ALL {
        let remote = Remote::default();
        let endpoint = remote.endpoint().layer_any(&Breaker::default());
        remote.fails(code);
        call(&endpoint, 50).await;
        let reached = if failures.contains(&code) { 5 } else { 50 };
        assert_eq!(remote.calls(), reached, "{code:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn opens_when_half_of_many_calls_fail() {
    let remote = Remote::default();
    let endpoint = remote.endpoint().layer(&Breaker::default());
    for round in 0.. {
        remote.fails((round % 2 == 1).then_some(Code::Internal));
        if call(&endpoint, 1).await == 0 && round % 2 == 0 {
            break;
        }
        assert!(round < 100, "never opens");
    }
    assert_eq!(remote.calls(), 20);

    // A fifth of them is not too much, nor are as many over a longer time.
    let endpoint = remote.endpoint().layer(&Breaker::default());
    for round in 0..500 {
        remote.fails((round % 5 == 0).then_some(Code::Internal));
        call(&endpoint, 1).await;
    }
    assert_eq!(remote.calls(), 500);
    for round in 0..100 {
        remote.fails((round % 2 == 0).then_some(Code::Internal));
        call(&endpoint, 1).await;
        advance(Duration::from_secs(1)).await;
    }
    assert_eq!(remote.calls(), 100);
}

#[tokio::test(start_paused = true)]
async fn one_call_tries_and_the_others_do_not_wait_for_it() {
    let remote = Remote::default();
    let endpoint = remote.endpoint().layer(&Breaker::default().failures(1).pause(Duration::from_secs(60)));
    remote.fails(Code::Unavailable);
    // Under way when it opens: what becomes of it no longer counts.
    let late = tokio::spawn({
        let endpoint = endpoint.clone();
        async move { endpoint.call(Duration::from_secs(70)).await }
    });
    tokio::task::yield_now().await;
    call(&endpoint, 1).await;
    assert_eq!(remote.calls(), 2);
    sleep(Duration::from_secs(60)).await;

    remote.fails(None);
    let probe = tokio::spawn({
        let endpoint = endpoint.clone();
        async move { endpoint.call(Duration::from_secs(20)).await }
    });
    tokio::task::yield_now().await;
    let start = tokio::time::Instant::now();
    assert_eq!(call(&endpoint, 9).await, 0);
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert!(late.await.unwrap().is_err());
    assert_eq!(call(&endpoint, 1).await, 0);
    assert_eq!(remote.calls(), 1);
    assert!(probe.await.unwrap().is_ok());
    assert_eq!(call(&endpoint, 9).await, 9);
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_nobody_waits_for_leaves_the_try_to_the_next() {
    let remote = Remote::default();
    let endpoint = remote.endpoint().layer(&Breaker::of("remote", "given_up").failures(1));
    remote.fails(Code::Unavailable);
    call(&endpoint, 1).await;
    sleep(Duration::from_secs(5)).await;
    remote.fails(None);
    let given_up = tokio::time::timeout(Duration::from_secs(1), endpoint.call(Duration::from_secs(9)));
    assert!(given_up.await.is_err());
    assert_eq!(call(&endpoint, 1).await, 1);
    assert_eq!(open("given_up"), Some(0));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_ran_out_of_time_failed_and_one_given_up_did_not() {
    let remote = Remote::default();
    let endpoint = remote.endpoint().layer(&Breaker::default().failures(1));
    let given_up = tokio::time::timeout(Duration::from_secs(1), endpoint.call(Duration::from_secs(9)));
    assert!(given_up.await.is_err());
    assert_eq!(call(&endpoint, 1).await, 1);

    let context = Context { deadline: Some(Instant::now()), ..Context::current_or_new() };
    let slow = context.scope(endpoint.call(Duration::from_secs(9)));
    assert!(tokio::time::timeout(Duration::from_secs(1), slow).await.is_err());
    assert_eq!(call(&endpoint, 1).await, 0);
}

#[tokio::test]
async fn a_timeout_around_it_counts() {
    let remote = Remote::default();
    let stack =
        ServiceBuilder::new().layer(Timeout(Duration::from_millis(20))).layer(Breaker::default().failures(1));
    let endpoint = remote.endpoint().layer(&stack);
    let error = endpoint.call(Duration::from_secs(9)).await.unwrap_err();
    assert_eq!(error.code(), Code::DeadlineExceeded);
    let error = endpoint.call(Duration::ZERO).await.unwrap_err();
    assert_eq!(error.code(), Code::Unavailable);
}

#[tokio::test(start_paused = true)]
async fn each_endpoint_has_its_own_and_an_open_one_that_goes_is_not_counted() {
    let remote = Remote::default();
    let breaker = Breaker::of("remote", "own").failures(1);
    let (one, other) = (remote.endpoint().layer(&breaker), remote.endpoint().layer_any(&breaker));
    remote.fails(Code::Unavailable);
    call(&one, 1).await;
    remote.fails(None);
    assert_eq!(call(&one.clone(), 1).await, 0);
    assert_eq!(call(&other, 1).await, 1);
    assert_eq!(open("own"), Some(1));
    drop(one);
    assert_eq!(open("own"), Some(0));
}

#[tokio::test(start_paused = true)]
async fn around_a_retry_it_counts_calls() {
    let remote = Remote::default();
    let stack = ServiceBuilder::new().layer(Breaker::default()).layer(Retry::default().idempotent());
    let endpoint = remote.endpoint().layer(&stack);
    remote.fails(Code::Unavailable);
    call(&endpoint, 20).await;
    assert_eq!(remote.calls(), 15);
}
