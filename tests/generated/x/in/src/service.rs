//! Names of one letter.

pub use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait XService: Sync + 'static {
    async fn a(&self) -> Result<(), Error>;
    async fn b(&self, b: String) -> Result<String, Error>;
    async fn c(&self, s: S) -> Result<S, Error>;
    async fn d_e(&self, f: Vec<S>, g: Option<S>) -> Result<Option<S>, Error>;
    async fn x(&self, x: u8) -> Result<u8, Error>;
}

pub struct BasicXService;

impl XService for BasicXService {}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct S {
    pub s: u8,
}
