//! The switched server, as its author wants it.

use clap::Parser;
use platform::{App, Config, Error, resilience::Timeout};
use switched::{Endpoints, grpc, service::BasicSwitchedService};

#[derive(Parser)]
#[command(version, about = "The switched service")]
struct Args {
    #[command(flatten)]
    config: Config,

    /// Whose addresses may be used
    #[arg(long, default_value = "example.com")]
    domain: String,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let app = App::new(switched::NAME, args.config)?;

    // The service itself.
    let service = BasicSwitchedService::new(args.domain);
    let service = switched::audit::Audit::new(service);
    let service = switched::middleware::Logging::new(service);
    let mut endpoints = Endpoints::new(service);
    let rate_limit = platform::resilience::RateLimit::per_second(100);
    endpoints.list = endpoints.list.layer_any(&rate_limit);
    let endpoints = endpoints
        .layer_each(|method| platform::resilience::Breaker::of(switched::NAME, method))
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.grpc(grpc::server(endpoints), grpc::DESCRIPTORS)
        .run()
        .await
}
