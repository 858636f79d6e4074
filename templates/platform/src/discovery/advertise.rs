//! Under which names and addresses a service makes itself known.
//!
//! A service has its own name, whatever its transport. One with both has it for gRPC, and
//! `NAME.http` for HTTP: an address is of no use to who does not speak its protocol.

use std::net::SocketAddr;

use crate::{Config, server::Protocol};

/// The name for HTTP of a service that has gRPC too. No service is called so: names have no dots.
pub(crate) fn http_name(service: &str) -> String {
    format!("{service}.http")
}

/// The name and the address of each transport that `listening` has.
pub(crate) fn places(
    service: &str,
    config: &Config,
    listening: &[(Protocol, SocketAddr)],
) -> Vec<(String, String)> {
    let both = listening.len() > 1;
    let place = |&(protocol, address): &(Protocol, SocketAddr)| {
        let second = both && protocol == Protocol::Http;
        let name = if second {
            http_name(service)
        } else {
            service.to_owned()
        };
        (name, advertised(config, address, second))
    };
    listening.iter().map(place).collect()
}

/// The address to register: nobody can connect to one that means every interface. What the
/// configuration says has the port of the first transport.
fn advertised(config: &Config, listening: SocketAddr, second: bool) -> String {
    let port = listening.port();
    match &config.advertise_addr {
        Some(address) if second => {
            let host = address
                .rsplit_once(':')
                .map_or(&**address, |(host, _)| host);
            format!("{host}:{port}")
        }
        Some(address) => address.clone(),
        None if !listening.ip().is_unspecified() => listening.to_string(),
        None => format!("{}:{port}", host_name()),
    }
}

fn host_name() -> String {
    let name = std::env::var("HOSTNAME").or_else(|_| std::fs::read_to_string("/etc/hostname"));
    match name.as_deref().map(str::trim) {
        Ok(name) if !name.is_empty() => name.to_owned(),
        _ => "localhost".to_owned(),
    }
}
