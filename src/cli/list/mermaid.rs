//! The graph as Mermaid text.
//! Source: <https://mermaid.js.org/syntax/flowchart.html>

use super::{edges, gather::Listed};

pub(super) fn graph(services: &[Listed]) -> String {
    let mut text = "flowchart LR\n".to_owned();
    for service in services {
        let transports: Vec<&str> = service.transports.iter().map(|transport| transport.name()).collect();
        let below =
            if transports.is_empty() { String::new() } else { format!("<br>{}", transports.join(", ")) };
        text.push_str(&format!("    {}[\"{}{below}\"]\n", id(service), label(&service.name)));
    }
    for (from, to) in edges(services) {
        text.push_str(&format!("    {} --> {}\n", id(&services[from]), id(&services[to])));
    }
    text
}

/// Never one of Mermaid's own words, such as `end`.
fn id(service: &Listed) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    format!("s_{}", service.name.chars().map(plain).collect::<String>())
}

/// A package may have any name in its Cargo.toml, as long as cargo does not read it.
fn label(name: &str) -> String {
    name.replace('"', "#quot;").replace(['<', '>', '\n'], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leaves_its_quotes() {
        let odd = Listed { name: "a\"]<b>-end\nc".to_owned(), ..Listed::default() };
        assert_eq!(graph(&[odd]), "flowchart LR\n    s_a___b__end_c[\"a#quot;]_b_-end_c\"]\n");
    }
}
