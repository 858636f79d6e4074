//! Flags and environment variables.

use std::time::Duration;

use platform::{LogFormat, discovery::Source};

use crate::harness::config;

#[test]
fn defaults_are_those_of_the_go_tool() {
    let config = config(&[]).unwrap();
    assert_eq!(config.http_addr.to_string(), "0.0.0.0:8081");
    assert_eq!(config.grpc_addr.to_string(), "0.0.0.0:8082");
    assert_eq!(config.debug_addr.to_string(), "0.0.0.0:8080");
    assert_eq!(config.log_format, LogFormat::Logfmt);
    assert!(matches!(config.discovery, Source::Static(services) if services.is_empty()));
    assert!(!config.health_check);
    assert_eq!(config.reflection, cfg!(debug_assertions));
}

#[test]
fn addresses() {
    let parse = |text: &str| config(&["--http-addr", text]).map(|config| config.http_addr.to_string());
    assert_eq!(parse(":80").unwrap(), "0.0.0.0:80");
    assert_eq!(parse("localhost:80").unwrap(), "127.0.0.1:80");
    assert_eq!(parse("[::1]:80").unwrap(), "[::1]:80");
    for wrong in ["80", ":http", "example.org:80", ":99999", ""] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn times() {
    let parse = |text: &str| config(&["--request-timeout", text]).map(|config| config.request_timeout);
    assert_eq!(parse("250ms").unwrap(), Duration::from_millis(250));
    assert_eq!(parse("10s").unwrap(), Duration::from_secs(10));
    assert_eq!(parse("2m").unwrap(), Duration::from_secs(120));
    for wrong in ["10", "s", "-1s", "1.5s", "1h", ""] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
    assert!(config(&["--lease-ttl", "500ms"]).is_err());
    assert_eq!(config(&["--lease-ttl", "2s"]).unwrap().lease_ttl, Duration::from_secs(2));
}

#[test]
fn switches_take_a_value() {
    assert!(config(&["--reflection"]).unwrap().reflection);
    assert!(config(&["--reflection=true"]).unwrap().reflection);
    assert!(!config(&["--reflection=false"]).unwrap().reflection);
}

#[test]
fn discovery() {
    let parse = |text: &str| config(&["--discovery", text]).map(|config| config.discovery);
    let Source::Static(services) = parse("static:a=h:1,h:2;b=h:3").unwrap() else { panic!() };
    assert_eq!((&services["a"], &services["b"]), (&vec!["h:1".into(), "h:2".into()], &vec!["h:3".into()]));
    let Source::Dns(services) = parse("dns:a=h:1").unwrap() else { panic!() };
    assert_eq!(services["a"], "h:1");
    let Source::Etcd(cluster) = parse("etcd://me:secret@a:2379,b:2379/").unwrap() else { panic!() };
    let shown = format!("{cluster:?}");
    assert!(shown.contains("a:2379") && shown.contains("me") && !shown.contains("secret"), "{shown}");
    for wrong in ["consul://a:1", "static:a", "etcd://", "etcd:a:1", "etcd://a", "etcd://me@a:1", ""] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
}
