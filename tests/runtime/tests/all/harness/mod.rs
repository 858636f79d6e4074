//! Processes to test with, and plain requests to them. Every wait is bounded.

pub mod etcd;
pub mod load;
pub mod proxy;
#[path = "../../../../support/said.rs"]
mod said;

use std::{
    collections::HashMap,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, ExitStatus},
    thread,
    time::{Duration, Instant},
};

use clap::Parser;
use platform::{App, Config, Result};
use serde_json::Value;

use self::said::Said;
use crate::collector::Collector;

pub const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Parser)]
struct Args {
    #[command(flatten)]
    config: Config,
}

/// What `Config` makes of a command line.
pub fn config(args: &[&str]) -> Result<Config, clap::Error> {
    let args = ["test"].iter().chain(args);
    Args::try_parse_from(args).map(|args| args.config)
}

/// The client side: knows `next` under these addresses.
pub fn app(next: &[&str]) -> App {
    app_with(&format!("static:next={}", next.join(",")))
}

pub fn app_with(discovery: &str) -> App {
    let config = config(&["--discovery", discovery, "--log", "off"]).unwrap();
    App::new("test", config).unwrap()
}

pub fn wait_until<T>(what: &str, within: Duration, mut check: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = check() {
            return found;
        }
        assert!(start.elapsed() < within, "not within {within:?}: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// The test service as a process, killed when dropped.
pub struct Probe {
    child: Child,
    said: Said,
    name: String,
    pub http: String,
    pub grpc: String,
    pub debug: String,
}

impl Probe {
    /// Starts it and waits until it is ready.
    pub fn start(args: &[&str]) -> Self {
        Self::start_on("127.0.0.1:0", args)
    }

    pub fn start_on(grpc_addr: &str, args: &[&str]) -> Self {
        Self::start_with(grpc_addr, args, ("OTEL_EXPORTER_OTLP_ENDPOINT", ""))
    }

    /// One that sends its spans to a collector.
    pub fn observed(collector: &Collector, args: &[&str]) -> Self {
        Self::start_with("127.0.0.1:0", args, ("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.endpoint))
    }

    /// One that trusts these certificates of authorities, instead of the system's.
    pub fn trusting(ca: &Path, args: &[&str]) -> Self {
        Self::start_with("127.0.0.1:0", args, ("SSL_CERT_FILE", ca.to_str().unwrap()))
    }

    /// One that may open as many files as `ulimit` then says.
    pub fn with_files(ulimit: &str, args: &[&str]) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!(r#"ulimit {ulimit}; exec "$0" "$@""#), env!("CARGO_BIN_EXE_probe")]);
        Self::start_by(shell, "127.0.0.1:0", args)
    }

    fn start_with(grpc_addr: &str, args: &[&str], (variable, value): (&str, &str)) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_probe"));
        command.env(variable, value);
        Self::start_by(command, grpc_addr, args)
    }

    fn start_by(mut command: Command, grpc_addr: &str, args: &[&str]) -> Self {
        let said = Said::new();
        let child = command
            .args(["--http-addr", "127.0.0.1:0", "--grpc-addr", grpc_addr])
            .args(["--debug-addr", "127.0.0.1:0", "--log-format", "json"])
            .args(args)
            .stderr(said.sink())
            .spawn()
            .unwrap();
        let name = args.iter().skip_while(|arg| **arg != "--name").nth(1).unwrap_or(&"probe");
        let (name, [http, grpc, debug]) = (name.to_string(), Default::default());
        let mut probe = Self { child, said, name, http, grpc, debug };
        probe.wait_for_log("ready");
        for line in probe.logged("listening") {
            let addr = line["addr"].as_str().unwrap().to_owned();
            match line["transport"].as_str().unwrap() {
                "http" => probe.http = addr,
                "grpc" => probe.grpc = addr,
                _ => probe.debug = addr,
            }
        }
        probe
    }

    pub fn id(&self) -> String {
        self.child.id().to_string()
    }

    /// Where others reach it, by gRPC if it has both.
    pub fn address(&self) -> &str {
        if self.grpc.is_empty() { &self.http } else { &self.grpc }
    }

    /// What it registers.
    pub fn key(&self) -> String {
        format!("/services/{}/{}", self.name, self.address())
    }

    /// What it says of its readiness.
    pub fn readyz(&self) -> String {
        let answer = send(&self.debug, "GET", "/readyz", &[], "");
        assert_eq!(answer.status, 200, "readiness does not hang on etcd");
        answer.body
    }

    /// All that it wrote.
    pub fn said(&self) -> String {
        self.said.text()
    }

    /// The lines of its log with this message.
    pub fn logged(&self, message: &str) -> Vec<Value> {
        let said = self.said();
        let parsed = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        parsed.filter(|line| line["message"] == message).collect()
    }

    pub fn wait_for_log(&mut self, message: &str) -> Value {
        wait_until(&format!("log line {message:?}"), PATIENCE, || {
            // In this order: what it said before it ended counts.
            let ended = self.child.try_wait().unwrap();
            let logged = self.logged(message).into_iter().next();
            let said = || format!("{}: {}", ended.unwrap(), self.said());
            assert!(logged.is_some() || ended.is_none(), "it has ended: {}", said());
            logged
        })
    }

    pub fn signal(&self, name: &str) {
        let kill = Command::new("kill").args([&format!("-{name}"), &*self.id()]).status();
        assert!(kill.unwrap().success());
    }

    pub fn wait(&mut self, within: Duration) -> ExitStatus {
        wait_until("end of the process", within, || self.child.try_wait().unwrap())
    }

    /// What its process holds in memory, and the most that it ever held, in MB.
    pub fn memory(&self) -> (f64, f64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let field = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap();
            let kilobytes = line.split_whitespace().nth(1).unwrap();
            kilobytes.parse::<f64>().unwrap() / 1024.0
        };
        (field("VmRSS:"), field("VmHWM:"))
    }

    pub fn call(&self, body: &str) -> Answer {
        send(&self.http, "POST", "/call", &[], body)
    }

    /// The value of a metric, by the start of its line.
    pub fn metric(&self, start: &str) -> Option<f64> {
        let metrics = send(&self.debug, "GET", "/metrics", &[], "").body;
        let line = metrics.lines().find(|line| line.starts_with(start))?;
        line.rsplit(' ').next()?.parse().ok()
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HashMap<String, String>,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }
}

/// One HTTP request, on a connection of its own.
pub fn send(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let length = body.len();
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
    for (name, value) in headers {
        text += &format!("{name}: {value}\r\n");
    }
    text += &format!("content-length: {length}\r\n\r\n{body}");
    // A body that is too large may be refused before it has been sent.
    let _ = stream.write_all(text.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    parse(&String::from_utf8(answer).unwrap())
}

/// A request on a connection that stays open, and its whole answer, which is short.
pub fn ask(stream: &mut TcpStream, body: &str) -> String {
    let length = body.len();
    let request = format!("POST /call HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n{body}");
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = [0; 4096];
    let read = stream.read(&mut answer).unwrap();
    String::from_utf8_lossy(&answer[..read]).into_owned()
}

/// A whole response.
pub fn parse(answer: &str) -> Answer {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.filter_map(|line| line.split_once(": "));
    Answer {
        status,
        headers: headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect(),
        body: body.to_owned(),
    }
}
