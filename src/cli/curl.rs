//! The line with which a user tries a method out.

use crate::model::{
    Method, Param, names,
    route::{Carried, Verb},
    types::Type,
};

/// Where a service listens unless told otherwise.
const BASE: &str = "http://localhost:8081";

/// A call of the method by curl, values left out.
pub(super) fn line(method: &Method) -> String {
    let verb = match method.route.verb {
        Verb::Get => String::new(),
        verb => format!(" -X{}", verb.name()),
    };
    // Without a buffer: items are to be seen as they come.
    let buffer = if method.streams { " -N" } else { "" };
    format!("curl{buffer}{verb} {}{}", quoted(&url(method)), body(method))
}

/// What may be left out of the query is left out.
fn url(method: &Method) -> String {
    // For curl braces stand for several URLs.
    let path = method.route.path.replace('{', "<").replace('}', ">");
    let required = |param: &&Param| !matches!(param.ty, Type::Option(_) | Type::List(..));
    let query = method.carried(Carried::Query).filter(required);
    let query: Vec<String> = query.map(|param| format!("{}=…", names::field_name(&param.name))).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{BASE}{path}{mark}{}", query.join("&"))
}

fn body(method: &Method) -> String {
    if method.carried(Carried::Body).next().is_some() {
        return " -d '…'".to_owned();
    }
    let fields = method.carried(Carried::Field);
    let fields: Vec<String> =
        fields.map(|param| format!("\"{}\": …", names::field_name(&param.name))).collect();
    match fields.is_empty() && !method.route.is_plain() {
        true => String::new(),
        false => format!(" -d '{{{}}}'", fields.join(", ")),
    }
}

/// As a shell takes it for one word.
fn quoted(url: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/:.-_~".contains(c);
    if url.chars().all(plain) { url.to_owned() } else { format!("'{}'", url.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        diagnostic::Source,
        model::{Crate, Module, Transport, names::ServiceName, parse},
    };

    fn line_for(method: &str) -> String {
        let text = format!(
            "use platform::Error;
            #[trait_variant::make(Send)]
            pub trait UsersService: Sync + 'static {{ {method} }}"
        );
        let source = Source::new("users/src/service.rs", text);
        let krate = Crate {
            modules: vec![Module { path: vec!["service".to_owned()], source }],
            ..Default::default()
        };
        let name = ServiceName::parse("users").unwrap();
        let service = parse(&krate, &name, &BTreeSet::from([Transport::Http])).unwrap();
        line(&service.methods[0])
    }

    #[test]
    fn a_line_fits_its_route() {
        let three = "async fn find(&self, id: u64, r#type: String, most: Option<u8>) -> Result<(), Error>;";
        for (attributes, expected) in [
            ("", "curl -XPOST http://localhost:8081/find -d '{\"id\": …, \"type\": …, \"most\": …}'"),
            ("#[cfg_attr(kit, get(\"/users\"))]", "curl 'http://localhost:8081/users?id=…&type=…'"),
            (
                "#[cfg_attr(kit, get(\"/users/{id}\"), query(type))]",
                "curl 'http://localhost:8081/users/<id>?type=…'",
            ),
            (
                "#[cfg_attr(kit, delete(\"/{id}/{type}\"))]",
                "curl -XDELETE 'http://localhost:8081/<id>/<type>'",
            ),
            (
                "#[cfg_attr(kit, put(\"/it's/{id}\"), body(most), query(type))]",
                "curl -XPUT 'http://localhost:8081/it'\\''s/<id>?type=…' -d '…'",
            ),
            (
                "#[cfg_attr(kit, patch(\"/{id}\"), query(most))]",
                "curl -XPATCH 'http://localhost:8081/<id>' -d '{\"type\": …}'",
            ),
        ] {
            assert_eq!(line_for(&format!("{attributes} {three}")), expected);
        }
        let none = "async fn reset(&self) -> Result<(), Error>;";
        assert_eq!(line_for(none), "curl -XPOST http://localhost:8081/reset -d '{}'");
        let stream = "async fn watch(&self) -> Result<impl platform::Stream<Item = Result<u8, Error>> + Send + 'static, Error>;";
        assert_eq!(line_for(stream), "curl -N -XPOST http://localhost:8081/watch -d '{}'");
        let put = format!("#[cfg_attr(kit, put(\"/reset\"))] {none}");
        assert_eq!(line_for(&put), "curl -XPUT http://localhost:8081/reset");
    }
}
