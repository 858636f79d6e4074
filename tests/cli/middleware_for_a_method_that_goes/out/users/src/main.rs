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
    let app = /* mine */ App::new(users::NAME, args.config)?;

    let service = BasicUsersService;
    let service = users::audit::Audit::new(service);
    let service = Logging::new(service);
    let mut endpoints = Endpoints::new(service);
    let rate_limit = platform::resilience::RateLimit::per_second(100);
    endpoints.all = endpoints.all.layer_any(&rate_limit);
    let breaker = |method| platform::resilience::Breaker::of(users::NAME, method);
    endpoints.all = endpoints.all.layer_any(&breaker("list"));
    let endpoints = endpoints
        .layer(&platform::resilience::Timeout::secs(2))
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.http(http::router(endpoints)).run().await
}
