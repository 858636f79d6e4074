//! Real etcds as processes: one or a cluster, with or without TLS.
//!
//! Where etcd is not installed the tests that need it say so and pass, unless KIT_REQUIRE_ETCD=1.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU16, AtomicU32, Ordering::Relaxed},
    time::Duration,
};

use super::{PATIENCE, Probe, wait_until};

/// A cluster, of one member most often.
pub struct Etcd {
    members: Vec<Member>,
    folder: PathBuf,
    /// What each member is told besides.
    pub options: Vec<String>,
    pub login: Option<&'static str>,
    pub tls: Option<Tls>,
}

struct Member {
    name: String,
    client: u16,
    peer: u16,
    server: Option<Child>,
}

/// Where certificates are: whom all trust, and those of the servers and of a client.
#[derive(Clone)]
pub struct Tls {
    pub ca: PathBuf,
    pub cert: PathBuf,
    pub key: PathBuf,
}

impl Etcd {
    /// A fresh one, started; `None` where there is none to start.
    pub fn start() -> Option<Self> {
        let mut etcd = Self::absent(1)?;
        etcd.run();
        Some(etcd)
    }

    /// A cluster that is not started yet.
    pub fn absent(members: usize) -> Option<Self> {
        let installed = ["etcd", "etcdctl"]
            .into_iter()
            .all(|program| Command::new(program).arg("--version").output().is_ok());
        if !installed {
            let required = std::env::var_os("KIT_REQUIRE_ETCD").is_some_and(|it| it == "1");
            assert!(!required, "KIT_REQUIRE_ETCD=1, and etcd or etcdctl is not installed");
            // Not captured, unlike what eprintln writes.
            let message = "\n*** NOT RUN: a test that needs etcd and etcdctl, which are not installed\n";
            let _ = std::io::Write::write_all(&mut std::io::stderr(), message.as_bytes());
            return None;
        }
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("etcd-{}-{}", std::process::id(), COUNT.fetch_add(1, Relaxed));
        let member = |index| Member {
            name: format!("m{index}"),
            client: free_port(),
            peer: free_port(),
            server: None,
        };
        Some(Self {
            members: (0..members).map(member).collect(),
            folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join(name),
            options: Vec::new(),
            login: None,
            tls: None,
        })
    }

    /// The addresses for clients.
    pub fn hosts(&self) -> Vec<String> {
        self.members.iter().map(|member| format!("127.0.0.1:{}", member.client)).collect()
    }

    pub fn discovery(&self) -> String {
        let hosts = self.hosts().join(",");
        let login = self.login.map(|login| format!("{login}@")).unwrap_or_default();
        match &self.tls {
            None => format!("etcd://{login}{hosts}"),
            Some(Tls { ca, cert, key }) => {
                let [ca, cert, key] = [ca, cert, key].map(|file| file.display());
                format!("etcds://{login}{hosts}?ca={ca}&cert={cert}&key={key}")
            }
        }
    }

    /// Starts all members, and waits until they serve.
    pub fn run(&mut self) {
        for index in 0..self.members.len() {
            self.spawn(index);
        }
        wait_until("etcd", Duration::from_secs(30), || self.try_ctl(&["get", "x"]).map(drop));
    }

    /// Starts a member again.
    pub fn run_member(&mut self, index: usize) {
        self.spawn(index);
        let host = self.hosts().swap_remove(index);
        let health = || self.etcdctl(&host).args(["endpoint", "health"]).output().unwrap();
        wait_until("the member", Duration::from_secs(30), || health().status.success().then_some(()));
    }

    fn spawn(&mut self, index: usize) {
        let peer = |member: &Member| format!("http://127.0.0.1:{}", member.peer);
        let cluster = self.members.iter().map(|member| format!("{}={}", member.name, peer(member)));
        let cluster = cluster.collect::<Vec<_>>().join(",");
        let member = &self.members[index];
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let (client, peer) = (format!("{scheme}://127.0.0.1:{}", member.client), peer(member));
        let mut command = Command::new("etcd");
        command.args(["--name", &member.name, "--data-dir"]).arg(self.folder.join(&member.name));
        command.args(["--listen-client-urls", &client, "--advertise-client-urls", &client]);
        command.args(["--listen-peer-urls", &peer, "--initial-advertise-peer-urls", &peer]);
        command.args(["--initial-cluster", &cluster]).args(&self.options);
        if let Some(Tls { ca, cert, key }) = &self.tls {
            command.arg("--client-cert-auth").arg("--trusted-ca-file").arg(ca);
            command.arg("--cert-file").arg(cert).arg("--key-file").arg(key);
        }
        let server = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        self.members[index].server = Some(server);
    }

