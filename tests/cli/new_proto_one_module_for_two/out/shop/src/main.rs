//! The shop server: configuration, service, middleware, endpoints, transports.

use clap::Parser;
use platform::{App, Config, Error, resilience::Timeout};
use shop::{Endpoints, grpc, middleware::Logging, service::BasicShopService};

#[derive(Parser)]
#[command(version, about = "The shop service")]
struct Args {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let app = App::new(shop::NAME, args.config)?;

    let service = Logging::new(BasicShopService);
    let endpoints = Endpoints::new(service)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.grpc(grpc::server(endpoints), grpc::DESCRIPTORS)
        .run()
        .await
}
