//! The bug-tracker server: configuration, service, middleware, endpoints, transports.

use bug_tracker::{Endpoints, http, middleware::Logging, service::BasicBugTrackerService};
use clap::Parser;
use platform::{App, Config, Error, resilience::Timeout};

#[derive(Parser)]
#[command(version, about = "The bug-tracker service")]
struct Args {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let app = App::new(bug_tracker::NAME, args.config)?;

    let service = Logging::new(BasicBugTrackerService);
    let endpoints = Endpoints::new(service)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.http(http::router(endpoints)).run().await
}
