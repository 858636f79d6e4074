//! The users server: configuration, service, middleware, endpoints, transports.

use std::time::Duration;

use platform::{
    App, Config, Error,
    resilience::{Breaker, Retry, Timeout},
};
use users::{Endpoints, http, middleware::Logging, service::BasicUsersService};

#[derive(clap::Parser)]
#[command(version, about = "The users service")]
struct Args {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = <Args as clap::Parser>::parse();
    let app = App::new(users::NAME, args.config)?;

    let notificator = notificator::http::client(app.http_channel(notificator::NAME))
        .layer(&Retry::default())
        .layer(&Timeout(Duration::from_secs(2)))
        .layer_each(|method| Breaker::of(notificator::NAME, method));
    let service = Logging::new(BasicUsersService::new(notificator));
    let endpoints = Endpoints::new(service)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.http(http::router(endpoints)).run().await
}
