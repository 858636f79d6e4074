//! More requests than a service can work on.

use std::time::{Duration, Instant};

use platform::{Code, Endpoint};
use runtime::{Call, Reply, grpc_client, http_client};
use tokio::{task::JoinSet, time::MissedTickBehavior};

use super::{ALONE, figure, long, percentile, within_three_attempts};
use crate::harness::{Probe, app};

const AT_ONCE: usize = 10;
const WORK: Duration = Duration::from_millis(50);

async fn call(client: Endpoint<Call, Reply>) -> (Duration, Option<Code>) {
    let start = Instant::now();
    let call = Call { sleep_ms: WORK.as_millis() as u64, ..Call::default() };
    let error = client.call(call).await.err();
    (start.elapsed(), error.map(|error| error.code()))
}

/// Answers a second to as many callers as it can work for.
async fn peak(client: &Endpoint<Call, Reply>, time: Duration) -> f64 {
    let start = Instant::now();
    let mut callers = JoinSet::new();
    for _ in 0..AT_ONCE {
        let client = client.clone();
        callers.spawn(async move {
            let mut calls = 0;
            while start.elapsed() < time {
                assert_eq!(call(client.clone()).await.1, None);
                calls += 1;
            }
            calls
        });
    }
    let calls: i32 = callers.join_all().await.into_iter().sum();
    f64::from(calls) / start.elapsed().as_secs_f64()
}

/// Three times as many calls as it can answer.
async fn overload(transport: &str, client: &Endpoint<Call, Reply>, time: Duration) -> Result<(), String> {
    let peak = peak(client, time).await;
    // Whatever happens to those before, the next come.
    let mut ticks = tokio::time::interval(Duration::from_secs_f64(1.0 / (3.0 * peak)));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let (start, mut calls) = (Instant::now(), JoinSet::new());
    while start.elapsed() < time {
        ticks.tick().await;
        calls.spawn(call(client.clone()));
    }
    let calls = calls.join_all().await;
    let elapsed = start.elapsed().as_secs_f64();
    let codes = calls.iter().filter_map(|(_, code)| *code);
    let others: Vec<Code> = codes.filter(|code| *code != Code::ResourceExhausted).collect();
    assert!(others.is_empty(), "{transport}: {others:?}");
    let refused = calls.iter().filter(|(_, code)| code.is_some());
    let mut refusals: Vec<Duration> = refused.map(|(time, _)| *time).collect();
    let (sent, refused) = (calls.len(), refusals.len());
    let goodput = (sent - refused) as f64 / elapsed;
    let (half, most) = (percentile(&mut refusals, 50), percentile(&mut refusals, 99));
    let figures = format!(
        "{transport}: {sent} calls; {goodput:.0} answers a second of {peak:.0} at the peak ({:.0} %); \
         {refused} refused, within {half:.1?} (median), {most:.1?} (p99)",
        goodput / peak * 100.0
    );
    figure!("{figures}");
    let good = goodput >= 0.8 * peak && refused * 2 > sent && half < WORK / 2;
    good.then_some(()).ok_or(figures)
}

#[tokio::test(flavor = "multi_thread")]
async fn three_times_the_capacity() {
    let _alone = ALONE.lock().await;
    let time = Duration::from_secs(if long() { 20 } else { 3 });
    let limit = AT_ONCE.to_string();
    let probe = Probe::start(&["--http", "--grpc", "--max-concurrency", &limit]);
    let (http, grpc) = (app(&[&probe.http]), app(&[&probe.grpc]));
    let (http, grpc) = (http_client(http.http_channel("next")), grpc_client(grpc.grpc_channel("next")));
    for (transport, client) in [("http", http), ("grpc", grpc)] {
        within_three_attempts(async || overload(transport, &client, time).await).await;
        let shed = probe.metric(&format!(r#"requests_shed_total{{transport="{transport}"}}"#));
        assert!(shed.is_some_and(|shed| shed > 100.0), "{shed:?}");
    }
}
