//! What only JSON can carry: lists of lists, private fields, other cases, serde's attributes, time zones.

use chrono::{DateTime, FixedOffset};
pub use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait JsonService: Sync + 'static {
    async fn matrix(&self, rows: Vec<Vec<f64>>) -> Result<Option<Vec<u8>>, Error>;
    async fn sparse(&self, cells: Vec<Option<i32>>) -> Result<Vec<Option<String>>, Error>;
    async fn deep(&self, all: Option<Vec<Vec<Vec<Sheet>>>>) -> Result<Vec<Sheet>, Error>;
    async fn open(&self, at: DateTime<FixedOffset>) -> Result<DateTime<FixedOffset>, Error>;
    async fn rename(&self, sheet: Sheet) -> Result<Sheet, Error>;
}

pub struct BasicJsonService;

impl JsonService for BasicJsonService {}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[allow(non_snake_case)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sheet {
    #[serde(rename = "title")]
    sheet_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    pub rowCount: u32,
}
