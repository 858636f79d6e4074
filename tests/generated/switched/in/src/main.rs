//! The switched server, as its author wants it.

use clap::Parser;
use platform::{App, Config, Error, resilience::Timeout};
use switched::{Endpoints, grpc, middleware::Logging, service::BasicSwitchedService};

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
    let service = Logging::new(BasicSwitchedService::new(args.domain));
    let endpoints = Endpoints::new(service)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.grpc(grpc::server(endpoints), grpc::DESCRIPTORS)
        .run()
        .await
}
