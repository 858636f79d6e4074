//! Where the instances of a service are, and how a service makes itself known. One URL selects
//! the way; nothing else of a service depends on it. Whatever happens to the source, instances
//! that were known stay known.

pub(crate) mod advertise;
mod dns;
#[cfg(feature = "etcd")]
mod etcd;

use std::{collections::HashMap, fmt, str::FromStr, time::Duration};

use tokio::{sync::watch, task::JoinHandle};

/// The addresses (`HOST:PORT`) of a service's instances; `None` as long as nothing is known.
pub type Instances = Option<Vec<String>>;

/// How long deregistering may hold up the end of a service.
const DEREGISTER_TIMEOUT: Duration = Duration::from_secs(2);

/// What `--discovery` says.
#[derive(Clone, Debug)]
pub enum Source {
    /// `static:NAME=HOST:PORT[,HOST:PORT][;NAME=...]`
    Static(HashMap<String, Vec<String>>),
    /// `dns:NAME=HOST:PORT[;NAME=...]`, for hosts with an address for each instance.
    Dns(HashMap<String, String>),
    /// `etcd://[USER:PASSWORD@]HOST:PORT[,HOST:PORT]`, or with TLS
    /// `etcds://...?ca=FILE[&cert=FILE&key=FILE]`
    #[cfg(feature = "etcd")]
    Etcd(etcd::Etcd),
}

impl FromStr for Source {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("static", rest)) => {
                let services = services(rest)?.into_iter();
                Ok(Self::Static(
                    services.map(|(name, hosts)| (name, list(&hosts))).collect(),
                ))
            }
            Some(("dns", rest)) => services(rest).map(Self::Dns),
            #[cfg(feature = "etcd")]
            Some(("etcd" | "etcds", _)) => text.parse().map(Self::Etcd),
            #[cfg(not(feature = "etcd"))]
            Some(("etcd" | "etcds", _)) => {
                Err("this service was built without its feature `etcd`".into())
            }
            _ => Err("expected etcd://..., static:... or dns:...".into()),
        }
    }
}

/// `NAME=VALUE[;NAME=VALUE]`
fn services(text: &str) -> Result<HashMap<String, String>, String> {
    let pairs = text
        .split(';')
        .map(str::trim)
        .filter(|pair| !pair.is_empty());
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, value)) => Ok((name.trim().to_owned(), value.trim().to_owned())),
        None => Err(format!("expected NAME=HOST:PORT instead of `{pair}`")),
    };
    pairs.map(pair).collect()
}

fn list(text: &str) -> Vec<String> {
    let items = text
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty());
    items.map(str::to_owned).collect()
}

/// What became of a service's registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// There is nothing to register with, or not now.
    Absent,
    #[cfg(feature = "etcd")]
    Trying(String),
    #[cfg(feature = "etcd")]
    Registered(String),
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("not registered"),
            #[cfg(feature = "etcd")]
            Self::Trying(why) => write!(f, "not registered, still trying: {why}"),
            #[cfg(feature = "etcd")]
            Self::Registered(address) => write!(f, "registered as {address}"),
        }
    }
}

impl Source {
    /// Follows the instances of a service from now on.
    pub(crate) fn resolve(&self, service: String) -> watch::Receiver<Instances> {
        let (sender, receiver) = watch::channel(None);
        match self {
            Self::Static(services) => {
                let instances = services.get(&service).cloned().unwrap_or_default();
                sender.send_replace(Some(instances));
            }
            Self::Dns(services) => match services.get(&service) {
                Some(host) => drop(tokio::spawn(dns::resolve(host.clone(), sender))),
                None => drop(sender.send_replace(Some(Vec::new()))),
            },
            #[cfg(feature = "etcd")]
            Self::Etcd(etcd) => drop(tokio::spawn(etcd::resolve(etcd.clone(), service, sender))),
        }
        receiver
    }

    /// Follows the instances of a service that speak HTTP.
    pub(crate) fn resolve_http(&self, service: &str) -> watch::Receiver<Instances> {
        let (sender, receiver) = watch::channel(None);
        let http = self.resolve(advertise::http_name(service));
        tokio::spawn(prefer(http, self.resolve(service.to_owned()), sender));
        receiver
    }

    /// Makes an instance known, by name and address, until it is deregistered.
    pub(crate) fn register(
        &self,
        (service, address): (String, String),
        ttl: Duration,
        state: watch::Sender<State>,
    ) -> Registration {
        match self {
            #[cfg(feature = "etcd")]
            Self::Etcd(etcd) => {
                let (stop, stopped) = watch::channel(false);
                let instance = etcd::Instance::new(&service, address, ttl);
                let task = tokio::spawn(etcd::register(etcd.clone(), instance, state, stopped));
                Registration(Some((stop, task)))
            }
            _ => {
                tracing::debug!(name = service, address, ?ttl, state = %*state.borrow(), "not registering");
                Registration(None)
            }
        }
    }
}

/// Gives on the instances of `first` if it has any, else those of `second`.
async fn prefer(
    mut first: watch::Receiver<Instances>,
    mut second: watch::Receiver<Instances>,
    sender: watch::Sender<Instances>,
) {
    loop {
        let chosen = match first.borrow_and_update().clone() {
            Some(first) if !first.is_empty() => Some(first),
            Some(_) => second.borrow_and_update().clone(),
            None => None,
        };
        publish(&sender, chosen);
        // A source that has said all that it ever will is done.
        tokio::select! {
            Ok(()) = first.changed() => {}
            Ok(()) = second.changed() => {}
            () = sender.closed() => return,
        }
    }
}

/// Tells of instances, if they are others than before.
fn publish(sender: &watch::Sender<Instances>, found: Instances) {
    sender.send_if_modified(|known| {
        let changed = *known != found;
        *known = found;
        changed
    });
}

pub(crate) struct Registration(Option<(watch::Sender<bool>, JoinHandle<()>)>);

impl Registration {
    pub(crate) async fn deregister(self) {
        let Some((stop, task)) = self.0 else { return };
        stop.send_replace(true);
        if tokio::time::timeout(DEREGISTER_TIMEOUT, task)
            .await
            .is_err()
        {
            tracing::warn!("cannot deregister: others will notice when the lease ends");
        }
    }
}
