//! The containers of a workspace: a Dockerfile a service, `.dockerignore`, and the compose file
//! with etcd. What the user changed in them stays.
//!
//! A service is added to the compose file if no service there has its name. etcd is added only
//! together with a service: an entry that kit inserts depends on it, a file that lacks nothing
//! else is left alone.

mod ports;
mod views;

use std::collections::BTreeSet;

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

pub struct DockerInput {
    /// In the order in which they get host ports.
    pub services: Vec<DockerService>,
    /// The compose file, if the workspace has one.
    pub compose: Option<Source>,
}

pub struct DockerService {
    /// The package, which is also the binary, the compose service and its host name.
    pub name: String,
    /// Relative to the workspace's root; empty for a root package.
    pub dir: String,
    pub transports: BTreeSet<Transport>,
}

impl DockerService {
    fn dockerfile(&self) -> String {
        if self.dir.is_empty() { "Dockerfile".to_owned() } else { format!("{}/Dockerfile", self.dir) }
    }
}

pub fn outputs(input: &DockerInput, changes: &mut ChangeSet) {
    for service in &input.services {
        changes.insert(service.dockerfile(), Output::Starter(dockerfile(service)));
    }
    changes.insert(".dockerignore", Output::Starter(render(&views::Dockerignore)));
    let path = input.compose.as_ref().map_or(layout::COMPOSE[0], |compose| &compose.name);
    let wants = wants(input).into_iter().map(Want::Yaml).collect();
    changes.insert(path, Output::Amended { initial: render(&views::Compose), wants });
}

fn wants(input: &DockerInput) -> Vec<YamlWant> {
    // A file that cannot be read is refused with its place when it is merged.
    let compose = input.compose.as_ref().and_then(|source| yaml_serde::from_str(&source.text).ok());
    let compose: Value = compose.unwrap_or(Value::Null);
    let existing = |name: &str| compose.get("services").and_then(|services| services.get(name));
    let missing: Vec<_> = input.services.iter().filter(|service| existing(&service.name).is_none()).collect();

    let mut wants = Vec::new();
    if existing("etcd").is_none() && !(missing.is_empty() && input.compose.is_some()) {
        wants.push(entry("services", "etcd", render(&views::Etcd)));
        wants.push(entry("volumes", "etcd-data", "etcd-data:\n".to_owned()));
    }
    // An etcd of the user's own may have no health check, and compose refuses to wait for that.
    let checked = existing("etcd").is_none_or(|etcd| etcd.get("healthcheck").is_some());
    let mut host_ports = HostPorts::of(compose.clone());
    for service in missing {
        let view = views::ServiceEntry::new(service, || host_ports.take(), checked);
        wants.push(entry("services", &service.name, render(&view)));
    }
    wants
}

fn entry(mapping: &str, key: &str, text: String) -> YamlWant {
    YamlWant::Entry { path: vec![mapping.to_owned()], key: key.to_owned(), text }
}

/// The Dockerfile of a service.
pub fn dockerfile(service: &DockerService) -> String {
    render(&views::Dockerfile::new(service))
}

/// Whether an entry of the compose file is as kit wrote it, whatever ports of the host it has.
pub fn is_as_written(service: &DockerService, entry: &str) -> bool {
    let value: Value = yaml_serde::from_str(entry).unwrap_or_default();
    let ports =
        value.get(&service.name).and_then(|entry| entry.get("ports")?.as_sequence()).into_iter().flatten();
    let ports: Vec<u16> = ports.filter_map(|port| port.as_str()?.split(':').nth(1)?.parse().ok()).collect();
    [true, false].into_iter().any(|checked| {
        let mut ports = ports.iter().copied();
        let view = views::ServiceEntry::new(service, || ports.next().unwrap_or_default(), checked);
        render(&view).trim_end() == entry.trim_end()
    })
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
