//! What a service can be told, by flags and by the environment.

use std::process::Command;

use crate::{
    curl::{self, EMAIL, create},
    services::{Service, command},
};

const FLAGS: [(&str, &str); 26] = [
    ("--http-addr", "HTTP_ADDR"),
    ("--grpc-addr", "GRPC_ADDR"),
    ("--debug-addr", "DEBUG_ADDR"),
    ("--discovery", "DISCOVERY"),
    ("--advertise-addr", "ADVERTISE_ADDR"),
    ("--lease-ttl", "LEASE_TTL"),
    ("--log", "RUST_LOG"),
    ("--log-format", "LOG_FORMAT"),
    ("--request-timeout", "REQUEST_TIMEOUT"),
    ("--drain-delay", "DRAIN_DELAY"),
    ("--drain-timeout", "DRAIN_TIMEOUT"),
    ("--reflection", "REFLECTION"),
    ("--tls-cert", "TLS_CERT"),
    ("--tls-key", "TLS_KEY"),
    ("--tls-client-ca", "TLS_CLIENT_CA"),
    ("--client-tls-ca", "CLIENT_TLS_CA"),
    ("--header-timeout", "HEADER_TIMEOUT"),
    ("--idle-timeout", "IDLE_TIMEOUT"),
    ("--connection-age", "CONNECTION_AGE"),
    ("--keep-alive", "KEEP_ALIVE"),
    ("--max-connections", "MAX_CONNECTIONS"),
    ("--max-concurrency", "MAX_CONCURRENCY"),
    ("--max-streams", "MAX_STREAMS"),
    ("--max-headers", "MAX_HEADERS"),
    ("--max-header-size", "MAX_HEADER_SIZE"),
    ("--max-body-size", "MAX_BODY_SIZE"),
];

/// Exactly these, and two that say what to do instead of serving.
#[test]
fn help_lists_every_flag_with_its_environment_variable() {
    for service in ["bugs", "notificator", "users"] {
        let output = command(service).arg("--help").output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.starts_with(&format!("The {service} service\n")), "{text}");
        let flag = |line: &str| {
            let start = line.find("--")?;
            let name: String = line[start..].chars().take_while(|c| matches!(c, 'a'..='z' | '-')).collect();
            line[..start].trim_matches(['-', 'h', ',', ' ']).is_empty().then_some(name)
        };
        let listed: Vec<_> = text.lines().filter_map(|line| Some((flag(line)?, line))).collect();
        for (flag, variable) in FLAGS {
            let (_, line) = listed.iter().find(|(name, _)| name == flag).unwrap_or_else(|| panic!("{flag}"));
            assert!(line.contains(&format!("[env: {variable}")), "{line}");
        }
        assert_eq!(listed.len(), FLAGS.len() + 2, "{listed:#?}");
    }
}

#[test]
fn the_environment_says_what_flags_do_not() {
    if !curl::installed() {
        return;
    }
    let serve = |command: &mut Command| {
        let all = ["HTTP_ADDR", "GRPC_ADDR", "DEBUG_ADDR"].map(|name| (name, "127.0.0.1:0"));
        command.envs(all).envs([("LOG_FORMAT", "json"), ("RUST_LOG", "info,users=debug")]);
    };
    let mut notificator = command("notificator");
    serve(&mut notificator);
    let mut notificator = Service::run("notificator", &mut notificator);
    let mut users = command("users");
    serve(&mut users);
    let discovery = format!("static:notificator={}", notificator.grpc);
    users.envs([("DISCOVERY", &*discovery), ("MAX_BODY_SIZE", "30")]);
    // A flag counts more.
    users.args(["--log-format", "logfmt"]);
    let mut users = Service::run("users", &mut users);

    assert_eq!(create(&users, EMAIL).status, 200);
    users.process.wait_for(&["message=\"email sent\""]);
    notificator.process.wait_for(&[r#""method":"send_email""#]);
    assert_eq!(create(&users, &format!(r#"{{"email": "{}"}}"#, "x".repeat(30))).status, 413);
}

#[test]
fn what_makes_no_sense_is_refused_at_once() {
    let wrong = [
        ("--http-addr", "eighty"),
        ("--discovery", "zookeeper://here"),
        ("--discovery", "static:notificator"),
        ("--discovery", "etcd://nowhere"),
        ("--request-timeout", "10"),
        ("--lease-ttl", "500ms"),
        ("--log-format", "xml"),
        ("--max-body-size", "-1"),
        ("--max-body-size", "2MB"),
        ("--max-header-size", "1KiB"),
        ("--idle-timeout", "never"),
    ];
    for (flag, value) in wrong {
        let (_, variable) = FLAGS.iter().find(|(name, _)| *name == flag).unwrap();
        let by_flag = command("users").arg(format!("{flag}={value}")).output().unwrap();
        let by_variable = command("users").env(variable, value).output().unwrap();
        for output in [by_flag, by_variable] {
            let text = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{flag}={value}: {text}");
            assert!(text.contains(value) && text.contains(flag), "{text}");
        }
    }
}

#[test]
fn tls_is_a_feature_of_platform() {
    let [cert, key] = ["--tls-cert", "--tls-key"].map(|flag| format!("{flag}=file.pem"));
    for flags in [vec![cert, key], vec!["--client-tls-ca=file.pem".to_owned()]] {
        let output = command("users")
            .args(["--debug-addr=127.0.0.1:0", "--http-addr=127.0.0.1:0"])
            .args(flags)
            .output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(1));
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.contains("this service was built without platform's feature `tls`"), "{text}");
    }
}
