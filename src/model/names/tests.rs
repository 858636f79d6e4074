//! Every case conversion, and the names that are refused.

use super::*;

#[test]
fn every_spelling_is_one_service() {
    for spelling in ["bug-tracker", "BugTracker", "bug_tracker", "Bug-Tracker", "bugTracker", "BUG_TRACKER"] {
        let name = ServiceName::parse(spelling).unwrap();
        assert_eq!(name.kebab(), "bug-tracker");
        assert_eq!(name.snake(), "bug_tracker");
        assert_eq!(name.proto_service(), "BugTracker");
        assert_eq!(name.trait_name(), "BugTrackerService");
        assert_eq!(name.basic_name(), "BasicBugTrackerService");
    }
}

#[test]
fn service_is_not_said_twice() {
    let name = ServiceName::parse("users-service").unwrap();
    assert_eq!(name.kebab(), "users-service");
    assert_eq!(name.trait_name(), "UsersService");
    assert_eq!(name.basic_name(), "BasicUsersService");
}

#[test]
fn names_with_digits_and_acronyms_are_stable() {
    for (spelling, kebab, pascal) in
        [("users2", "users2", "Users2"), ("HTTPProxy", "http-proxy", "HttpProxy"), ("s3", "s3", "S3")]
    {
        let name = ServiceName::parse(spelling).unwrap();
        assert_eq!((name.kebab(), &*name.proto_service()), (kebab, pascal));
        assert_eq!(ServiceName::parse(name.kebab()), Ok(name));
    }
}

#[test]
fn refuses_with_the_reason() {
    let long = "a".repeat(65);
    for (name, why) in [
        ("", "it is empty"),
        ("9lives", "it starts with a digit"),
        ("..", "a dot"),
        ("a/b", "not a path"),
        ("a\\b", "not a path"),
        ("/", "not a path"),
        ("a b", "a space"),
        ("a\nb", "`\\n`"),
        ("a\0", "`\\0`"),
        ("größe", "not ASCII"),
        ("users-", "separator"),
        ("_users", "separator"),
        ("-", "separator"),
        (&long, "65 characters"),
        ("type", "a keyword"),
        ("Type", "a keyword"),
        ("Self", "a keyword"),
        ("super", "a keyword"),
        ("async", "a keyword"),
        ("gen", "a keyword"),
        ("platform", "the crate that services share"),
        ("std", "of Rust itself"),
        ("proc-macro", "of Rust itself"),
        ("trait_variant", "needs the crate"),
        ("serde-json", "needs the crate"),
        ("tonic", "needs the crate"),
        ("etcd", "docker-compose.yml"),
        ("grpc", "a module of this name"),
        ("service", "Service"),
        ("target", "build"),
        ("con", "Windows"),
    ] {
        let title = ServiceName::parse(name).unwrap_err().title;
        assert!(title.contains(why), "{name:?}: {title}");
    }
}

#[test]
fn suggested_names_are_accepted() {
    for name in ["type", "platform", "tokio", "etcd", "service", "grpc"] {
        let help = &ServiceName::parse(name).unwrap_err().help[0];
        let suggestion = help.split('`').nth(1).unwrap();
        assert!(ServiceName::parse(suggestion).is_ok(), "{suggestion}");
    }
}

#[test]
fn methods_and_fields() {
    assert_eq!(method_kebab("send_email"), "send-email");
    assert_eq!(method_pascal("send_email"), "SendEmail");
    assert_eq!((method_kebab("r#type"), method_pascal("r#type")), ("type".into(), "Type".into()));
    assert_eq!(field_name("r#type"), "type");
    assert_eq!(message_struct("HTTPBug"), "HttpBug");
    assert!(is_snake("x86_64") && !is_snake("getBug") && !is_snake("_x") && !is_snake("a__b"));
    assert_eq!(proto_json_key("foo_1"), proto_json_key("foo1"));
}

#[test]
fn a_slip_of_the_pen_is_recognised() {
    let types = || ["Bug", "String", "u64"].map(str::to_owned).into_iter();
    assert_eq!(similar("Strng", types()).as_deref(), Some("String"));
    assert_eq!(similar("string", types()).as_deref(), Some("String"));
    assert_eq!(similar("Buug", types()).as_deref(), Some("Bug"));
    assert_eq!(similar("Customer", types()), None);
}

#[test]
fn a_renamed_service_keeps_its_name_on_the_wire() {
    let users = ServiceName::parse("users").unwrap();
    let name = ServiceName::parse("user-accounts").unwrap().with_wire(&users);
    assert_eq!((name.wire(), &*name.proto_file(), &*name.proto_service()), ("users", "users", "Users"));
    assert_eq!((name.kebab(), &*name.trait_name()), ("user-accounts", "UserAccountsService"));
    assert_eq!(users.clone().with_wire(&users), users);
}

#[test]
fn a_name_is_raw_only_if_it_must_be() {
    assert_eq!(identifier("create").as_deref(), Some("create"));
    assert_eq!(identifier("type").as_deref(), Some("r#type"));
    for none in ["self", "", "1a", "a b", "a-b", "r#type"] {
        let found = identifier(none);
        assert!(found.is_none() || none == "r#type", "{none}: {found:?}");
    }
}
