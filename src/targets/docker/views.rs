//! One struct per template.

use askama::Template;

use super::DockerService;
use crate::model::wire::DEBUG_PORT;

/// The compiler that builds the images: the oldest that generated services support or newer.
const RUST: &str = "1.95";

#[derive(Template)]
#[template(path = "docker/Dockerfile.tmpl", escape = "none")]
pub(super) struct Dockerfile<'a> {
    name: &'a str,
    file: String,
    rust: &'static str,
    /// As `EXPOSE` takes them.
    ports: String,
}

impl<'a> Dockerfile<'a> {
    pub(super) fn new(service: &'a DockerService) -> Self {
        let ports = [DEBUG_PORT].into_iter().chain(service.container_ports());
        let ports: Vec<String> = ports.map(|port| port.to_string()).collect();
        Self { name: &service.name, file: service.dockerfile(), rust: RUST, ports: ports.join(" ") }
    }
}

#[derive(Template)]
#[template(path = "docker/dockerignore.tmpl", escape = "none")]
pub(super) struct Dockerignore;

/// A compose file before anything is added.
#[derive(Template)]
#[template(path = "docker/docker-compose.yml.tmpl", escape = "none")]
pub(super) struct Compose;

#[derive(Template)]
#[template(path = "docker/etcd.yml.tmpl", escape = "none")]
pub(super) struct Etcd;

#[derive(Template)]
#[template(path = "docker/service.yml.tmpl", escape = "none")]
pub(super) struct ServiceEntry<'a> {
    name: &'a str,
    key: String,
    dockerfile: String,
    /// The port under which others find the service: that of gRPC if it speaks both.
    advertised: u16,
    /// On the host, in the container.
    ports: Vec<(u16, u16)>,
    etcd_condition: &'static str,
}

impl<'a> ServiceEntry<'a> {
    /// `host_ports`: one a transport.
    pub(super) fn new(service: &'a DockerService, host_ports: Vec<u16>, etcd_checked: bool) -> Self {
        let ports: Vec<(u16, u16)> = host_ports.into_iter().zip(service.container_ports()).collect();
        Self {
            name: &service.name,
            key: scalar(&service.name),
            dockerfile: scalar(&service.dockerfile()),
            advertised: ports.last().map_or(DEBUG_PORT, |(_, container)| *container),
            ports,
            etcd_condition: if etcd_checked { "service_healthy" } else { "service_started" },
        }
    }
}

/// A string in YAML, quoted only where a reader (of YAML 1.1 too) would take it for something else.
pub(super) fn scalar(text: &str) -> String {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c))
        && text.starts_with(|c: char| c.is_ascii_alphabetic());
    let reserved = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    if plain && !reserved.contains(&&*text.to_ascii_lowercase()) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}
