use std::collections::BTreeSet;

use super::*;
use crate::{
    diagnostic::Source,
    model::{Crate, Module, Transport, names::ServiceName, parse},
};

/// The methods of a service over both transports.
fn methods(methods: &str) -> Vec<Method> {
    let text = format!(
        "use platform::Error;
        #[trait_variant::make(Send)]
        pub trait UsersService: Sync + 'static {{ {methods} }}"
    );
    let source = Source::new("users/src/service.rs", text);
    let krate =
        Crate { modules: vec![Module { path: vec!["service".to_owned()], source }], ..Default::default() };
    let name = ServiceName::parse("users").unwrap();
    let transports = BTreeSet::from([Transport::Http, Transport::Grpc]);
    parse(&krate, &name, &transports).unwrap_or_else(|errors| panic!("{}", errors.0[0].render(false))).methods
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

/// How the parameters of the one method travel, which has these attributes and is like this.
fn carried(attributes: &str, signature: &str) -> (Verb, Vec<Carried>) {
    let method = format!("#[cfg_attr(kit, {attributes})] async fn update({signature}, Error>;");
    let route = methods(&method).remove(0).route;
    (route.verb, route.carried)
}

#[test]
fn parameters_have_their_places() {
    use Carried::*;
    let three = "&self, id: u64, r#type: String, text: Option<String>) -> Result<()";
    assert_eq!(carried("get(\"/bugs/{id}\")", three), (Verb::Get, vec![Path, Query, Query]));
    assert_eq!(carried("put(\"/{type}/{id}\")", three), (Verb::Put, vec![Path, Path, Field]));
    assert_eq!(carried("delete(\"/\")", three), (Verb::Delete, vec![Query, Query, Query]));
    assert_eq!(carried("query(type, text)", three), (Verb::Post, vec![Field, Query, Query]));
    assert_eq!(
        carried("patch(\"/{id}\"), query(r#type), body(text)", three),
        (Verb::Patch, vec![Path, Query, Body])
    );
    assert_eq!(carried("secret(type)", three), (Verb::Post, vec![Field, Field, Field]));
}

#[test]
fn verbs_are_idempotent_unless_told_otherwise() {
    let idempotent = |attributes: &str| {
        methods(&format!("{attributes} async fn update(&self) -> Result<(), Error>;"))[0].idempotent
    };
    for (verb, expected) in Verb::ALL.into_iter().zip([true, false, true, false, true]) {
        assert_eq!(idempotent(&format!("#[cfg_attr(kit, {}(\"/\"))]", verb.item())), expected);
        assert!(idempotent(&format!("#[cfg_attr(kit, {}(\"/\"), idempotent)]", verb.item())));
        assert!(!idempotent(&format!("#[cfg_attr(kit, idempotent = false, {}(\"/\"))]", verb.item())));
    }
    assert!(!idempotent(""));
}

#[test]
fn everything_else_is_read() {
    let method = &methods(
        "#[cfg_attr(kit, status(202), secret(token, r#type), returns(r#type))]
         async fn create(&self, token: String, r#type: String) -> Result<u64, Error>;",
    )[0];
    assert_eq!(method.route.status, Status { code: 202, constant: "ACCEPTED" });
    assert_eq!(method.secret, ["token", "r#type"]);
    assert_eq!(method.returns.as_ref().unwrap().value, "r#type");
    assert!(!method.route.is_plain());
}

/// Raw though it need not be, too.
#[test]
fn what_is_secret_is_named_as_the_parameter_is() {
    let method = &methods(
        "#[cfg_attr(kit, secret(r#pin, word, r#type))]
         async fn create(&self, r#pin: u8, r#word: u8, r#type: u8) -> Result<(), Error>;",
    )[0];
    let params: Vec<&String> = method.params.iter().map(|param| &param.name).collect();
    assert_eq!(method.secret.iter().collect::<Vec<_>>(), params);
}
