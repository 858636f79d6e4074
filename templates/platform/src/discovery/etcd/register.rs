//! Keeps an instance registered: a lease, the key under it, and a look at whether both are there.

use std::time::Duration;

use futures_util::stream;
use tokio::{
    sync::{
        mpsc::{self, error::TrySendError},
        watch,
    },
    time::Instant,
};
use tonic::{Status, Streaming};

use super::{
    Backoff, Etcd,
    api::{
        EventType, LeaseGrantRequest, LeaseKeepAliveRequest, LeaseKeepAliveResponse,
        LeaseRevokeRequest, PutRequest, Session, WatchResponse,
    },
    resolve::watch_from,
};
use crate::discovery::State;

/// What is registered.
pub(crate) struct Instance {
    key: String,
    address: String,
    ttl: Duration,
}

impl Instance {
    pub(crate) fn new(service: &str, address: String, ttl: Duration) -> Self {
        let key = format!("/services/{service}/{address}");
        Self { key, address, ttl }
    }
}

/// Registers, and again whenever the registration is lost, until `stop`; then deregisters.
pub(crate) async fn register(
    etcd: Etcd,
    instance: Instance,
    state: watch::Sender<State>,
    mut stop: watch::Receiver<bool>,
) {
    let mut backoff = Backoff::default();
    let mut lease = None;
    loop {
        let lost = tokio::select! {
            lost = hold(&etcd, &instance, &state, &mut lease, &mut backoff) => lost,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let why = lost.message();
        state.send_replace(State::Trying(why.to_owned()));
        if backoff.is_first() {
            tracing::warn!(
                key = instance.key,
                why,
                "not registered, trying until it works"
            );
        }
        tokio::select! {
            () = backoff.wait() => {}
            _ = stop.wait_for(|stop| *stop) => break,
        }
    }
    state.send_replace(State::Absent);
    let Some(lease) = lease else { return };
    match revoke(&etcd, lease).await {
        Ok(()) => tracing::info!(key = instance.key, "deregistered"),
        Err(error) => tracing::warn!(key = instance.key, %error, "cannot deregister"),
    }
}

async fn revoke(etcd: &Etcd, lease: i64) -> Result<(), Status> {
    let mut session = etcd.session().await?;
    session.ask(LeaseRevokeRequest { id: lease }).await
}

/// Registers under a new lease. It returns when the registration is lost.
async fn hold(
    etcd: &Etcd,
    instance: &Instance,
    state: &watch::Sender<State>,
    lease: &mut Option<i64>,
    backoff: &mut Backoff,
) -> Status {
    let held: Result<(), Status> = async {
        let mut session = etcd.session().await?;
        let ttl = instance.ttl.as_secs() as i64;
        let id = session.ask(LeaseGrantRequest { ttl }).await?.id;
        *lease = Some(id);
        let revision = put(&mut session, instance, id).await?;
        let changes = watch_from(&mut session, instance.key.as_bytes(), &[], revision + 1).await?;
        tracing::info!(key = instance.key, lease = id, "registered");
        state.send_replace(State::Registered(instance.address.clone()));
        backoff.reset();
        keep(&mut session, instance, id, changes).await
    }
    .await;
    held.err()
        .unwrap_or_else(|| Status::unavailable("etcd ended a stream"))
}

/// Puts the key, and says at which revision. A lease that another process of this address had
/// does not count for the key any more.
async fn put(session: &mut Session, instance: &Instance, lease: i64) -> Result<i64, Status> {
    let request = PutRequest {
        key: instance.key.clone().into(),
        value: instance.address.clone().into(),
        lease,
    };
    let answer = session.ask(request).await?;
    Ok(answer.header.unwrap_or_default().revision)
}

/// Keeps the lease alive, and puts the key again when somebody deletes it.
async fn keep(
    session: &mut Session,
    instance: &Instance,
    id: i64,
    mut changes: Streaming<WatchResponse>,
) -> Result<(), Status> {
    let (beats, mut receiver) = mpsc::channel(1);
    let call = session.follow(stream::poll_fn(move |task| receiver.poll_recv(task)));
    // etcd answers the call only after the first beat.
    let mut beat = tokio::time::interval(instance.ttl / 3);
    beat.tick().await;
    let _ = beats.try_send(LeaseKeepAliveRequest { id });
    let mut alive = call.await?;
    let mut answered = Instant::now();
    loop {
        tokio::select! {
            answer = alive.message() => match answer? {
                Some(LeaseKeepAliveResponse { ttl: 1.., .. }) => answered = Instant::now(),
                Some(_) => return Err(Status::not_found("the lease has expired")),
                None => return Ok(()),
            },
            change = changes.message() => match change? {
                Some(change) if change.canceled => return Err(Status::aborted(change.cancel_reason)),
                Some(change) => {
                    if change.events.iter().any(|event| event.r#type() == EventType::Delete) {
                        tracing::warn!(key = instance.key, "somebody deleted the key, putting it again");
                        put(session, instance, id).await?;
                    }
                }
                None => return Ok(()),
            },
            _ = beat.tick() => {
                // The last beat had no answer. There is time left to ask another member.
                if answered.elapsed() > instance.ttl / 2 {
                    return Err(Status::deadline_exceeded("etcd does not answer"));
                }
                if let Err(TrySendError::Closed(_)) = beats.try_send(LeaseKeepAliveRequest { id }) {
                    return Ok(());
                }
            }
        }
    }
}
