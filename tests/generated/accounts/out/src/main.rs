//! The accounts server: configuration, service, middleware, endpoints, transports.

use accounts::{Endpoints, grpc, http, middleware::Logging, service::BasicAccountsService};
use clap::Parser;
use platform::{App, Config, Error, resilience::Timeout};

#[derive(Parser)]
#[command(version, about = "The accounts service")]
struct Args {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let app = App::new(accounts::NAME, args.config)?;

    let service = Logging::new(BasicAccountsService);
    let endpoints = Endpoints::new(service)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.http(http::router(endpoints.clone()))
        .grpc(grpc::server(endpoints), grpc::DESCRIPTORS)
        .run()
        .await
}
