//! A real etcd with a data folder of its own.

use std::{
    net::TcpListener,
    process::Command,
    sync::atomic::{AtomicU16, Ordering::Relaxed},
};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::support::{
    self,
    process::{PATIENCE, Process, wait_until},
};

pub struct Etcd {
    process: Option<Process>,
    data: TempDir,
    client: u16,
    peer: u16,
}

/// A key with all that etcd knows of it.
#[derive(Debug, PartialEq)]
pub struct Entry {
    pub key: String,
    pub value: String,
    pub lease: u64,
}

pub fn installed() -> bool {
    ["etcd", "etcdctl"].iter().all(|program| {
        let version = if *program == "etcd" { "--version" } else { "version" };
        support::installed(program, version, "KIT_REQUIRE_ETCD")
    })
}

impl Etcd {
    pub fn start() -> Self {
        let mut etcd = Self::absent();
        etcd.run();
        etcd
    }

    /// One that does not run yet, but has an address.
    pub fn absent() -> Self {
        Self { process: None, data: tempfile::tempdir().unwrap(), client: free_port(), peer: free_port() }
    }

    pub fn discovery(&self) -> String {
        format!("etcd://127.0.0.1:{}", self.client)
    }

    pub fn run(&mut self) {
        let [client, peer] = [self.client, self.peer].map(|port| format!("http://127.0.0.1:{port}"));
        let mut command = Command::new("etcd");
        command.arg("--data-dir").arg(self.data.path());
        command.args(["--listen-client-urls", &client, "--advertise-client-urls", &client]);
        command.args(["--listen-peer-urls", &peer, "--initial-advertise-peer-urls", &peer]);
        command.args(["--initial-cluster", &format!("default={peer}")]);
        let mut process = Process::start("etcd", &mut command);
        wait_until("etcd", PATIENCE, || {
            assert!(process.is_running(), "etcd has ended");
            self.ctl(&["endpoint", "health"])
        });
        self.process = Some(process);
    }

    pub fn kill(&mut self) {
        let mut process = self.process.take().unwrap();
        process.signal(Signal::KILL);
        process.wait(PATIENCE);
    }

    /// What is stored under a prefix.
    pub fn entries(&self, prefix: &str) -> Vec<Entry> {
        let text = self.ctl(&["get", "--prefix", prefix, "-w", "fields"]).expect("etcdctl get");
        let fields: Vec<_> = text.lines().filter_map(|line| line.split_once(" : ")).collect();
        let all = |name: &str| -> Vec<&str> {
            let name = format!("\"{name}\"");
            fields.iter().filter(|(key, _)| *key == name).map(|(_, value)| value.trim_matches('"')).collect()
        };
        let entries = all("Key").into_iter().zip(all("Value")).zip(all("Lease"));
        entries
            .map(|((key, value), lease)| Entry {
                key: key.to_owned(),
                value: value.to_owned(),
                lease: lease.parse().unwrap(),
            })
            .collect()
    }

    pub fn has(&self, key: &str) -> bool {
        self.entries(key).iter().any(|entry| entry.key == key)
    }

    /// What etcd says of a lease: its time and its keys.
    pub fn lease(&self, id: u64) -> String {
        self.ctl(&["lease", "timetolive", &format!("{id:x}"), "--keys"]).expect("etcdctl lease")
    }

    fn ctl(&self, args: &[&str]) -> Option<String> {
        let mut command = Command::new("etcdctl");
        command.env("ETCDCTL_API", "3").args(["--command-timeout", "2s"]);
        command.args(["--endpoints", &format!("127.0.0.1:{}", self.client)]).args(args);
        let output = command.output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    }
}

/// A port that nobody listens on, and that no outgoing connection gets either: those have higher
/// ones. It can be given up and taken again.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let own = std::process::id() as u16 % 400 * 25;
    let mut ports = std::iter::repeat_with(|| 20_000 + (own + NEXT.fetch_add(1, Relaxed)) % 10_000);
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}
