//! The ports that a compose file publishes on the host, and the next free one.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use yaml_serde::Value;

use super::DockerService;

/// The first port that services get on the host, as in the tutorial.
const FIRST: u16 = 8800;

pub(super) struct HostPorts(BTreeSet<u16>);

impl HostPorts {
    /// The ports taken by all services of a compose file.
    pub(super) fn of(mut compose: Value) -> Self {
        // On failure (a merge of something that is no mapping) the file is read as it stands.
        let _ = compose.apply_merge();
        let services = compose.get("services").and_then(Value::as_mapping);
        let ports = services.into_iter().flat_map(|services| services.values());
        let ports = ports.filter_map(|service| service.get("ports")?.as_sequence()).flatten();
        Self(ports.filter_map(published).flatten().collect())
    }

    /// Those of a service's entry, one a transport, if the entry is written as kit writes it.
    pub(super) fn of_service(entry: &Value, service: &DockerService) -> Option<Vec<u16>> {
        let written: Vec<&str> =
            entry.get("ports")?.as_sequence()?.iter().filter_map(Value::as_str).collect();
        let host = |container: u16| {
            let of = |port: &&str| {
                port.strip_prefix("127.0.0.1:")?.strip_suffix(&format!(":{container}"))?.parse().ok()
            };
            written.iter().find_map(of)
        };
        service.container_ports().map(host).collect()
    }

    /// The next free one, which is then taken.
    pub(super) fn take(&mut self) -> u16 {
        let free = (FIRST..=u16::MAX).find(|port| !self.0.contains(port)).expect("more ports than services");
        self.0.insert(free);
        free
    }
}

/// By service, the ports on the host and what they lead to in the container.
pub fn published_ports(compose: &Value) -> BTreeMap<String, Vec<(u16, u16)>> {
    let mut compose = compose.clone();
    // As above.
    let _ = compose.apply_merge();
    let services = compose.get("services").and_then(Value::as_mapping);
    let services = services.into_iter().flat_map(|services| services.iter());
    let ports = services.filter_map(|(name, service)| {
        let ports = service.get("ports")?.as_sequence()?.iter();
        let pairs = ports.filter_map(|port| Some(published(port)?.zip(target(port)?))).flatten();
        Some((name.as_str()?.to_owned(), pairs.collect()))
    });
    ports.collect()
}

/// The container's side of one mapping.
fn target(port: &Value) -> Option<RangeInclusive<u16>> {
    let text = match port.get("target").unwrap_or(port) {
        Value::Number(number) => number.to_string(),
        Value::String(text) => defaults(text),
        _ => return None,
    };
    range(text.rsplit(':').next()?.split('/').next()?)
}

/// The host's side of one mapping: `[IP:]HOST:CONTAINER[/PROTOCOL]`, or `published: HOST`.
fn published(port: &Value) -> Option<RangeInclusive<u16>> {
    match port.get("published").unwrap_or(port) {
        Value::Number(number) if port.is_mapping() => {
            let port = number.as_u64()?.try_into().ok()?;
            Some(port..=port)
        }
        Value::String(text) if port.is_mapping() => range(&defaults(text)),
        Value::String(text) => range(defaults(text).rsplit(':').nth(1)?),
        _ => None,
    }
}

fn range(text: &str) -> Option<RangeInclusive<u16>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some(first.parse().ok()?..=last.parse().ok()?)
}

/// `${NAME:-8800}` and `${NAME-8800}` replaced by the default: the environment is not known here.
fn defaults(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, variable)) = rest.split_once("${") {
        let (variable, after) = variable.split_once('}').unwrap_or((variable, ""));
        result.push_str(before);
        result.push_str(variable.split_once('-').map_or("", |(_, default)| default));
        rest = after;
    }
    result + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(ports: &str) -> Vec<u16> {
        let compose = format!("services:\n  a:\n    ports:\n{ports}");
        HostPorts::of(yaml_serde::from_str(&compose).unwrap()).0.into_iter().collect()
    }

    #[test]
    fn short_syntax() {
        assert_eq!(
            taken("    - \"8800:80\"\n    - 127.0.0.1:8801:80/udp\n    - '[::1]:8802:80'\n"),
            [8800, 8801, 8802]
        );
        assert_eq!(taken("    - 8800-8802:80-82\n    - 80\n    - '81'\n    - ${P}:82\n"), [8800, 8801, 8802]);
        assert_eq!(taken("    - ${USERS_PORT:-8800}:80\n    - ${IP-127.0.0.1}:${P-8801}:80\n"), [8800, 8801]);
    }

    #[test]
    fn long_syntax() {
        assert_eq!(
            taken("    - {target: 80, published: 8800}\n    - target: 81\n      published: \"8801-8802\"\n"),
            [8800, 8801, 8802]
        );
        assert_eq!(taken("    - target: 80\n    - target: 81\n      published: ${P:-8803}\n"), [8803]);
    }

    #[test]
    fn both_sides_of_a_mapping() {
        let compose = "x-a: &a {ports: ['127.0.0.1:8800:8081', '8801:8082/tcp']}\nservices:\n  a: {<<: *a}\n  \
                       b: {ports: [{target: 80, published: '${P:-8803}'}, 90, '9000-9001:90-91']}\n  c:\n";
        let ports = published_ports(&yaml_serde::from_str(compose).unwrap());
        assert_eq!(ports["a"], [(8800, 8081), (8801, 8082)]);
        assert_eq!(ports["b"], [(8803, 80), (9000, 90), (9001, 91)]);
        assert_eq!(ports.len(), 2);
    }

    #[test]
    fn merged_and_odd_services() {
        let compose = "x-a: &a {ports: ['8800:80']}\nservices:\n  a: {<<: *a}\n  b:\n  c: {ports: none}\n";
        let mut ports = HostPorts::of(yaml_serde::from_str(compose).unwrap());
        assert_eq!((ports.take(), ports.take()), (8801, 8802));
        assert_eq!(HostPorts::of(Value::Null).take(), FIRST);
    }
}
