//! One process that serves these services over both transports on free ports of 127.0.0.1, and the
//! channels to it.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};

use clap::Parser;
use echo::{EchoService, service::*};
use mails::{MailsService, service::Mail};
use parameters::service::BasicParametersService;
use partly::service::BasicPartlyService;
use routes::service::BasicRoutesService;
use platform::{App, Config, Error, client::Channel};
use streams::{middleware::Logging, service::BasicStreamsService};

#[derive(Parser)]
struct Args {
    #[command(flatten)]
    config: Config,
}

/// Ends with the test's runtime.
pub struct Served {
    pub http: Channel,
    pub grpc: Channel,
    /// To ports where nobody listens.
    pub http_away: Channel,
    pub grpc_away: Channel,
    /// To a port where every request is answered with silence, and how many there were.
    pub hangs_up: Channel,
    pub hung_up: Arc<AtomicU32>,
    address: SocketAddr,
    pub grpc_address: SocketAddr,
}

impl Served {
    /// On other ports if something took these meanwhile.
    pub async fn start() -> Self {
        for _ in 0..5 {
            if let Some(served) = Self::try_start().await {
                return served;
            }
        }
        panic!("the services do not start");
    }

    async fn try_start() -> Option<Self> {
        let [http, grpc, debug, away] = free_addresses();
        let (silent, hung_up) = hang_up();
        let discovery = format!("static:http={http};grpc={grpc};away={away};silent={silent}");
        let (http_addr, grpc_addr, debug_addr) =
            (http.to_string(), grpc.to_string(), debug.to_string());
        let args = Args::parse_from([
            "round-trip",
            "--discovery",
            &discovery,
            "--log",
            "off",
            "--http-addr",
            &http_addr,
            "--grpc-addr",
            &grpc_addr,
            "--debug-addr",
            &debug_addr,
        ]);
        let app = App::new("round-trip", args.config).unwrap();
        let served = Self {
            http: app.http_channel("http"),
            grpc: app.grpc_channel("grpc"),
            http_away: app.http_channel("away"),
            grpc_away: app.grpc_channel("away"),
            hangs_up: app.http_channel("silent"),
            hung_up,
            address: http,
            grpc_address: grpc,
        };
        let echo = echo::Endpoints::new(Echo).layer_each(app.instrument());
        let stubs = parameters::Endpoints::new(BasicParametersService);
        let mails = mails::Endpoints::new(Mails);
        let kinds = kinds::Endpoints::new(crate::kinds::Kinds);
        let library = library::Endpoints::new(crate::library::Library);
        let shop = shop::Endpoints::new(crate::shop::Shop);
        let routes = routes::Endpoints::new(BasicRoutesService);
        let streams = Logging::new(BasicStreamsService);
        let streams = streams::Endpoints::new(streams).layer_each(app.instrument());
        let accounts = accounts::Endpoints::new(crate::own_errors::Accounts);
        let stock = stock::Endpoints::new(crate::stock::Stock);
        let partly = partly::Endpoints::new(BasicPartlyService);
        let app = app
            .http(echo::http::router(echo.clone()))
            .http(parameters::http::router(stubs.clone()))
            .http(mails::http::router(mails.clone()))
            .http(kinds::http::router(kinds.clone()))
            .http(shop::http::router(shop.clone()))
            .http(routes::http::router(routes.clone()))
            .http(streams::http::router(streams.clone()))
            .http(accounts::http::router(accounts.clone()))
            .http(partly::http::router(partly.clone()))
            .http(stock::http::router(stock.clone()))
            .grpc(stock::grpc::server(stock), stock::grpc::DESCRIPTORS)
            .grpc(partly::grpc::server(partly), partly::grpc::DESCRIPTORS)
            .grpc(accounts::grpc::server(accounts), accounts::grpc::DESCRIPTORS)
            .grpc(echo::grpc::server(echo), echo::grpc::DESCRIPTORS)
            .grpc(
                parameters::grpc::server(stubs),
                parameters::grpc::DESCRIPTORS,
            )
            .grpc(mails::grpc::server(mails), mails::grpc::DESCRIPTORS)
            .grpc(kinds::grpc::server(kinds), kinds::grpc::DESCRIPTORS)
            .grpc(library::grpc::server(library), library::grpc::DESCRIPTORS)
            .grpc(shop::grpc::server(shop), shop::grpc::DESCRIPTORS)
            .grpc(routes::grpc::server(routes), routes::grpc::DESCRIPTORS)
            .grpc(streams::grpc::server(streams), streams::grpc::DESCRIPTORS);
        let running = tokio::spawn(async { app.run().await.unwrap() });
        for address in [http, grpc] {
            while TcpStream::connect(address).is_err() {
                if running.is_finished() {
                    return None;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
        Some(served)
    }

    /// The answer to a POST as it comes over the wire.
    pub async fn curl(&self, path: &str, body: &str) -> String {
        self.ask("POST", path, body).await
    }

    pub async fn ask(&self, verb: &str, path: &str, body: &str) -> String {
        let length = body.len();
        let request = format!(
            "{verb} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        let address = self.address;
        let exchange = move || {
            let mut socket = TcpStream::connect(address)?;
            socket.write_all(request.as_bytes())?;
            let mut answer = String::new();
            socket.read_to_string(&mut answer)?;
            std::io::Result::Ok(answer)
        };
        tokio::task::spawn_blocking(exchange)
            .await
            .unwrap()
            .unwrap()
    }
}

/// To a service that is not ours.
pub fn http_channel(address: SocketAddr) -> Channel {
    let discovery = format!("static:other={address}");
    let args = Args::parse_from(["round-trip", "--discovery", &discovery, "--log", "off"]);
    let app = App::new("round-trip", args.config).unwrap();
    app.http_channel("other")
}

/// What a script says of the services, which it reaches over gRPC.
pub async fn python(script: &'static str, served: &Served) -> String {
    let mut python = Command::new(std::env::var("KIT_PYTHON").unwrap());
    python.arg(script).arg(served.grpc_address.to_string());
    let output = tokio::task::spawn_blocking(move || python.output().unwrap());
    let output = output.await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Hangs up on every request that it has read, and counts them; until the process ends.
fn hang_up() -> (SocketAddr, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let count = Arc::new(AtomicU32::new(0));
    let counter = count.clone();
    thread::spawn(move || {
        for mut socket in listener.incoming().map_while(Result::ok) {
            if socket.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    (address, count)
}

/// All bound at once, so that no two are the same.
fn free_addresses<const N: usize>() -> [SocketAddr; N] {
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap())
}

struct Echo;

macro_rules! give_back {
    ($($method:ident: $ty:ty),* $(,)?) => {
        impl EchoService for Echo {
            async fn take(&self, all: Everything, maybe: Option<Everything>) -> Result<(), Error> {
                assert!(maybe.is_none_or(|maybe| maybe == all));
                Ok(())
            }

            $(async fn $method(&self, value: $ty) -> Result<$ty, Error> {
                Ok(value)
            })*
        }
    };
}

give_back! {
    echo: Everything,
    echo_option: Option<Part>,
    echo_list: Vec<Part>,
    echo_bool: bool,
    echo_char: char,
    echo_f32: f32,
    echo_f64: f64,
    echo_i8: i8,
    echo_i16: i16,
    echo_i32: i32,
    echo_i64: i64,
    echo_isize: isize,
    echo_u8: u8,
    echo_u16: u16,
    echo_u32: u32,
    echo_u64: u64,
    echo_usize: usize,
    echo_text: String,
    echo_bytes: Vec<u8>,
}

struct Mails;

impl MailsService for Mails {
    async fn send_email(&self, email: String, _: String, _: bool) -> Result<String, Error> {
        Ok(email)
    }

    async fn count(&self) -> Result<u32, Error> {
        Ok(0)
    }

    async fn find(&self, id: String) -> Result<Mail, Error> {
        Ok(Mail {
            id,
            sent_at: 0,
            size: None,
        })
    }

    async fn erase(&self, _: Vec<String>) -> Result<(), Error> {
        Ok(())
    }
}
