//! The routes server: configuration, service, middleware, endpoints, transports.

use clap::Parser;
use platform::{App, Config, Error, resilience::Timeout};
use routes::{Endpoints, grpc, http, middleware::Logging, service::BasicRoutesService};

#[derive(Parser)]
#[command(version, about = "The routes service")]
struct Args {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let app = App::new(routes::NAME, args.config)?;

    let service = Logging::new(BasicRoutesService);
    let endpoints = Endpoints::new(service)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.http(http::router(endpoints.clone()))
        .grpc(grpc::server(endpoints), grpc::DESCRIPTORS)
        .run()
        .await
}
