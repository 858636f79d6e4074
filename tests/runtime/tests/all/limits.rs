//! Limits: what waits, what is refused, and how that looks from outside.

use std::time::Duration;

use axum::response::IntoResponse;
use platform::{
    Code, Endpoint, Error,
    resilience::{ConcurrencyLimit, LoadShed, RateLimit},
};
use tokio::time::{Instant, advance, sleep};

fn slow() -> Endpoint<u8, u8> {
    Endpoint::new(|n| async move {
        sleep(Duration::from_secs(1)).await;
        Ok(n)
    })
}

fn quick() -> Endpoint<u8, u8> {
    Endpoint::new(|n| async move { Ok(n) })
}

/// Makes so many calls at once: what came of each.
async fn at_once(endpoints: &[&Endpoint<u8, u8>], times: u8) -> Vec<Result<u8, Error>> {
    let calls = (0..times).map(|n| {
        let endpoint = endpoints[usize::from(n) % endpoints.len()].clone();
        tokio::spawn(async move { endpoint.call(n).await })
    });
    let mut outcomes = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        outcomes.push(call.await.unwrap());
    }
    outcomes
}

#[tokio::test(start_paused = true)]
async fn calls_above_a_concurrency_limit_wait() {
    let limit = ConcurrencyLimit::new(2);
    // The limit is for both together.
    let (one, other) = (slow().layer_any(&limit), slow().layer(&limit));
    let start = Instant::now();
    let outcomes = at_once(&[&one, &other], 6).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(start.elapsed().as_secs(), 3);
}

#[tokio::test(start_paused = true)]
async fn calls_above_what_load_shedding_allows_are_refused_at_once() {
    let endpoint = slow().layer_any(&LoadShed::new(2));
    let start = Instant::now();
    let outcomes = at_once(&[&endpoint], 6).await;
    let refused: Vec<_> = outcomes.into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 4);
    assert_eq!(start.elapsed().as_secs(), 1);
    let error = &refused[0];
    assert_eq!((error.code(), error.message()), (Code::Unavailable, "overloaded"));
    assert!(endpoint.call(1).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_refuses_what_comes_too_fast() {
    let limit = RateLimit::per_second(10);
    let (one, other) = (quick().layer(&limit), quick().layer_any(&limit));
    let well = async |times| at_once(&[&one, &other], times).await.iter().filter(|one| one.is_ok()).count();
    assert_eq!(well(30).await, 10);
    advance(Duration::from_millis(500)).await;
    assert_eq!(well(30).await, 5);
    // What was not used is not kept.
    advance(Duration::from_secs(60)).await;
    assert_eq!(well(30).await, 10);
    let error = one.call(1).await.unwrap_err();
    assert_eq!(error.code(), Code::ResourceExhausted);
    let response = error.into_response();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "1");
}
