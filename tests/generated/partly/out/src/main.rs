//! The partly server: configuration, service, middleware, endpoints, transports.

use clap::Parser;
use partly::{Endpoints, grpc, http, middleware::Logging, service::BasicPartlyService};
use platform::{App, Config, Error, resilience::Timeout};

#[derive(Parser)]
#[command(version, about = "The partly service")]
struct Args {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let app = App::new(partly::NAME, args.config)?;

    let service = Logging::new(BasicPartlyService);
    let endpoints = Endpoints::new(service)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.http(http::router(endpoints.clone()))
        .grpc(grpc::server(endpoints), grpc::DESCRIPTORS)
        .run()
        .await
}
