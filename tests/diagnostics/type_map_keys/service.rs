use std::collections::*;

use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: HashMap<f64, u8>) -> Result<(), Error>;
    async fn get_two(&self, value: HashMap<Color, u8>) -> Result<(), Error>;
    async fn get_three(&self, value: BTreeMap<Bug, u8>) -> Result<(), Error>;
    async fn get_four(&self, value: BTreeMap<Vec<u8>, u8>) -> Result<(), Error>;
    async fn get_five(&self, value: HashMap<String>) -> Result<(), Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Color {
    Red,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bug {}
