//! AccountsService: the trait that says what the service can do, and its implementation.
//! From the trait, `kit generate service accounts` writes the rest of this crate.

pub use platform::{Error, Stream};
use serde::{Deserialize, Serialize};

pub use crate::errors::AccountsError;

/// AccountsService describes the service.
#[trait_variant::make(Send)]
pub trait AccountsService: Sync + 'static {
    /// Fails as it is told.
    async fn fail(&self, how: u32) -> Result<(), AccountsError>;

    #[cfg_attr(kit, get("/accounts/{name}"))]
    async fn get(&self, name: String) -> Result<Account, AccountsError>;

    async fn name_of(&self, account: Account) -> Result<String, AccountsError>;

    /// One that fails as all services do.
    async fn usual(&self) -> Result<(), Error>;

    async fn later(&self) -> Result<(), AccountsError>;

    /// Each name, until one is taken.
    async fn names(
        &self,
        taken: u64,
    ) -> Result<impl Stream<Item = Result<String, AccountsError>> + Send + 'static, AccountsError>;

    async fn watch(
        &self,
        name: String,
    ) -> Result<impl Stream<Item = Result<Account, AccountsError>> + Send + 'static, AccountsError>;
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub name: String,
}

/// The implementation: the place for your code.
pub struct BasicAccountsService;

impl AccountsService for BasicAccountsService {}
