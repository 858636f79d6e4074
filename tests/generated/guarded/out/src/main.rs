//! The guarded server: configuration, service, middleware, endpoints, transports.

use clap::Parser;
use guarded::{Endpoints, grpc, http, middleware::Logging, service::BasicGuardedService};
use platform::{App, Config, Error, resilience::Timeout};

#[derive(Parser)]
#[command(version, about = "The guarded service")]
struct Args {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let app = App::new(guarded::NAME, args.config)?;

    let service = BasicGuardedService;
    let service = guarded::audit::Audit::new(service);
    let service = guarded::tenant_check::TenantCheck::new(service);
    let service = Logging::new(service);
    let mut endpoints = Endpoints::new(service);
    let rate_limit = platform::resilience::RateLimit::per_second(100);
    endpoints.open = endpoints.open.layer_any(&rate_limit);
    endpoints.r#move = endpoints.r#move.layer_any(&rate_limit);
    let breaker = |method| platform::resilience::Breaker::of(guarded::NAME, method);
    endpoints.close = endpoints.close.layer_any(&breaker("close"));
    let load_shed = platform::resilience::LoadShed::new(100);
    endpoints.open = endpoints.open.layer_any(&load_shed);
    let endpoints = endpoints
        .layer(&guarded::trace_every_request::TraceEveryRequest)
        .layer(&platform::resilience::Retry::default())
        .layer_each(|method| platform::resilience::Breaker::of(guarded::NAME, method))
        .layer(&platform::resilience::ConcurrencyLimit::new(100))
        .layer(&platform::resilience::Timeout::secs(2))
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.http(http::router(endpoints.clone()))
        .grpc(grpc::server(endpoints), grpc::DESCRIPTORS)
        .run()
        .await
}
