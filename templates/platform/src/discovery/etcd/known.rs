//! What etcd said of a service's instances, and what of it to believe. When most instances are
//! gone at once, or the last is, etcd may have lost its data or its sight of them: then they
//! are kept for a while, and dropped only if they do not come back.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use http::uri::Authority;
use tokio::time::Instant;

const GRACE: Duration = Duration::from_secs(30);
/// Instances that go within this time go at once.
const AT_ONCE: Duration = Duration::from_secs(5);

pub(super) struct Known {
    service: String,
    instances: BTreeMap<Vec<u8>, Entry>,
    /// When some went for which no others came.
    gone: Vec<Instant>,
    /// Keys that were complained of.
    garbage: BTreeSet<Vec<u8>>,
}

struct Entry {
    address: String,
    /// etcd does not know it any more, and this is how long it is kept all the same.
    kept_until: Option<Instant>,
}

impl Known {
    pub(super) fn new(service: &str) -> Self {
        Self {
            service: service.to_owned(),
            instances: BTreeMap::new(),
            gone: Vec::new(),
            garbage: BTreeSet::new(),
        }
    }

    pub(super) fn service(&self) -> &str {
        &self.service
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
            let (remote, kept) = (&*self.service, before.len());
            tracing::warn!(
                remote,
                kept,
                "most instances are gone at once, keeping them for now"
            );
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
            let entry = Entry {
                address,
                kept_until,
            };
            let before = self.instances.insert(key, entry);
            if before.is_none_or(|before| before.kept_until.is_some()) {
                self.gone.pop();
            }
        } else if self.garbage.insert(key.clone()) {
            let key = String::from_utf8_lossy(&key);
            tracing::warn!(remote = %self.service, %key, value = address, "not an instance, skipped");
        }
    }

    pub(super) fn delete(&mut self, key: &[u8], now: Instant) {
        self.garbage.remove(key);
        let is_fresh = |entry: &&mut Entry| entry.kept_until.is_none();
        if self.instances.get_mut(key).filter(is_fresh).is_none() {
            return;
        }
        let entries = self.instances.values();
        let left = entries.filter(|it| it.kept_until.is_none()).count() - 1;
        self.gone.retain(|at| now < *at + AT_ONCE);
        self.gone.push(now);
        if left >= self.gone.len() {
            self.instances.remove(key);
        } else if let Some(entry) = self.instances.get_mut(key) {
            let (remote, address) = (&*self.service, &*entry.address);
            tracing::warn!(
                remote,
                address,
                "one too many is gone at once, keeping it for now"
            );
            entry.kept_until = Some(now + GRACE);
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
