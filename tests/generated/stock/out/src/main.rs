//! The stock server: configuration, service, middleware, endpoints, transports.

use clap::Parser;
use platform::{App, Config, Error, resilience::Timeout};
use stock::{Endpoints, grpc, http, middleware::Logging, service::BasicStockService};

#[derive(Parser)]
#[command(version, about = "The stock service")]
struct Args {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let app = App::new(stock::NAME, args.config)?;

    let service = Logging::new(BasicStockService);
    let endpoints = Endpoints::new(service)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.http(http::router(endpoints.clone()))
        .grpc(grpc::server(endpoints), grpc::DESCRIPTORS)
        .run()
        .await
}
