//! Requests by the real curl.

use std::process::Command;

use serde_json::Value;

use crate::{services::Service, support};

pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let pairs = self.head.lines().filter_map(|line| line.split_once(": "));
        pairs.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

pub fn installed() -> bool {
    support::installed("curl", "--version", "KIT_REQUIRE_CURL")
}

/// Runs curl, whatever its user configured, and whatever the proxy.
pub fn curl(args: &[&str]) -> Answer {
    try_curl(args).unwrap_or_else(|error| panic!("curl {args:?}: {error}"))
}

pub fn try_curl(args: &[&str]) -> Result<Answer, String> {
    let mut command = Command::new("curl");
    command.args(["-q", "-sS", "-i", "--noproxy", "*", "--max-time", "20"]).args(args);
    let output = command.output().unwrap();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let mut text = String::from_utf8(output.stdout).unwrap();
    // `100 Continue` comes with a head of its own.
    loop {
        let (head, rest) = text.split_once("\r\n\r\n").ok_or("no head")?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or("no status")?;
        if status >= 200 {
            return Ok(Answer { status, head: head.to_owned(), body: rest.to_owned() });
        }
        text = rest.to_owned();
    }
}

/// The tutorial's request to the letter: it says nothing of JSON.
pub fn create(service: &Service, body: &str) -> Answer {
    let (_, port) = service.http.rsplit_once(':').unwrap();
    curl(&["-XPOST", &format!("http://localhost:{port}/create"), "-d", body])
}

pub const EMAIL: &str = r#"{"email": "test"}"#;
