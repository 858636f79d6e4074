//! What an app serves over gRPC: services, how they are, and what they are like.

use std::mem;

use axum::Router;
use tonic::service::Routes;
use tonic_health::{
    ServingStatus,
    server::{HealthReporter, health_reporter},
};

use super::App;
use crate::{Result, grpc::GrpcService};

pub(super) struct Grpc {
    router: Router,
    health: HealthReporter,
    /// Of whom health tells; the server as a whole has none.
    names: Vec<&'static str>,
    descriptors: Vec<&'static [u8]>,
}

impl App {
    /// Serves a gRPC service on `--grpc-addr`, with its descriptors for reflection.
    pub fn grpc(mut self, service: impl GrpcService, descriptors: &'static [u8]) -> Self {
        let grpc = self.grpc.get_or_insert_with(Grpc::new);
        grpc.names.push(service.name());
        grpc.router = service.add_to(mem::take(&mut grpc.router));
        grpc.descriptors.push(descriptors);
        self
    }
}

impl Grpc {
    fn new() -> Self {
        let (health, service) = health_reporter();
        Self {
            router: service.add_to(Routes::default().into_axum_router()),
            health,
            names: vec![""],
            descriptors: Vec::new(),
        }
    }

    /// The services, and with them health and, if asked for, reflection.
    pub(super) fn router(&mut self, reflection: bool) -> Result<Router> {
        let mut router = mem::take(&mut self.router);
        if reflection {
            let builder = || {
                let mut builder = tonic_reflection::server::Builder::configure()
                    .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET);
                for descriptors in &self.descriptors {
                    builder = builder.register_encoded_file_descriptor_set(descriptors);
                }
                builder
            };
            // Many tools ask for the older version only.
            router = builder().build_v1()?.add_to(router);
            router = builder().build_v1alpha()?.add_to(router);
        }
        Ok(router)
    }

    /// Tells who asks for the health of the server, or of a service on it.
    pub(super) async fn tell(&self, status: ServingStatus) {
        for name in &self.names {
            self.health.set_service_status(name, status).await;
        }
    }
}
