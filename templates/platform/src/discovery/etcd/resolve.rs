//! Follows the instances of a service: a list, then the changes since, for as long as the watch
//! lasts; then a list again.

use futures_util::{StreamExt, stream};
use tokio::{sync::watch, time::Instant};
use tonic::{Status, Streaming};

use super::{
    Backoff, Etcd,
    api::{EventType, RangeRequest, Session, WatchCreateRequest, WatchRequest, WatchResponse},
    known::Known,
};
use crate::discovery::{Instances, publish};

pub(crate) async fn resolve(etcd: Etcd, service: String, sender: watch::Sender<Instances>) {
    let mut known = Known::new(&service);
    let mut backoff = Backoff::default();
    loop {
        let interrupted = tokio::select! {
            interrupted = follow(&etcd, &mut known, &sender, &mut backoff) => interrupted,
            () = sender.closed() => return,
        };
        let why = interrupted.message();
        if backoff.is_first() {
            tracing::warn!(
                remote = service,
                why,
                "discovery interrupted, keeping the known instances"
            );
        }
        backoff.wait().await;
    }
}

/// Lists the instances and follows them. It returns when that is interrupted.
async fn follow(
    etcd: &Etcd,
    known: &mut Known,
    sender: &watch::Sender<Instances>,
    backoff: &mut Backoff,
) -> Status {
    let followed: Result<(), Status> = async {
        let (key, end) = known.range();
        let mut session = etcd.session().await?;
        let request = RangeRequest {
            key: key.clone(),
            range_end: end.clone(),
            // Any member may answer, also while none leads: the watch goes on from what it knew.
            serializable: true,
        };
        let list = session.ask(request).await?;
        let revision = list.header.unwrap_or_default().revision;
        let pairs = list.kvs.into_iter().map(|pair| (pair.key, pair.value));
        known.replace(pairs, Instant::now());
        publish(sender, Some(known.addresses()));

        let mut changes = watch_from(&mut session, &key, &end, revision + 1).await?;
        loop {
            tokio::select! {
                change = changes.message() => match change? {
                    Some(change) if change.canceled => {
                        // Compacted, most often: a new list has all that was missed.
                        return Err(Status::aborted(change.cancel_reason));
                    }
                    Some(change) => apply(change, known),
                    None => return Ok(()),
                },
                () = known.some_expire() => known.expire(Instant::now()),
            }
            if !backoff.is_first() {
                tracing::info!(remote = known.service(), "following the instances again");
            }
            backoff.reset();
            publish(sender, Some(known.addresses()));
        }
    }
    .await;
    followed
        .err()
        .unwrap_or_else(|| Status::unavailable("etcd ended the watch"))
}

fn apply(change: WatchResponse, known: &mut Known) {
    for event in change.events {
        let kind = event.r#type();
        let Some(pair) = event.kv else { continue };
        match kind {
            EventType::Put => known.put(pair.key, pair.value),
            EventType::Delete => known.delete(&pair.key, Instant::now()),
        }
    }
}

/// Watches a key, or the range up to `end`.
pub(super) async fn watch_from(
    session: &mut Session,
    key: &[u8],
    end: &[u8],
    revision: i64,
) -> Result<Streaming<WatchResponse>, Status> {
    let create = WatchCreateRequest {
        key: key.to_vec(),
        range_end: end.to_vec(),
        start_revision: revision,
    };
    let request = WatchRequest {
        create_request: Some(create),
    };
    // etcd ends the watch if the requests end, so they do not.
    let requests = stream::iter([request]).chain(stream::pending());
    session.follow(requests).await
}
