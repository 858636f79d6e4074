use std::collections::BTreeSet;

use super::*;
use crate::model::{Crate, Module, Service, Transport, names::ServiceName, parse};

/// The methods of a service over both transports.
fn methods(methods: &str) -> Vec<Method> {
    let text = format!(
        "use platform::Error;
        #[trait_variant::make(Send)]
        pub trait UsersService: Sync + 'static {{ {methods} }}"
    );
    let source = Source::new("users/src/service.rs", text);
    let krate = Crate { modules: vec![Module { path: vec!["service".to_owned()], source }] };
    let name = ServiceName::parse("users").unwrap();
    let transports = BTreeSet::from([Transport::Http, Transport::Grpc]);
    let service: Result<Service, Diagnostics> = parse(&krate, &name, &transports);
    service.unwrap_or_else(|errors| panic!("{}", errors.0[0].render(false))).methods
}

#[test]
fn without_attributes_names_are_kits() {
    let method = &methods("async fn send_email(&self) -> Result<(), Error>;")[0];
    assert_eq!((method.route.verb, &*method.route.path), (Verb::Post, "/send-email"));
    assert_eq!(method.rpc, "SendEmail");
}

#[test]
fn a_renamed_method_keeps_its_names_on_the_wire() {
    for attributes in [
        "#[cfg_attr(kit, post(\"/send-email\"), rpc(\"SendEmail\"))]",
        "#[cfg_attr(kit, rpc(\"SendEmail\"),)] #[cfg_attr(kit, post(r\"/send-email\"))]",
    ] {
        let method = &methods(&format!("{attributes} async fn mail(&self) -> Result<(), Error>;"))[0];
        assert_eq!((&*method.name, &*method.rpc, &*method.route.path), ("mail", "SendEmail", "/send-email"));
    }
}

#[test]
fn the_paths_of_two_methods_may_be_exchanged() {
    let found = methods(
        "#[cfg_attr(kit, post(\"/two\"), rpc(\"Two\"))] async fn one(&self) -> Result<(), Error>;
         #[cfg_attr(kit, post(\"/one\"), rpc(\"One\"))] async fn two(&self) -> Result<(), Error>;",
    );
    assert_eq!((&*found[0].rpc, &*found[1].rpc), ("Two", "One"));
}