    pub fn kill(&mut self) {
        (0..self.members.len()).for_each(|index| self.kill_member(index));
    }

    pub fn kill_member(&mut self, index: usize) {
        if let Some(mut server) = self.members[index].server.take() {
            server.kill().unwrap();
            server.wait().unwrap();
        }
    }

    /// Which member leads.
    pub fn leader(&self) -> usize {
        let leads = |host: &String| {
            let mut ctl = self.etcdctl(host);
            let status = ctl.args(["endpoint", "status", "-w", "fields"]).output().unwrap();
            let status = String::from_utf8(status.stdout).unwrap();
            let field = |name: &str| {
                let line = status.lines().find(|line| line.starts_with(&format!("\"{name}\"")));
                line.and_then(|line| line.rsplit(' ').next()).map(str::to_owned)
            };
            field("Leader").is_some() && field("Leader") == field("MemberID")
        };
        wait_until("a leader", PATIENCE, || self.hosts().iter().position(leads))
    }

    pub fn lose_data(&self) {
        std::fs::remove_dir_all(&self.folder).unwrap();
    }

    pub fn try_ctl(&self, args: &[&str]) -> Option<String> {
        let output = self.etcdctl(&self.hosts().join(",")).args(args).output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    }

    fn etcdctl(&self, hosts: &str) -> Command {
        let mut command = Command::new("etcdctl");
        command.env("ETCDCTL_API", "3").args(["--endpoints", hosts, "--command-timeout", "2s"]);
        command.args(self.login.map(|login| format!("--user={login}")));
        if let Some(Tls { ca, cert, key }) = &self.tls {
            command.arg("--cacert").arg(ca).arg("--cert").arg(cert).arg("--key").arg(key);
        }
        command
    }

    pub fn ctl(&self, args: &[&str]) -> String {
        self.try_ctl(args).unwrap_or_else(|| panic!("etcdctl {args:?}"))
    }

    pub fn value(&self, key: &str) -> Option<String> {
        let value = self.try_ctl(&["get", key, "--print-value-only"])?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// How many instances of a service are registered.
    pub fn count(&self, service: &str) -> usize {
        let keys = self.ctl(&["get", "--prefix", &format!("/services/{service}/"), "--keys-only"]);
        keys.lines().filter(|line| !line.is_empty()).count()
    }

    /// Forgets all that was before now.
    pub fn compact(&self) {
        let status = self.ctl(&["endpoint", "status", "-w", "fields"]);
        let revision = status.lines().find_map(|line| line.strip_prefix("\"Revision\" : ")).unwrap();
        self.ctl(&["compaction", revision]);
    }

    /// The lease that was granted last.
    pub fn lease(&self) -> String {
        let leases = self.ctl(&["lease", "list"]);
        leases.lines().last().unwrap().to_owned()
    }

    pub fn registered(&self, probe: &Probe, within: Duration) {
        let key = probe.key();
        wait_until(&key, within, || self.value(&key).filter(|value| *value == probe.address()));
    }

    pub fn gone(&self, probe: &Probe, within: Duration) {
        let key = probe.key();
        let get = || self.try_ctl(&["get", &key, "--print-value-only"]);
        wait_until(&key, within, || get().filter(|value| value.trim().is_empty()));
    }
}

impl Drop for Etcd {
    fn drop(&mut self) {
        self.kill();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A port that nobody listens on, and that no outgoing connection gets either: those have higher
/// ones. It can be given up and taken again.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let own = std::process::id() as u16 % 400 * 25;
    let mut ports = std::iter::repeat_with(|| 10_000 + (own + NEXT.fetch_add(1, Relaxed)) % 10_000);
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}

impl Tls {
    /// An authority with a certificate for everybody on this machine, new in a folder of this name.
    pub fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, pem: String| {
            let file = folder.join(name);
            std::fs::write(&file, pem).unwrap();
            file
        };
        let ca_key = rcgen::KeyPair::generate().unwrap();
        let mut authority = rcgen::CertificateParams::new([]).unwrap();
        authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let ca = write("ca.pem", authority.self_signed(&ca_key).unwrap().pem());
        let issuer = rcgen::Issuer::new(authority, ca_key);
        let key = rcgen::KeyPair::generate().unwrap();
        let hosts = ["127.0.0.1".to_owned(), "localhost".to_owned()];
        let own = rcgen::CertificateParams::new(hosts).unwrap();
        let own = own.signed_by(&key, &issuer).unwrap();
        Self { ca, cert: write("cert.pem", own.pem()), key: write("key.pem", key.serialize_pem()) }
    }
}
