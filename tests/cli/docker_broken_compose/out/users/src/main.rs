//! The users server: configuration, service, middleware, endpoints, transports.

use clap::Parser;
use platform::{App, Config, Error, resilience::Timeout};
use users::{Endpoints, http, middleware::Logging, service::BasicUsersService};

#[derive(Parser)]
#[command(version, about = "The users service")]
struct Args {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let app = App::new(users::NAME, args.config)?;

    let service = Logging::new(BasicUsersService);
    let endpoints = Endpoints::new(service)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.http(http::router(endpoints)).run().await
}
