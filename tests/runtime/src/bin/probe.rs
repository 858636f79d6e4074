//! The service as a process.

use clap::Parser;
use platform::{
    App, Config, Error, Result,
    auth::{Basic, Jwt},
    client::Channel,
    resilience::Timeout,
};
use runtime::{Next, endpoint, grpc_client, http_client, router, server, watch};

#[derive(Parser)]
struct Args {
    #[command(flatten)]
    config: Config,
    #[arg(long)]
    http: bool,
    #[arg(long)]
    grpc: bool,
    /// What it is called.
    #[arg(long, default_value = "probe")]
    name: String,
    /// Who may call: `jwt` or `basic`.
    #[arg(long)]
    auth: Option<String>,
    /// Whether to relay the caller's token.
    #[arg(long)]
    forward: bool,
    /// The service that it relays to.
    #[arg(long, default_value = "next")]
    next: String,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let [name, next] = [args.name, args.next].map(|name| &*name.leak());
    let mut app = App::new(name, args.config)?;
    let span = tracing::debug_span!("start", of = "a probe", by = tracing::field::Empty);
    span.record("by", "hand");
    span.in_scope(|| tracing::debug!("no key" = "a=b", "begun"));
    let token = |channel: Channel| if args.forward { channel.forward_token() } else { channel };
    let next = Next {
        http: http_client(token(app.http_channel(next))),
        grpc: grpc_client(token(app.grpc_channel(next))),
    };
    let auth = args.auth.as_deref();
    let jwt = (auth == Some("jwt")).then(|| Jwt::of(app.config())).transpose()?;
    let basic = (auth == Some("basic")).then(|| Basic::of(app.config())).transpose()?;
    let endpoint = endpoint(next);
    let endpoint = match (&jwt, &basic) {
        (Some(jwt), _) => endpoint.layer_any(jwt),
        (None, Some(basic)) => endpoint.layer_any(basic),
        (None, None) => endpoint,
    };
    let endpoint = endpoint.layer(&Timeout(app.config().request_timeout));
    let endpoint = endpoint.layer(&app.instrument()("call"));
    let next = watch::Next {
        http: watch::http_client(app.http_channel("next")),
        grpc: watch::grpc_client(app.grpc_channel("next")),
    };
    let watch = watch::endpoint(next);
    let watch = match &jwt {
        Some(jwt) => watch.layer_stream(jwt),
        None => watch,
    };
    let watch = watch.layer_stream(&Timeout(app.config().request_timeout));
    let watch = watch.layer_stream(&app.instrument()("watch"));
    if args.http {
        app = app.http(router(endpoint.clone())).http(watch::router(watch.clone()));
    }
    if args.grpc {
        let descriptors = include_bytes!("../../proto/probe.bin");
        app = app.grpc(watch::serve(server(endpoint), watch), descriptors);
    }
    app.run().await
}
