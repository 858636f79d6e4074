//! The demo's services as child processes: started, their logs told line by line, stopped.

use std::{
    io::{self, BufRead, BufReader, Read},
    net::{SocketAddr, TcpListener, TcpStream},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::Sender,
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

/// What a service has to say.
pub struct Line {
    pub service: &'static str,
    pub text: String,
}

pub struct Service {
    name: &'static str,
    child: Child,
}

/// Ports of 127.0.0.1 that nobody listens on, each another.
pub fn free_ports<const N: usize>() -> io::Result<[SocketAddr; N]> {
    let mut ports = [SocketAddr::from(([127, 0, 0, 1], 0)); N];
    // All are held until all are found.
    let mut held = Vec::new();
    for port in &mut ports {
        let listener = TcpListener::bind(*port)?;
        *port = listener.local_addr()?;
        held.push(listener);
    }
    Ok(ports)
}

impl Service {
    /// In a process group of its own, so that Ctrl-C reaches the service through [`Service::stop`]
    /// and only once.
    pub fn start(
        name: &'static str,
        binary: &Path,
        args: &[String],
        lines: &Sender<Line>,
    ) -> io::Result<Self> {
        let mut command = Command::new(binary);
        command.args(args).env_remove("RUST_LOG").stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).process_group(0).spawn()?;
        if let Some(stdout) = child.stdout.take() {
            tell(name, stdout, lines.clone());
        }
        if let Some(stderr) = child.stderr.take() {
            tell(name, stderr, lines.clone());
        }
        Ok(Self { name, child })
    }

    /// Waits until something listens there, or the service has ended.
    pub fn wait_until_open(&mut self, address: SocketAddr) -> Result<(), String> {
        let until = Instant::now() + Duration::from_secs(15);
        while TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_err() {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("{} ended at once: {status}", self.name));
            }
            if Instant::now() > until {
                return Err(format!("{} does not listen on {address} after 15 s", self.name));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Asks it to stop, as an orchestrator would.
    pub fn stop(&self) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // One that has ended already needs no asking.
            let _ = kill_process(pid, Signal::TERM);
        }
    }

    /// Waits for its end; one that takes longer than a minute is killed.
    pub fn join(mut self) -> io::Result<()> {
        let until = Instant::now() + Duration::from_secs(60);
        while self.child.try_wait()?.is_none() {
            if Instant::now() > until {
                self.child.kill()?;
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    pub fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    pub fn name(&self) -> &'static str {
        self.name
    }
}

fn tell(service: &'static str, from: impl Read + Send + 'static, lines: Sender<Line>) {
    thread::spawn(move || {
        for text in BufReader::new(from).lines().map_while(Result::ok) {
            if lines.send(Line { service, text }).is_err() {
                return;
            }
        }
    });
}
