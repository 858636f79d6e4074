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
fn limits() {
    let parse = |flag: &str, value: &str| config(&[flag, value]).map(|config| config.limits);
    let sizes = [("30", 30), ("64KiB", 65_536), ("2MiB", 2 << 20), ("1GiB", 1 << 30)];
    for (text, size) in sizes {
        assert_eq!(parse("--max-body-size", text).unwrap().max_body_size, size);
    }
    for none in ["0", "off", "0KiB"] {
        assert_eq!(parse("--max-body-size", none).unwrap().max_body_size, usize::MAX);
    }
    for none in ["0", "off"] {
        assert_eq!(parse("--max-concurrency", none).unwrap().max_concurrency, usize::MAX);
    }
    for none in ["0", "0s", "off"] {
        assert_eq!(parse("--idle-timeout", none).unwrap().idle_timeout, Duration::MAX);
        let request = config(&["--request-timeout", none]).unwrap().request_timeout;
        assert_eq!(request, Duration::MAX);
    }
    for (flag, wrong, expected) in [
        ("--max-body-size", "2MB", "expected a size such as 4096, 64KiB or 2MiB, or off"),
        ("--max-body-size", "99999999999GiB", "expected a size"),
        ("--max-header-size", "4KiB", "expected at least 8KiB"),
        ("--max-concurrency", "-1", "expected a number, or off"),
        ("--header-timeout", "5", "expected a time such as 250ms, 10s or 2m, or off"),
    ] {
        let error = config(&[&format!("{flag}={wrong}")]).unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains(flag), "{error}");
    }
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
