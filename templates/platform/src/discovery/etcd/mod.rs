//! etcd v3. An instance is the key `/services/NAME/HOST:PORT` with the value `HOST:PORT`, under
//! a lease that it keeps alive. That streams end, leases expire and watches are cancelled is
//! nothing special: whatever happens, it is tried again, for ever.

mod api;
mod known;
mod register;
mod resolve;
mod url;

use std::{fmt, time::Duration};

use tonic::Status;

use crate::client::Channel;
use api::{AuthenticateRequest, Session};

pub(super) use register::{Instance, register};
pub(super) use resolve::resolve;

const TIMEOUT: Duration = Duration::from_secs(2);

/// The way to etcd, which all of a service shares, and who we are there.
#[derive(Clone)]
pub struct Etcd {
    hosts: Vec<String>,
    login: Option<Login>,
    channel: Channel,
}

#[derive(Clone)]
struct Login {
    name: String,
    password: String,
}

/// Without the password.
impl fmt::Debug for Etcd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.login.as_ref().map(|login| &*login.name);
        write!(f, "{}@{}", name.unwrap_or_default(), self.hosts.join(","))
    }
}

impl Etcd {
    /// Logs in, if etcd asks for that. A token may expire; then another session gets a new one.
    async fn session(&self) -> Result<Session, Status> {
        let mut session = Session::new(self.channel.clone());
        if let Some(Login { name, password }) = self.login.clone() {
            let answer = session.ask(AuthenticateRequest { name, password }).await?;
            let token = answer.token.parse();
            session.show(token.map_err(|_| Status::internal("etcd's token is no header"))?);
        }
        Ok(session)
    }
}

/// Waits longer after each failure in a row, up to about a second, and never twice the same:
/// a hundred instances shall not come back in step.
#[derive(Default)]
struct Backoff {
    failures: u32,
}

impl Backoff {
    /// Whether all was well before.
    fn is_first(&self) -> bool {
        self.failures == 0
    }

    fn reset(&mut self) {
        self.failures = 0;
    }

    async fn wait(&mut self) {
        let mean = 100 << self.failures.min(3);
        self.failures += 1;
        let millis = fastrand::u64(mean / 2..mean * 3 / 2);
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}
