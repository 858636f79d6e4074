//! One workspace as a project of docker-compose.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use crate::{command, output, run};

/// Taken down with all its containers, networks, volumes and images when dropped.
pub struct Project {
    dir: PathBuf,
    name: String,
    /// `docker-compose`, or what it is called since its second version.
    program: &'static [&'static str],
}

impl Project {
    /// Panics if a port of the host that the compose file publishes is taken.
    pub fn new(dir: &Path, ports: &[u16]) -> Self {
        for port in ports {
            if let Err(error) = TcpListener::bind(("127.0.0.1", *port)) {
                panic!("the compose file needs port {port} of this machine, and it is not free: {error}");
            }
        }
        let old =
            command("docker-compose", &["version"]).output().is_ok_and(|output| output.status.success());
        let project = Self {
            dir: dir.to_owned(),
            name: format!("kit-test-{}", std::process::id()),
            program: if old { &["docker-compose"] } else { &["docker", "compose"] },
        };
        project.compose(&["config", "--quiet"]);
        project
    }

    /// Runs docker-compose and returns what it says.
    pub fn compose(&self, arguments: &[&str]) -> String {
        run(self.command(arguments))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command(self.program[0], &self.program[1..]);
        command.args(["--project-name", &self.name]).args(arguments).current_dir(&self.dir);
        // The layers that are taken from the cache can be read from the plain output only.
        command.env("BUILDKIT_PROGRESS", "plain");
        command
    }

    pub fn inspect(&self, service: &str, format: &str) -> String {
        let container = self.compose(&["ps", "--quiet", service]);
        run(command("docker", &["inspect", "--format", format, container.trim()])).trim().to_owned()
    }

    /// Waits until the container's own health check passes.
    pub fn healthy(&self, service: &str) {
        eventually(&format!("{service} is healthy"), || {
            self.inspect(service, "{{.State.Health.Status}}") == "healthy"
        });
    }

    /// What etcd has under a prefix: keys and values, a line each.
    pub fn keys(&self, prefix: &str) -> String {
        self.compose(&["exec", "-T", "etcd", "etcdctl", "get", "--prefix", prefix])
    }

    /// Builds a service, and says whether the layer of its dependencies came from the cache.
    pub fn build_reuses_dependencies(&self, service: &str) -> bool {
        let said = output(self.command(&["build", service])).concat();
        let mut lines = said.lines().skip_while(|line| !line.contains("RUN cargo build --release"));
        let (Some(step), next) = (lines.next(), lines.next().unwrap_or("")) else {
            panic!("the build of {service} has no step for the dependencies:\n{said}")
        };
        step.contains("CACHED") || next.contains("CACHED") || next.contains("Using cache")
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        if thread::panicking() {
            let logs = self.command(&["logs", "--no-color", "--tail", "40"]).output();
            eprintln!(
                "{}",
                logs.map(|logs| String::from_utf8_lossy(&logs.stdout).into_owned()).unwrap_or_default()
            );
        }
        let down = self.command(&["down", "--volumes", "--rmi", "local", "--remove-orphans"]).output();
        if let Ok(down) = down
            && !down.status.success()
        {
            eprintln!("{}", String::from_utf8_lossy(&down.stderr));
        }
    }
}

pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < end, "a minute passed, and still not true: {what}");
        thread::sleep(Duration::from_millis(200));
    }
}
