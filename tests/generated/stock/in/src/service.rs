//! Aliases, definitions with type parameters, and what a URL can have besides numbers and texts.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use kinds_shared::Paged;
pub use platform::{Error, Stream};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::service::StockError as Failure;

pub type Result<T, E = Failure> = std::result::Result<T, E>;
pub type Name = String;
pub type Keyed<V, K = Name> = BTreeMap<K, V>;
type Blob = Vec<u8>;
type Usual<T> = core::result::Result<T, Error>;
/// So deep that clippy would complain of it wherever it is written out.
type Deep = Vec<(Option<(u8, Name)>, (u8, (u8, u8)))>;

#[trait_variant::make(Send)]
pub trait StockService: Sync + 'static {
    #[cfg_attr(kit, get("/stock/items"))]
    async fn list(
        &self,
        since: Option<DateTime<Utc>>,
        until: Vec<Timestamp>,
        owner: Option<Owner>,
    ) -> Result<Page<Item>>;

    #[cfg_attr(kit, get("/stock/items/{id}/{at}/{number}"))]
    async fn get(&self, id: Id<Uuid>, at: DateTime<Utc>, number: Number) -> Usual<Item>;

    #[cfg_attr(kit, post("/stock/pages"))]
    async fn pages(&self, pages: Vec<Page<Name>>, empty: Page<Blob>) -> Result<Page<Page<Name>>>;

    #[cfg_attr(kit, post("/stock/tree"))]
    async fn tree(&self, tree: Tree<Item>) -> Usual<Option<Tree<Item>>>;

    #[cfg_attr(kit, post("/stock/either"))]
    async fn either(&self, value: Either<Item>) -> Result<Either<Color, Blob>, Error>;

    #[cfg_attr(kit, post("/stock/keyed"))]
    async fn keyed(&self, value: Keyed<Page<Color>>) -> Result<Keyed<Id<Color>, u64>>;

    #[cfg_attr(kit, post("/stock/shared"))]
    async fn shared(&self, value: Paged<Color>) -> Result<Paged<Uuid>>;

    #[cfg_attr(kit, post("/stock/deep"))]
    async fn deep(&self, value: Deep) -> Result<Deep>;

    #[cfg_attr(kit, get("/stock/watch"))]
    async fn watch(
        &self,
        owner: Owner,
    ) -> Result<impl Stream<Item = Result<Page<Item>>> + Send + 'static>;
}

#[derive(Debug, thiserror::Error)]
pub enum StockError {
    #[error("no item of {owner:?}")]
    #[cfg_attr(kit, code("not_found"))]
    NotFound { owner: Uuid },
    #[error(transparent)]
    Other(#[from] Error),
}

/// Some of them.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    pub the_id: Id<Uuid>,
    pub labels: HashMap<Name, Blob>,
}

/// Whatever one is of.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Id<T>(pub T);

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Owner(pub Uuid);

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Number(pub u64);

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Tree<T> {
    pub value: T,
    pub left: Option<Box<Tree<T>>>,
    pub others: Vec<Tree<T>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub enum Either<L, R = L>
where
    L: Clone,
{
    Left(L),
    Right(R),
    Both { left: L, rights: Vec<R> },
    Neither,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Color {
    Red,
    DarkRed,
}

/// The implementation: the place for your code.
pub struct BasicStockService;

impl StockService for BasicStockService {}
