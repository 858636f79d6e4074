//! What every service can be told, each by a flag or by an environment variable of that name.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{ArgAction, Args, ValueEnum};

use crate::{
    Error, Result, discovery,
    server::limits::{self, Limits},
    tls,
};

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Service options")]
pub struct Config {
    /// Where to serve HTTP; `:8081` means on every interface
    #[arg(long, env, value_name = "HOST:PORT", default_value = ":8081", value_parser = address)]
    pub http_addr: SocketAddr,

    /// Where to serve gRPC
    #[arg(long, env, value_name = "HOST:PORT", default_value = ":8082", value_parser = address)]
    pub grpc_addr: SocketAddr,

    /// Where to serve /metrics, /healthz and /readyz
    #[arg(long, env, value_name = "HOST:PORT", default_value = ":8080", value_parser = address)]
    pub debug_addr: SocketAddr,

    /// Where services find each other: `etcd://[USER:PASSWORD@]HOST:PORT[,HOST:PORT]`,
    /// `etcds://...?ca=FILE[&cert=FILE&key=FILE]`,
    /// `static:NAME=HOST:PORT[,HOST:PORT][;NAME=...]` or `dns:NAME=HOST:PORT[;NAME=...]`
    #[arg(
        long,
        env,
        value_name = "URL",
        default_value = "static:",
        hide_env_values = true
    )]
    pub discovery: discovery::Source,

    /// The address under which others reach this instance [default: the one it listens on,
    /// with the host's name if that is every interface]
    #[arg(long, env, value_name = "HOST:PORT")]
    pub advertise_addr: Option<String>,

    /// How long discovery remembers an instance that crashed
    #[arg(long, env, value_name = "TIME", default_value = "10s", value_parser = lease)]
    pub lease_ttl: Duration,

    /// The least severe level to log, also by module: `info,users=debug`
    #[arg(long, env = "RUST_LOG", value_name = "LEVEL", default_value = "info")]
    pub log: String,

    /// How to write the log
    #[arg(long, env, value_name = "FORMAT", default_value = "logfmt")]
    pub log_format: LogFormat,

    /// The longest that a request may take; `off` for any time
    #[arg(long, env, value_name = "TIME", default_value = "10s", value_parser = limits::time)]
    pub request_timeout: Duration,

    /// On shutdown, how long to go on serving so that clients notice
    #[arg(long, env, value_name = "TIME", default_value = "1s", value_parser = duration)]
    pub drain_delay: Duration,

    /// On shutdown, how long requests under way may then take
    #[arg(long, env, value_name = "TIME", default_value = "10s", value_parser = duration)]
    pub drain_timeout: Duration,

    /// Whether to serve gRPC reflection [default: true in debug builds]
    #[arg(long, env, value_name = "BOOL", action = ArgAction::Set, num_args = 0..=1, require_equals = true,
        hide_default_value = true, default_value_t = cfg!(debug_assertions), default_missing_value = "true")]
    pub reflection: bool,

    /// Ask the running service for its health, and exit with 0 if it is well
    #[arg(long)]
    pub health_check: bool,

    #[command(flatten)]
    pub tls: TlsFiles,

    // auth {
    #[cfg(feature = "auth-jwt")]
    #[command(flatten)]
    pub jwt: crate::auth::JwtConfig,

    #[cfg(feature = "auth-basic")]
    #[command(flatten)]
    pub basic: crate::auth::BasicConfig,

    // } auth
    #[command(flatten)]
    pub limits: Limits,
}

/// For TLS, which is platform's feature `tls`. All files are PEM.
#[derive(Args, Clone, Debug)]
pub struct TlsFiles {
    /// The certificate to serve HTTP and gRPC with, and to show when calling others with TLS
    #[arg(long, env, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,

    /// The certificate's private key
    #[arg(long, env, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,

    /// Who must have signed the certificates of clients; without it they need none
    #[arg(long, env, value_name = "FILE", requires = "tls_cert")]
    pub tls_client_ca: Option<PathBuf>,

    /// Call other services with TLS, and trust those whose certificates these signed
    #[arg(long, env, value_name = "FILE")]
    pub client_tls_ca: Option<PathBuf>,
}

impl TlsFiles {
    fn identity(&self) -> Option<(&Path, &Path)> {
        Some((self.tls_cert.as_deref()?, self.tls_key.as_deref()?))
    }

    /// How to call others, if that is to be with TLS.
    pub(crate) fn client(&self) -> Result<Option<tls::Client>> {
        let ca = self.client_tls_ca.as_deref();
        let client = ca.map(|ca| tls::Client::load(ca, self.identity()));
        client
            .transpose()
            .map_err(|why| wrong("--client-tls-ca", why))
    }

    /// How to serve a protocol, if that is to be with TLS.
    pub(crate) fn server(&self, alpn: &'static str) -> Result<Option<tls::Server>> {
        let load = |identity| tls::Server::load(identity, self.tls_client_ca.as_deref(), alpn);
        let server = self.identity().map(load);
        server.transpose().map_err(|why| wrong("--tls-cert", why))
    }
}

fn wrong(flag: &str, why: String) -> Error {
    Error::failed_precondition(format_args!("{flag}: {why}"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Logfmt,
    Json,
    Pretty,
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let expected = "expected HOST:PORT with a numeric HOST, or :PORT";
    match text.strip_prefix(':') {
        Some(port) => {
            let port = port.parse().map_err(|_| expected)?;
            Ok((Ipv4Addr::UNSPECIFIED, port).into())
        }
        None => {
            let numeric = text.replace("localhost:", "127.0.0.1:");
            numeric.parse().map_err(|_| expected.to_owned())
        }
    }
}

pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let expected = "expected a time such as 250ms, 10s or 2m";
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits.parse().map_err(|_| expected)?;
    match &text[digits.len()..] {
        "ms" => Ok(Duration::from_millis(number)),
        "s" => Ok(Duration::from_secs(number)),
        "m" => Ok(Duration::from_secs(number.saturating_mul(60))),
        _ => Err(expected.to_owned()),
    }
}

/// etcd counts leases in whole seconds and grants none under one.
fn lease(text: &str) -> Result<Duration, String> {
    let time = duration(text)?;
    let whole = time.subsec_nanos() == 0 && time.as_secs() > 0;
    whole
        .then_some(time)
        .ok_or_else(|| "expected whole seconds, at least 1s".to_owned())
}
