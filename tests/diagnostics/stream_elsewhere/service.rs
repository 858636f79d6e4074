use std::pin::Pin;

use futures_util::stream::BoxStream;
use platform::{Error, Stream};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn bare(&self) -> impl Stream<Item = Result<u64, Error>> + Send + 'static;
    fn not_async(&self) -> impl Stream<Item = Result<u64, Error>> + Send + 'static;
    async fn take(&self, items: impl Stream<Item = u64>) -> Result<(), Error>;
    async fn hold(&self) -> Result<Vec<impl Stream<Item = Result<u64, Error>>>, Error>;
    async fn boxed(&self) -> Result<BoxStream<'static, Result<u64, Error>>, Error>;
    async fn pinned(&self) -> Result<Pin<Box<dyn Stream<Item = Result<u64, Error>> + Send>>, Error>;
    async fn named(&self) -> Result<platform::ItemStream<u64>, Error>;
    async fn debug(&self) -> Result<impl std::fmt::Debug, Error>;
}
