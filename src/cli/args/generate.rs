//! The arguments of `kit generate`.

use clap::{Args, Subcommand, ValueEnum};
use clap_complete::ArgValueCandidates;

use super::{Defaults, GenerateClient, GenerateMiddleware};
use crate::{cli::completions, model::Transport};

#[derive(Debug, Subcommand)]
pub enum Generate {
    /// Write a service's endpoints, middleware, transports and main from its trait
    ///
    /// Reads the trait in src/service.rs, adds a stub for each method that the implementation
    /// lacks, and writes src/generated/ anew. Run it again after every change of the trait: what
    /// is yours stays as it is.
    #[command(visible_alias = "s")]
    Service(GenerateService),
    /// Make one service call another: a client that implements the other's own trait
    ///
    /// With --for the service that calls gets the dependency in its Cargo.toml, the client in its main,
    /// with deadline, retry of what is idempotent, and breaker, and in its implementation a field of the
    /// client's type. kit changes these where they are as it writes them; else it says what to write, and
    /// changes nothing. Without --for it prints what to write.
    #[command(visible_alias = "c")]
    Client(GenerateClient),
    /// Write a middleware and wire it into a service's main.rs
    ///
    /// A service middleware is a struct that wraps the trait: it gets a file of its own, in which each
    /// method passes its call on, and what it does besides is yours to write. With --endpoint it is a
    /// tower layer around endpoints, whatever their types. These are ready-made, and always such layers:
    /// timeout, retry, rate-limit, concurrency-limit, load-shed, breaker, auth-jwt, auth-basic. `kit help
    /// middleware` says more.
    #[command(visible_alias = "m", visible_alias = "mdw")]
    Middleware(GenerateMiddleware),
    /// Write a Dockerfile a service, and docker-compose.yml with etcd
    ///
    /// Services get host ports from 8800 on. Run it again after adding a service: it adds that
    /// service and leaves the rest of docker-compose.yml as it is.
    #[command(visible_alias = "d")]
    Docker,
    /// Write openapi.json, which describes a service's HTTP (OpenAPI 3.1)
    ///
    /// It says what the trait, its types and serde's attributes say, and is renewed with the rest
    /// whenever the service is generated. `info.version` is the package's. A type whose JSON is made
    /// by hand is described as anything.
    #[command(visible_alias = "o")]
    Openapi(GenerateOpenApi),
}

#[derive(Args, Debug)]
pub struct GenerateOpenApi {
    /// Name of the service; all services with HTTP if left out
    #[arg(add = ArgValueCandidates::new(completions::services))]
    pub name: Option<String>,

    /// Let the service answer with it at /openapi.json, and with a page to read and try it at /docs
    #[arg(long)]
    pub serve: bool,
}

#[derive(Args, Debug, Default)]
pub struct GenerateService {
    /// Name of the service; all services of the workspace if left out
    #[arg(add = ArgValueCandidates::new(completions::services))]
    pub name: Option<String>,

    /// Transports to serve, remembered in Cargo.toml and added to those chosen before [default: http]
    #[arg(short, long, value_name = "TRANSPORT", value_delimiter = ',')]
    pub transport: Vec<TransportArg>,

    #[command(flatten)]
    pub defaults: Defaults,

    /// Serve these methods alone, or '*' for all again; the others become local, which is remembered in the trait
    #[arg(short, long, value_name = "METHOD", value_delimiter = ',', requires = "name", add = ArgValueCandidates::new(completions::methods))]
    pub methods: Vec<String>,

    /// Package of the `.proto`, if there is none yet; remembered in Cargo.toml [default: pb]
    #[arg(long, value_name = "PACKAGE", requires = "name")]
    pub package: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TransportArg {
    Http,
    Grpc,
}

impl From<TransportArg> for Transport {
    fn from(arg: TransportArg) -> Self {
        match arg {
            TransportArg::Http => Self::Http,
            TransportArg::Grpc => Self::Grpc,
        }
    }
}
