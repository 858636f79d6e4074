//! etcd v3. An instance is the key `/services/NAME/HOST:PORT` with the value `HOST:PORT`, under
//! a lease that it keeps alive. That streams end, leases expire and watches are cancelled is
//! nothing special: whatever happens, it is tried again, for ever.

mod known;
// Compiled from proto/etcd.proto.
mod pb;
mod register;
mod resolve;
mod url;

use std::{fmt, time::Duration};

use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
};

use crate::{Context, client::Channel};
use pb::{
    AuthenticateRequest, auth_client::AuthClient, kv_client::KvClient, lease_client::LeaseClient,
    watch_client::WatchClient,
};

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
        let mut token = None;
        if let Some(Login { name, password }) = self.login.clone() {
            let request = AuthenticateRequest { name, password };
            let mut client = AuthClient::new(self.channel.clone());
            let answer = within(client.authenticate(request)).await?;
            let parsed = answer.token.parse();
            token = Some(parsed.map_err(|_| Status::internal("etcd's token is no header"))?);
        }
        let sign = Sign { token };
        let channel = self.channel.clone();
        Ok(Session {
            kv: KvClient::with_interceptor(channel.clone(), sign.clone()),
            lease: LeaseClient::with_interceptor(channel.clone(), sign.clone()),
            watch: WatchClient::with_interceptor(channel, sign),
        })
    }
}

struct Session {
    kv: KvClient<Signed>,
    lease: LeaseClient<Signed>,
    watch: WatchClient<Signed>,
}

type Signed = InterceptedService<Channel, Sign>;

/// Adds to each call the token, and that an etcd without a leader shall not answer it.
#[derive(Clone)]
struct Sign {
    token: Option<MetadataValue<Ascii>>,
}

impl Interceptor for Sign {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let metadata = request.metadata_mut();
        metadata.insert("hasleader", MetadataValue::from_static("true"));
        if let Some(token) = &self.token {
            metadata.insert("token", token.clone());
        }
        Ok(request)
    }
}

/// A call's answer, in good time or not at all. The channel hears of the deadline, and so takes
/// note of a member that lets it pass.
async fn within<T>(
    call: impl Future<Output = Result<tonic::Response<T>, Status>>,
) -> Result<T, Status> {
    let context = Context::current_or_new().within(TIMEOUT);
    in_time(context.scope(call)).await
}

/// The same for a stream, which goes on after it has begun: etcd must not hear of a deadline.
async fn in_time<T>(
    call: impl Future<Output = Result<tonic::Response<T>, Status>>,
) -> Result<T, Status> {
    match tokio::time::timeout(TIMEOUT, call).await {
        Ok(answer) => Ok(answer?.into_inner()),
        Err(_) => Err(Status::deadline_exceeded("etcd does not answer")),
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
