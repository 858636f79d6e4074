//! The graph as Mermaid text.
//! Source: <https://mermaid.js.org/syntax/flowchart.html>

use super::{edges, gather::Listed};

pub(super) fn graph(services: &[Listed]) -> String {
    let mut text = "flowchart LR\n".to_owned();
    for service in services {
        let transports: Vec<&str> = service.transports.iter().map(|transport| transport.name()).collect();
        let below =
            if transports.is_empty() { String::new() } else { format!("<br>{}", transports.join(", ")) };
        text.push_str(&format!("    {}[\"{}{below}\"]\n", id(service), service.name));
    }
    for (from, to) in edges(services) {
        text.push_str(&format!("    {} --> {}\n", id(&services[from]), id(&services[to])));
    }
    text
}

/// Never one of Mermaid's own words, such as `end`.
fn id(service: &Listed) -> String {
    format!("s_{}", service.name.replace('-', "_"))
}
