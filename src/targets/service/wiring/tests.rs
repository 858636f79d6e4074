use super::*;
use crate::plan::edit;

fn after(text: &str, wires: &[Wire]) -> String {
    wires.iter().fold(text.to_owned(), |text, wire| {
        let source = Source::new("users/src/main.rs", &*text);
        edit::apply(&text, &edits(&source, "users", wire).unwrap())
    })
}

fn around(name: &str) -> Wire {
    Wire::Around(MiddlewareName::parse(name).unwrap())
}

fn layer(text: &str) -> Wire {
    Wire::Layer(Layer::parse(text).unwrap())
}

/// What stands between the braces of `fn main`.
fn body(text: &str) -> String {
    format!("fn main() {{\n{text}}}\n")
}

const PLAIN: &str = "    let service = Logging::new(BasicUsersService::new(db));
    let endpoints = Endpoints::new(service)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());
";

#[test]
fn middleware_goes_inside_of_the_logging_the_last_outside() {
    let text = after(&body(PLAIN), &[around("audit"), around("cache")]);
    let lines = "    let service = BasicUsersService::new(db);
    let service = users::audit::Audit::new(service);
    let service = users::cache::Cache::new(service);
    let service = Logging::new(service);
    let endpoints";
    assert!(text.contains(lines), "{text}");
    let text = after(&body("    let s = Basic;\n    let e = Endpoints::new(s);\n"), &[around("audit")]);
    assert!(text.contains("    let s = Basic;\n    let s = users::audit::Audit::new(s);\n"), "{text}");
    let text = after(&body("    let e = Endpoints::new(Basic);\n"), &[around("audit")]);
    assert!(text.contains("let e = Endpoints::new(users::audit::Audit::new(Basic));"), "{text}");
}

#[test]
fn layers_go_inside_of_kits_own_the_last_outside() {
    let text = after(&body(PLAIN), &[layer("rate-limit"), layer("audit")]);
    let lines = "Endpoints::new(service)
        .layer(&platform::resilience::RateLimit::per_second(100))
        .layer(&users::audit::Audit)
        .layer(&Timeout(app.config().request_timeout))\n";
    assert!(text.contains(lines), "{text}");
    let text = after(&body("    let e = Endpoints::new(s).layer(&Timeout(app.x()));\n"), &[layer("audit")]);
    let lines = "    let e = Endpoints::new(s)
        .layer(&users::audit::Audit)
        .layer(&Timeout(app.x()));\n";
    assert!(text.contains(lines), "{text}");
}

#[test]
fn layers_of_some_methods_come_before_those_of_all() {
    let wires = [layer("rate-limit(create, r#type)"), layer("breaker(create)"), layer("audit")];
    let text = after(&body(PLAIN), &wires);
    let lines = "    let mut endpoints = Endpoints::new(service);
    let rate_limit = platform::resilience::RateLimit::per_second(100);
    endpoints.create = endpoints.create.layer_any(&rate_limit);
    endpoints.r#type = endpoints.r#type.layer_any(&rate_limit);
    let breaker = |method| platform::resilience::Breaker::of(users::NAME, method);
    endpoints.create = endpoints.create.layer_any(&breaker(\"create\"));
    let endpoints = endpoints
        .layer(&users::audit::Audit)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());\n";
    assert!(text.contains(lines), "{text}");
}

#[test]
fn defaults_go_and_come_back() {
    let import = "use users::{Endpoints, http, middleware::Logging, service::BasicUsersService};\n";
    let text = after(&format!("{import}{}", body(PLAIN)), &[Wire::Logging(false), Wire::Instrument(false)]);
    let lines = "    let service = BasicUsersService::new(db);
    let endpoints = Endpoints::new(service).layer(&Timeout(app.config().request_timeout));\n";
    assert!(text.contains(lines), "{text}");
    assert!(text.contains("use users::{Endpoints, http, service::BasicUsersService};\n"), "{text}");
    let text = after(&text, &[Wire::Logging(true), Wire::Instrument(true)]);
    let line = "(db);\n    let service = users::middleware::Logging::new(service);\n";
    assert!(text.contains(line) && text.contains("        .layer_each(app.instrument());"), "{text}");
    for wire in [Wire::Logging(true), Wire::Instrument(true)] {
        assert_eq!(after(&text, &[wire]), text);
    }
    let text = after(&text, &[around("audit"), Wire::Logging(false)]);
    let lines =
        "BasicUsersService::new(db);\n    let service = users::audit::Audit::new(service);\n    let endp";
    assert!(text.contains(lines), "{text}");
}

#[test]
fn imports_go_wherever_they_stand() {
    let off = |import: &str| {
        let text = format!("{import}\nfn main() {{ let e = Endpoints::new(Logging::new(s)); }}\n");
        after(&text, &[Wire::Logging(false)]).lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(off("use users::middleware::Logging;"), "fn main() { let e = Endpoints::new(s); }");
    assert_eq!(off("use users::{Endpoints, middleware::Logging};"), "use users::{Endpoints};");
    assert_eq!(off("use users::middleware::{Logging, Other};"), "use users::middleware::{Other};");
}

#[test]
fn what_kit_did_not_write_is_left_to_its_user() {
    let refused = |text: &str, wire: Wire| {
        let source = Source::new("users/src/main.rs", text);
        edits(&source, "users", &wire).unwrap_err().render(false)
    };
    let other = "fn main() {\n    serve(router());\n}\n";
    assert!(refused(other, around("audit")).contains("let service = users::audit::Audit::new(service);"));
    assert!(refused(other, layer("breaker(create)")).contains("let breaker = |method|"));
    let kept = "fn main() {\n    let l = Logging::new(s);\n    let e = Endpoints::new(l.shared());\n}\n";
    assert!(refused(kept, Wire::Logging(false)).contains("users/src/main.rs:2:13"));
    // Written by hand, it is there.
    let by_hand = "fn main() {\n    serve(users::audit::Audit::new(Basic));\n}\n";
    assert_eq!(after(by_hand, &[around("audit")]), by_hand);
}

#[test]
fn a_chain_with_one_link_stands_on_one_line() {
    let (on, off) = (Wire::Instrument(true), Wire::Instrument(false));
    let one = "    let endpoints = Endpoints::new(service).layer(&Timeout(app.config().request_timeout));\n";
    let two = "    let endpoints = Endpoints::new(service)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());\n";
    assert_eq!(after(&body(two), std::slice::from_ref(&off)), body(one));
    assert_eq!(after(&body(one), std::slice::from_ref(&on)), body(two));
    let none = "    let e = Endpoints::new(service);\n";
    let measured = "    let e = Endpoints::new(service).layer_each(app.instrument());\n";
    assert_eq!(after(&body(none), std::slice::from_ref(&on)), body(measured));
    assert_eq!(after(&body(measured), &[off]), body(none));
    // Who lays his out otherwise keeps it.
    let own = "    let e = Endpoints::new(service) // ours\n        .layer(&x);\n";
    let more = "    let e = Endpoints::new(service) // ours\n        .layer(&x)\n        .layer_each(app.instrument());\n";
    assert_eq!(after(&body(own), &[on]), body(more));
}
