//! The notificator server: configuration, service, middleware, endpoints, transports.

use clap::Parser;
use notificator::{Endpoints, http, middleware::Logging, service::BasicNotificatorService};
use platform::{App, Config, Error, resilience::Timeout};

#[derive(Parser)]
#[command(version, about = "The notificator service")]
struct Args {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let app = App::new(notificator::NAME, args.config)?;

    let service = Logging::new(BasicNotificatorService);
    let endpoints = Endpoints::new(service)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.http(http::router(endpoints)).run().await
}
