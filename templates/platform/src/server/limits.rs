//! What clients may take of a server. Each limit is a flag, and `0` or `off` stands for none, which
//! is the largest value that there is.

use std::time::Duration;

use clap::Args;

use crate::config::duration;

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Limits (`off` for none)")]
pub struct Limits {
    /// How long a client may take to send a request's headers, and for HTTP/2's or TLS's handshake
    #[arg(long, env, value_name = "TIME", default_value = "5s", value_parser = time)]
    pub header_timeout: Duration,

    /// How long a connection may be without a request, or stand still within an answer
    #[arg(long, env, value_name = "TIME", default_value = "2m", value_parser = time)]
    pub idle_timeout: Duration,

    /// How old a connection may be before its client is asked for a new one
    #[arg(long, env, value_name = "TIME", default_value = "30m", value_parser = time)]
    pub connection_age: Duration,

    /// How often to ask a silent HTTP/2 client whether it is still there, and how long to wait
    #[arg(long, env, value_name = "TIME", default_value = "4s", value_parser = time)]
    pub keep_alive: Duration,

    /// How many connections to have at once, for each of HTTP and gRPC, and no more than a quarter of
    /// the files that the system lets the service open; more have to wait
    #[arg(long, env, value_name = "NUMBER", default_value = "10000", value_parser = number)]
    pub max_connections: usize,

    /// How many requests to work on at once, for each of HTTP and gRPC; more are refused
    #[arg(long, env, value_name = "NUMBER", default_value = "1000", value_parser = number)]
    pub max_concurrency: usize,

    /// How many requests one HTTP/2 connection may have under way
    #[arg(long, env, value_name = "NUMBER", default_value = "1000", value_parser = number)]
    pub max_streams: usize,

    /// How many headers a request may have
    #[arg(long, env, value_name = "NUMBER", default_value = "100", value_parser = number)]
    pub max_headers: usize,

    /// How large a request's headers may be together
    #[arg(long, env, value_name = "SIZE", default_value = "64KiB", value_parser = header_size)]
    pub max_header_size: usize,

    /// How large the body of an HTTP request may be, or a gRPC message
    #[arg(long, env, value_name = "SIZE", default_value = "2MiB", value_parser = size)]
    pub max_body_size: usize,
}

impl Limits {
    /// Each connection is an open file. Many systems allow few at first, and many more to who asks, as
    /// Go's runtime does since its version 1.19. Connections to the three sockets leave some of them
    /// for calls to others.
    pub(crate) fn leave_files(&mut self) {
        let files = match rlimit::increase_nofile_limit(u64::MAX) {
            Ok(files) => files,
            Err(error) => return tracing::warn!(%error, "cannot ask for more open files"),
        };
        let most = usize::try_from(files / 4).unwrap_or(usize::MAX);
        if most < self.max_connections {
            tracing::debug!(files, max_connections = most, "few open files are allowed");
            self.max_connections = most;
        }
    }
}

pub(crate) fn time(text: &str) -> Result<Duration, String> {
    limit(text, Duration::ZERO, Duration::MAX, duration)
}

fn number(text: &str) -> Result<usize, String> {
    limit(text, 0, usize::MAX, |text| {
        let number = text.parse();
        number.map_err(|_| "expected a number".to_owned())
    })
}

fn size(text: &str) -> Result<usize, String> {
    limit(text, 0, usize::MAX, bytes)
}

/// hyper reads at least so much of a request at a time.
fn header_size(text: &str) -> Result<usize, String> {
    let enough = |size: &usize| *size >= 8 * 1024;
    let size = Some(size(text)?).filter(enough);
    size.ok_or_else(|| "expected at least 8KiB".to_owned())
}

/// What all limits have in common: how none is spelled, and the value that stands for it.
fn limit<T: PartialEq>(
    text: &str,
    zero: T,
    none: T,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<T, String> {
    if matches!(text, "0" | "off") {
        return Ok(none);
    }
    let value = parse(text).map_err(|expected| format!("{expected}, or off"))?;
    Ok(if value == zero { none } else { value })
}

fn bytes(text: &str) -> Result<usize, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit: usize = match &text[digits.len()..] {
        "" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => 0,
    };
    let number: Option<usize> = digits.parse().ok().filter(|_| unit > 0);
    let size = number.and_then(|number| number.checked_mul(unit));
    size.ok_or_else(|| "expected a size such as 4096, 64KiB or 2MiB".to_owned())
}
