use platform::Error;
use std::{borrow::Cow, collections::{BTreeSet, HashMap}, sync::Arc};
use bytes::Bytes;
use tokio::sync::mpsc::Sender as Mpsc;
use uuid::Uuid;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: i128) -> Result<(), Error>;
    async fn get_two(&self, value: u128) -> Result<(), Error>;
    async fn get_three(&self, value: str) -> Result<(), Error>;
    async fn get_four(&self, value: f16) -> Result<(), Error>;
    async fn get_five(&self, value: Result<u8, Error>) -> Result<(), Error>;
    async fn get_six(&self, value: Box<u8>) -> Result<(), Error>;
    async fn get_seven(&self, value: Arc<String>) -> Result<(), Error>;
    async fn get_eight(&self, value: HashMap<String, u8>) -> Result<(), Error>;
    async fn get_nine(&self, value: BTreeSet<u8>) -> Result<(), Error>;
    async fn get_ten(&self, value: std::collections::VecDeque<u8>) -> Result<(), Error>;
    async fn get_eleven(&self, value: Cow<'static, str>) -> Result<(), Error>;
    async fn get_twelve(&self, value: Uuid) -> Result<(), Error>;
    async fn get_thirteen(&self, value: chrono::DateTime<Utc>) -> Result<(), Error>;
    async fn get_fourteen(&self, value: std::time::Duration) -> Result<(), Error>;
    async fn get_fifteen(&self, value: Bytes) -> Result<(), Error>;
    async fn get_sixteen(&self, value: serde_json::Value) -> Result<(), Error>;
    async fn get_seventeen(&self, value: other::Thing) -> Result<(), Error>;
    async fn get_eighteen(&self, value: Mpsc<u8>) -> Result<(), Error>;
    async fn get_nineteen(&self, value: tokio::sync::mpsc::Receiver<u8>) -> Result<(), Error>;
}
