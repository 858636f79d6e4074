//! What surrounds it: middleware of its own, and layers around all methods and around some.

use std::collections::BTreeMap;

pub use platform::Error;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Account {
    pub id: u64,
    pub names: BTreeMap<String, String>,
}

#[trait_variant::make(Send)]
pub trait GuardedService: Sync + 'static {
    async fn open(&self, name: &str, tags: Vec<String>) -> Result<Account, Error>;
    async fn close(&self, id: u64) -> Result<(), Error>;
    async fn r#move(
        &self,
        from_account_number: u64,
        to_account_number: u64,
        because_of: Option<String>,
    ) -> Result<Vec<Account>, Error>;
}

pub struct BasicGuardedService;

impl GuardedService for BasicGuardedService {
    async fn open(&self, name: &str, tags: Vec<String>) -> Result<Account, Error> {
        let _ = (name, tags);
        Err(Error::unimplemented("open is not implemented yet"))
    }

    async fn close(&self, id: u64) -> Result<(), Error> {
        let _ = id;
        Err(Error::unimplemented("close is not implemented yet"))
    }

    async fn r#move(
        &self,
        from_account_number: u64,
        to_account_number: u64,
        because_of: Option<String>,
    ) -> Result<Vec<Account>, Error> {
        let _ = (from_account_number, to_account_number, because_of);
        Err(Error::unimplemented("move is not implemented yet"))
    }
}
