//! The bugs server: configuration, service, middleware, endpoints, transports.

use bugs::{Endpoints, grpc, middleware::Logging, service::BasicBugsService};
use clap::Parser;
use platform::{App, Config, Error, resilience::Timeout};

#[derive(Parser)]
#[command(version, about = "The bugs service")]
struct Args {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let app = App::new(bugs::NAME, args.config)?;

    let service = Logging::new(BasicBugsService);
    let endpoints = Endpoints::new(service)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.grpc(grpc::server(endpoints), grpc::DESCRIPTORS)
        .run()
        .await
}
