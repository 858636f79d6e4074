//! Structs in structs, in other modules, imported in every way.

pub use platform::Error;
use serde::{Deserialize, Serialize};

use crate::types::*;

#[trait_variant::make(Send)]
pub trait ModulesService: Sync + 'static {
    async fn create(&self, bug: Bug) -> Result<Bug, Error>;
    async fn tree(&self, root: Node) -> Result<Option<Node>, Error>;
    async fn assign(
        &self,
        bug: u64,
        to: person::Person,
    ) -> Result<crate::types::person::Team, Error>;
    async fn close(&self, bugs: Vec<Bug>) -> Result<Vec<self::Node>, Error>;
}

pub struct BasicModulesService;

impl ModulesService for BasicModulesService {
    async fn create(&self, bug: Bug) -> Result<Bug, Error> {
        let _ = bug;
        Err(Error::unimplemented("create is not implemented yet"))
    }

    async fn tree(&self, root: Node) -> Result<Option<Node>, Error> {
        let _ = root;
        Err(Error::unimplemented("tree is not implemented yet"))
    }

    async fn assign(
        &self,
        bug: u64,
        to: person::Person,
    ) -> Result<crate::types::person::Team, Error> {
        let _ = (bug, to);
        Err(Error::unimplemented("assign is not implemented yet"))
    }

    async fn close(&self, bugs: Vec<Bug>) -> Result<Vec<self::Node>, Error> {
        let _ = bugs;
        Err(Error::unimplemented("close is not implemented yet"))
    }
}

/// Holds more of its own kind.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Node {
    pub label: String,
    pub children: Vec<Node>,
    pub bugs: Vec<Bug>,
}
