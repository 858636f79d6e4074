//! Audit: a middleware of the service. It wraps a `SwitchedService` and is one.
//! What it does is yours to write; kit adds a method here for each that the trait gets.

use crate::service::SwitchedService;

#[derive(Clone)]
pub struct Audit<S> {
    next: S,
}

impl<S> Audit<S> {
    pub fn new(next: S) -> Self {
        Self { next }
    }
}

impl<S: SwitchedService> SwitchedService for Audit<S> {
    async fn create(&self, email: String) -> Result<(), platform::Error> {
        self.next.create(email).await
    }

    async fn list(&self) -> Result<Vec<String>, platform::Error> {
        self.next.list().await
    }
}
