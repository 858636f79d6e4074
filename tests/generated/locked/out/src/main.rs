//! The locked server: configuration, service, middleware, endpoints, transports.

use clap::Parser;
use locked::{Endpoints, grpc, http, middleware::Logging, service::BasicLockedService};
use platform::{App, Config, Error, resilience::Timeout};

#[derive(Parser)]
#[command(version, about = "The locked service")]
struct Args {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let app = App::new(locked::NAME, args.config)?;

    let service = Logging::new(BasicLockedService);
    let mut endpoints = Endpoints::new(service);
    let auth_jwt = platform::auth::Jwt::of(app.config())?;
    endpoints.open = endpoints.open.layer_any(&auth_jwt);
    let auth_basic = platform::auth::Basic::of(app.config())?;
    endpoints.close = endpoints.close.layer_any(&auth_basic);
    let endpoints = endpoints
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.http(http::router(endpoints.clone()))
        .grpc(grpc::server(endpoints), grpc::DESCRIPTORS)
        .run()
        .await
}
