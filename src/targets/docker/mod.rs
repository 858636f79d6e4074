//! The containers of a workspace: a Dockerfile a service, `.dockerignore`, and the compose file
//! with etcd. What the user changed in them stays.
//!
//! A service is added to the compose file if no service there has its name. etcd is added only
//! together with a service: an entry that kit inserts depends on it, a file that lacks nothing
//! else is left alone. Entries that are there follow kit as long as nobody changes them.

mod ports;
mod views;

use std::collections::{BTreeMap, BTreeSet};

use yaml_serde::Value;

use self::ports::HostPorts;
pub use self::ports::published_ports;
use super::render;
use crate::{
    diagnostic::Source,
    model::Transport,
    plan::change::{ChangeSet, Output, Want, YamlWant},
    workspace::layout,
};

/// The mapping of the compose file that holds the services.
pub const SERVICES: &str = "services";

pub struct DockerInput {
    /// In the order in which they get host ports.
    pub services: Vec<DockerService>,
    /// The compose file, if the workspace has one.
    pub compose: Option<Source>,
    /// Whether to add what the compose file lacks.
    pub add: bool,
}

pub struct DockerService {
    /// The package, which is also the binary, the compose service and its host name.
    pub name: String,
    /// Relative to the workspace's root; empty for a root package.
    pub dir: String,
    pub transports: BTreeSet<Transport>,
}

impl DockerService {
    /// Where it listens in its container, a port a transport.
    fn container_ports(&self) -> impl Iterator<Item = u16> {
        self.transports.iter().copied().map(Transport::port)
    }

    fn dockerfile(&self) -> String {
        if self.dir.is_empty() { "Dockerfile".to_owned() } else { format!("{}/Dockerfile", self.dir) }
    }
}

pub fn outputs(input: &DockerInput, changes: &mut ChangeSet) {
    for service in &input.services {
        changes.insert(service.dockerfile(), Output::Starter(dockerfile(service)));
    }
    changes.insert(".dockerignore", Output::Starter(render(&views::Dockerignore)));
    compose(input, changes);
}

/// What the compose file is to have.
pub fn compose(input: &DockerInput, changes: &mut ChangeSet) {
    if input.compose.is_none() && !input.add {
        return;
    }
    let path = input.compose.as_ref().map_or(layout::COMPOSE[0], |compose| &compose.name);
    let wants = wants(input).into_iter().map(Want::Yaml).collect();
    changes.insert(path, Output::Amended { initial: render(&views::Compose), wants });
}

fn wants(input: &DockerInput) -> Vec<YamlWant> {
    // A file that cannot be read is refused with its place when it is merged.
    let compose = input.compose.as_ref().and_then(|source| yaml_serde::from_str(&source.text).ok());
    let compose: Value = compose.unwrap_or(Value::Null);
    let existing = |name: &str| compose.get("services").and_then(|services| services.get(name));
    // An etcd of the user's own may have no health check, and compose refuses to wait for that.
    let checked = existing("etcd").is_none_or(|etcd| etcd.get("healthcheck").is_some());

    let mut wants = Vec::new();
    for service in &input.services {
        if let Some(ports) = existing(&service.name).and_then(|entry| HostPorts::of_service(entry, service)) {
            let view = views::ServiceEntry::new(service, ports, checked);
            wants.push(entry("services", &service.name, render(&view)));
        }
    }
    let missing: Vec<_> = input.services.iter().filter(|service| existing(&service.name).is_none()).collect();
    let adds = input.add && !(missing.is_empty() && input.compose.is_some());
    if existing("etcd").is_some() || adds {
        wants.push(entry("services", "etcd", render(&views::Etcd)));
    }
    if existing("etcd").is_none() && adds {
        wants.push(entry("volumes", "etcd-data", "etcd-data:\n".to_owned()));
    }
    if adds {
        let mut host_ports = HostPorts::of(compose.clone());
        for service in missing {
            let ports = service.transports.iter().map(|_| host_ports.take()).collect();
            let view = views::ServiceEntry::new(service, ports, checked);
            wants.push(entry("services", &service.name, render(&view)));
        }
    }
    wants
}

