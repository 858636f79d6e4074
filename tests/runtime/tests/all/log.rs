//! The three formats of the log.

use std::{
    process::Command,
    time::{Duration, SystemTime},
};

use platform::prost_types::Timestamp;

/// Everything that a service says which cannot start.
fn log(format: &str, level: &str) -> String {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_probe"))
        .args(["--http", "--debug-addr", &address, "--http-addr", "127.0.0.1:0"])
        .args(["--log-format", format, "--log", level])
        .output()
        .unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn logfmt() {
    let log = log("logfmt", "info");
    let line = log.lines().next().unwrap();
    assert!(line.starts_with("ts=") && line.ends_with(" service=probe"), "{line}");
    for part in [" level=info ", " message=listening ", " transport=http "] {
        assert!(line.contains(part), "{line}");
    }
    assert!(log.contains("cannot listen on") && log.contains("in use"), "{log}");
}

/// In the order of the lines, most of which share a second.
#[test]
fn logfmt_tells_the_time() {
    let before = SystemTime::now();
    let log = log("logfmt", "debug");
    let mut last = before - Duration::from_micros(1);
    for line in log.lines().filter(|line| line.starts_with("ts=")) {
        let time = line["ts=".len()..].split(' ').next().unwrap();
        assert_eq!(time.len(), "2026-11-28T20:15:00.123456Z".len(), "{line}");
        let time = SystemTime::try_from(time.parse::<Timestamp>().unwrap()).unwrap();
        assert!(last <= time && time <= SystemTime::now(), "{log}");
        last = time;
    }
    assert!(last > before, "{log}");
}

/// Those of the spans around it as well, also one that got its value later.
#[test]
fn logfmt_tells_fields() {
    let log = log("logfmt", "debug");
    let line = log.lines().find(|line| line.contains("message=begun")).expect(&log);
    let fields = " level=debug target=probe message=begun nokey=\"a=b\" of=\"a probe\" by=hand service=probe";
    assert!(line.ends_with(fields), "{line}");
}

#[test]
fn json() {
    let log = log("json", "info");
    let line: serde_json::Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
    assert_eq!(line["service"], "probe");
    assert_eq!(line["level"], "INFO");
    assert_eq!(line["message"], "listening");
}

#[test]
fn pretty() {
    let log = log("pretty", "info");
    assert!(log.starts_with("probe ") && log.contains("INFO") && log.contains("listening"), "{log}");
}

#[test]
fn the_level_filters() {
    assert!(!log("logfmt", "warn").contains("listening"));
    assert!(log("logfmt", "warn,platform=info").contains("listening"));
    assert!(log("logfmt", "no=such=filter").contains("--log"));
}
