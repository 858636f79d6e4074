//! The international-customer-support server: configuration, service, middleware, endpoints, transports.

use clap::Parser;
use international_customer_support::{
    Endpoints, grpc, http, middleware::Logging, service::BasicInternationalCustomerSupportService,
};
use platform::{App, Config, Error, resilience::Timeout};

#[derive(Parser)]
#[command(version, about = "The international-customer-support service")]
struct Args {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let app = App::new(international_customer_support::NAME, args.config)?;

    let service = Logging::new(BasicInternationalCustomerSupportService);
    let endpoints = Endpoints::new(service)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.http(http::router(endpoints.clone()))
        .grpc(grpc::server(endpoints), grpc::DESCRIPTORS)
        .run()
        .await
}
