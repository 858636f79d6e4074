use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn bare(&self) -> Result<Page, Error>;
    async fn two(&self) -> Result<Page<u8, u8>, Error>;
    async fn pair(&self) -> Result<Pair<u8>, Error>;
    async fn wrong(&self) -> Result<Page<std::sync::mpsc::Sender<u8>>, Error>;
    async fn endless(&self) -> Result<Endless<u8>, Error>;
    async fn borrowed(&self) -> Result<Borrowed<'static>, Error>;
    async fn fixed(&self) -> Result<Fixed<4>, Error>;
    async fn parameter(&self) -> Result<Page<T>, Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pair<K, V> {
    pub key: K,
    pub value: V,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Endless<T> {
    pub value: T,
    pub next: Option<Box<Endless<Page<T>>>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Borrowed<'a> {
    pub text: std::borrow::Cow<'a, str>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fixed<const N: usize> {
    pub numbers: [u8; N],
}
