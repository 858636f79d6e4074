//! Audit: a middleware of the service. It wraps a `UsersService` and is one.
//! What it does is yours to write; kit adds a method here for each that the trait gets.

use crate::service::UsersService;

#[derive(Clone)]
pub struct Audit<S> {
    next: S,
}

impl<S> Audit<S> {
    pub fn new(next: S) -> Self {
        Self { next }
    }
}

impl<S: UsersService> UsersService for Audit<S> {
    async fn all(&self) -> Result<Vec<String>, platform::Error> {
        self.next.all().await
    }

    async fn get(&self) -> Result<(), platform::Error> {
        self.next.get().await
    }
}
