//! TenantCheck: a middleware of the service. It wraps a `GuardedService` and is one.
//! What it does is yours to write; kit adds a method here for each that the trait gets.

use crate::service::GuardedService;

#[derive(Clone)]
pub struct TenantCheck<S> {
    next: S,
}

impl<S> TenantCheck<S> {
    pub fn new(next: S) -> Self {
        Self { next }
    }
}

impl<S: GuardedService> GuardedService for TenantCheck<S> {
    async fn open(
        &self,
        name: &str,
        tags: Vec<String>,
    ) -> Result<crate::service::Account, platform::Error> {
        self.next.open(name, tags).await
    }

    async fn close(&self, id: u64) -> Result<(), platform::Error> {
        self.next.close(id).await
    }

    async fn r#move(
        &self,
        from_account_number: u64,
        to_account_number: u64,
        because_of: Option<String>,
    ) -> Result<Vec<crate::service::Account>, platform::Error> {
        self.next
            .r#move(from_account_number, to_account_number, because_of)
            .await
    }
}
