//! What etcd said of a service's instances, and what of it to believe. When most instances are
//! gone at once, or the last is, etcd may have lost its data or its sight of them: then they
//! are kept for a while, and dropped only if they do not come back.

use std::{collections::BTreeMap, time::Duration};

use http::uri::Authority;
use tokio::time::Instant;

const GRACE: Duration = Duration::from_secs(30);

pub(super) struct Known {
    service: String,
    instances: BTreeMap<Vec<u8>, Entry>,
}

struct Entry {
    address: String,
    /// etcd does not know it any more, and this is how long it is kept all the same.
    kept_until: Option<Instant>,
}

impl Known {
    pub(super) fn new(service: &str) -> Self {
        let service = service.to_owned();
        let instances = BTreeMap::new();
        Self { service, instances }
    }

    /// The keys of all instances: the first, and the one after the last.
    pub(super) fn range(&self) -> (Vec<u8>, Vec<u8>) {
        // `0` is the character after `/`.
        let (key, end) = (
            format!("/services/{}/", self.service),
            format!("/services/{}0", self.service),
        );
        (key.into(), end.into())
    }

    pub(super) fn addresses(&self) -> Vec<String> {
        let mut addresses: Vec<_> = self
            .instances
            .values()
            .map(|it| it.address.clone())
            .collect();
        addresses.sort();
        addresses.dedup();
        addresses
    }

    /// A complete list.
    pub(super) fn replace(
        &mut self,
        pairs: impl Iterator<Item = (Vec<u8>, Vec<u8>)>,
        now: Instant,
    ) {
        let mut before = std::mem::take(&mut self.instances);
        for (key, value) in pairs {
            self.put(key, value);
        }
        before.retain(|key, _| !self.instances.contains_key(key));
        if before.len() > self.instances.len() {
            for (key, mut entry) in before {
                entry.kept_until.get_or_insert(now + GRACE);
                self.instances.insert(key, entry);
            }
        }
    }

    pub(super) fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        let address = String::from_utf8_lossy(&value).into_owned();
        let authority = address.parse::<Authority>();
        if authority.is_ok_and(|authority| authority.port_u16().is_some()) {
            let kept_until = None;
            self.instances.insert(
                key,
                Entry {
                    address,
                    kept_until,
                },
            );
        } else {
            let key = String::from_utf8_lossy(&key);
            tracing::warn!(remote = %self.service, %key, value = address, "not an instance, skipped");
        }
    }

    pub(super) fn delete(&mut self, key: &[u8], now: Instant) {
        let is_other =
            |(other, entry): (&Vec<u8>, &Entry)| other != key && entry.kept_until.is_none();
        if self.instances.iter().any(is_other) {
            self.instances.remove(key);
        } else if let Some(last) = self.instances.get_mut(key) {
            last.kept_until.get_or_insert(now + GRACE);
        }
    }

    /// Waits for the next time at which something kept is to be dropped.
    pub(super) async fn some_expire(&self) {
        match self
            .instances
            .values()
            .filter_map(|entry| entry.kept_until)
            .min()
        {
            Some(next) => tokio::time::sleep_until(next).await,
            None => std::future::pending().await,
        }
    }

    pub(super) fn expire(&mut self, now: Instant) {
        self.instances
            .retain(|_, entry| entry.kept_until.is_none_or(|until| until > now));
    }
}
