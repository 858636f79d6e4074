//! The create-reply server: configuration, service, middleware, endpoints, transports.

use clap::Parser;
use create_reply::{Endpoints, http, middleware::Logging, service::BasicCreateReplyService};
use platform::{App, Config, Error, resilience::Timeout};

#[derive(Parser)]
#[command(version, about = "The create-reply service")]
struct Args {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let app = App::new(create_reply::NAME, args.config)?;

    let service = Logging::new(BasicCreateReplyService);
    let endpoints = Endpoints::new(service)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.http(http::router(endpoints)).run().await
}
