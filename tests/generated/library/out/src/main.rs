//! The library server: configuration, service, middleware, endpoints, transports.

use clap::Parser;
use library::{Endpoints, grpc, middleware::Logging, service::BasicLibraryService};
use platform::{App, Config, Error, resilience::Timeout};

#[derive(Parser)]
#[command(version, about = "The library service")]
struct Args {
    #[command(flatten)]
    config: Config,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args = Args::parse();
    let app = App::new(library::NAME, args.config)?;

    let service = Logging::new(BasicLibraryService);
    let endpoints = Endpoints::new(service)
        .layer(&Timeout(app.config().request_timeout))
        .layer_each(app.instrument());

    app.grpc(grpc::server(endpoints), grpc::DESCRIPTORS)
        .run()
        .await
}
