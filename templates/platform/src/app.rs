//! The life of a service: listen, ready, register, serve; then, when told to stop, not ready,
//! deregister, drain, flush, end.

// grpc {
mod grpc;

// } grpc
use std::{net::SocketAddr, process::exit, sync::Arc};

use axum::Router;
use futures_util::future::join_all;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
    task::JoinSet,
};
// grpc {
use tonic_health::ServingStatus;
// } grpc

use crate::{
    Config, Result,
    client::Channel,
    discovery::{Registration, State, advertise},
    http, items, metrics, otlp,
    server::{Protocol, Server, debug, guard::Guard, listen},
    telemetry, tls,
};

pub struct App {
    name: &'static str,
    config: Config,
    /// With which to call others.
    tls: Option<tls::Client>,
    http: Option<Router>,
    // grpc {
    grpc: Option<grpc::Grpc>,
    // } grpc
}

impl App {
    /// Starts logging, and discovery when it is first asked. To be called within tokio's
    /// runtime. With `--health-check` it does not return.
    pub fn new(name: &'static str, config: Config) -> Result<Self> {
        if config.health_check {
            exit_with_health(&config);
        }
        telemetry::init(name, &config)?;
        let tls = config.tls.client()?;
        Ok(Self {
            name,
            tls,
            config,
            http: None,
            // grpc {
            grpc: None,
            // } grpc
        })
    }

    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The way to another service's gRPC instances.
    pub fn grpc_channel(&self, service: &'static str) -> Channel {
        let instances = self.config.discovery.resolve(service.to_owned());
        Channel::new(service, Protocol::Grpc, instances, self.tls.clone())
    }

    /// The way to another service's HTTP instances.
    pub fn http_channel(&self, service: &'static str) -> Channel {
        let instances = self.config.discovery.resolve_http(service);
        Channel::new(service, Protocol::Http, instances, self.tls.clone())
    }

    /// Makes, for each method, the layer that measures its calls.
    pub fn instrument(&self) -> impl Fn(&'static str) -> metrics::Instrument + Copy + use<> {
        let name = self.name;
        move |method| metrics::Instrument::server(name, method)
    }

    /// Serves a router on `--http-addr`.
    pub fn http(mut self, router: Router) -> Self {
        self.http = Some(self.http.unwrap_or_default().merge(router));
        self
    }

    /// Serves until SIGTERM or SIGINT, then ends in good order. A second signal ends it at once.
    pub async fn run(self) -> Result<()> {
        // grpc {
        let mut grpc = self.grpc;
        // } grpc
        let Self {
            name,
            mut config,
            http,
            ..
        } = self;
        config.limits.leave_files();
        let mut signals = Signals::new()?;
        let (stop, stopped) = watch::channel(false);
        let (ready, is_ready) = watch::channel(false);
        let mut servers = Servers {
            config: &config,
            tasks: JoinSet::new(),
            stop: stopped,
            ready: is_ready.clone(),
            listening: Vec::new(),
        };

        if let Some(router) = http {
            let router = http::finish(router);
            servers.start(Protocol::Http, router)?;
        }
        // grpc {
        if let Some(grpc) = &mut grpc {
            let router = grpc.router(config.reflection)?;
            servers.start(Protocol::Grpc, router)?;
        }
        // } grpc
        let places = advertise::places(name, &config, &servers.listening);
        let (states, registered) = places
            .iter()
            .map(|_| watch::channel(State::Absent))
            .unzip::<_, _, Vec<_>, Vec<_>>();
        servers.start_debug(debug::router(is_ready, registered))?;

        // grpc {
        if let Some(grpc) = &grpc {
            grpc.tell(ServingStatus::Serving).await;
        }
        // } grpc
        ready.send_replace(true);
        tracing::info!("ready");
        let registrations: Vec<_> = places
            .into_iter()
            .zip(states)
            .map(|(place, state)| config.discovery.register(place, config.lease_ttl, state))
            .collect();

        let why = tokio::select! {
            signal = signals.next() => signal,
            _ = servers.tasks.join_next() => "a server ended",
        };
        tracing::info!(why, "stopping");
        ready.send_replace(false);
        // grpc {
        if let Some(grpc) = &grpc {
            grpc.tell(ServingStatus::NotServing).await;
        }
        // } grpc
        let drain = async {
            join_all(registrations.into_iter().map(Registration::deregister)).await;
            tokio::time::sleep(config.drain_delay).await;
            items::stop();
            stop.send_replace(true);
            let all = servers.ended();
            if tokio::time::timeout(config.drain_timeout, all)
                .await
                .is_err()
            {
                tracing::warn!("requests still under way are given up");
            }
        };
        tokio::select! {
            () = drain => {}
            signal = signals.next() => tracing::warn!(why = signal, "stopping at once"),
        }
        let _ = tokio::task::spawn_blocking(otlp::flush).await;
        tracing::info!("stopped");
        Ok(())
    }
}

struct Servers<'a> {
    config: &'a Config,
    tasks: JoinSet<()>,
    stop: watch::Receiver<bool>,
    ready: watch::Receiver<bool>,
    listening: Vec<(Protocol, SocketAddr)>,
}

impl Servers<'_> {
    fn start(&mut self, protocol: Protocol, router: Router) -> Result<()> {
        let tls = self.config.tls.server(protocol.alpn())?;
        let address = protocol.address(self.config);
        let (listener, address) = listen(protocol.name(), address)?;
        self.listening.push((protocol, address));
        let guard = Guard::new(protocol, self.config);
        // Without a state to come, axum makes its handlers services now, and not for each request.
        let router = router.layer(guard).with_state(());
        self.spawn(protocol, router, tls, listener);
        Ok(())
    }

    fn start_debug(&mut self, router: Router) -> Result<()> {
        let (listener, _) = listen("debug", self.config.debug_addr)?;
        self.spawn(Protocol::Http, router, None, listener);
        Ok(())
    }

    fn spawn(
        &mut self,
        protocol: Protocol,
        router: Router,
        tls: Option<tls::Server>,
        listener: TcpListener,
    ) {
        let server = Server {
            protocol,
            router,
            tls,
            limits: Arc::new(self.config.limits.clone()),
            ready: self.ready.clone(),
            stop: self.stop.clone(),
        };
        self.tasks.spawn(server.run(listener));
    }

    async fn ended(&mut self) {
        while self.tasks.join_next().await.is_some() {}
    }
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

fn exit_with_health(config: &Config) -> ! {
    match debug::check(config.debug_addr) {
        Ok(()) => exit(0),
        Err(error) => {
            eprintln!("not healthy: {error}");
            exit(1)
        }
    }
}