fn entry(mapping: &str, key: &str, text: String) -> YamlWant {
    YamlWant::Entry { path: vec![mapping.to_owned()], key: key.to_owned(), text }
}

/// The ports of the host, one a transport, by service: as the compose file publishes them, and free ones
/// for what is not in it, which `kit generate docker` would give it too.
pub fn host_ports(input: &DockerInput) -> BTreeMap<String, BTreeMap<Transport, u16>> {
    let compose = input.compose.as_ref().and_then(|source| yaml_serde::from_str(&source.text).ok());
    let compose: Value = compose.unwrap_or_default();
    let published = published_ports(&compose);
    let mut free = HostPorts::of(compose);
    let (written, missing): (Vec<_>, Vec<_>) =
        input.services.iter().partition(|service| published.contains_key(&service.name));
    let mut of = |service: &DockerService| {
        let pairs = published.get(&service.name).map_or(&[][..], Vec::as_slice);
        let mut host = |transport: Transport| {
            let pair = pairs.iter().find(|(_, container)| *container == transport.port());
            pair.map_or_else(|| free.take(), |(host, _)| *host)
        };
        let ports = service.transports.iter().map(|transport| (*transport, host(*transport)));
        (service.name.clone(), ports.collect())
    };
    missing.into_iter().chain(written).map(&mut of).collect()
}

/// The Dockerfile of a service.
pub fn dockerfile(service: &DockerService) -> String {
    render(&views::Dockerfile::new(service))
}

/// Whether an entry of the compose file is as kit wrote it, whatever ports of the host it has.
pub fn is_as_written(service: &DockerService, entry: &str) -> bool {
    let value: Value = yaml_serde::from_str(entry).unwrap_or_default();
    let ports = value.get(&service.name).and_then(|entry| HostPorts::of_service(entry, service));
    ports.is_some_and(|ports| {
        [true, false].into_iter().any(|checked| {
            let view = views::ServiceEntry::new(service, ports.clone(), checked);
            render(&view).trim_end() == entry.trim_end()
        })
    })
}

/// Whether the entry of a service publishes all ports of its transports, as kit writes them.
pub fn publishes(compose: &Source, service: &DockerService) -> bool {
    let compose: Value = yaml_serde::from_str(&compose.text).unwrap_or_default();
    let entry = compose.get(SERVICES).and_then(|services| services.get(&service.name));
    entry.is_some_and(|entry| HostPorts::of_service(entry, service).is_some())
}

/// An entry under `services` of the compose file.
pub fn entry_of_service(name: &str, text: String) -> Want {
    Want::Yaml(entry("services", name, text))
}

/// The key of a service in the compose file.
pub fn key(service: &DockerService) -> String {
    views::scalar(&service.name)
}

/// What of an entry of kit's comes from the service's name, as it stands there.
pub fn named_in_entry(service: &DockerService) -> [String; 2] {
    let dockerfile = format!("dockerfile: {}", views::scalar(&service.dockerfile()));
    [dockerfile, format!("ADVERTISE_ADDR: {}:", service.name)]
}

/// The services of a compose file that depend on one.
pub fn waiting_for(compose: &Source, name: &str) -> Vec<String> {
    let compose: Value = yaml_serde::from_str(&compose.text).unwrap_or_default();
    let services = compose.get("services").and_then(Value::as_mapping).into_iter().flatten();
    let waits = services.filter(|(_, service)| match service.get("depends_on") {
        Some(Value::Sequence(names)) => names.iter().any(|other| other.as_str() == Some(name)),
        Some(Value::Mapping(names)) => names.contains_key(name),
        _ => false,
    });
    waits.filter_map(|(key, _)| key.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests;
