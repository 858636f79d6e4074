//! The bare server: configuration, service, middleware, endpoints, transports.

use bare::{Endpoints, http, service::BasicBareService};
use clap::Parser;
use platform::{App, Config, Error, resilience::Timeout};

#[derive(Parser)]
#[command(version, about = "The bare service")]
struct Args {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let app = App::new(bare::NAME, args.config)?;

    let service = BasicBareService;
    let endpoints = Endpoints::new(service).layer(&Timeout(app.config().request_timeout));

    app.http(http::router(endpoints)).run().await
}
