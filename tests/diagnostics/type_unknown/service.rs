use platform::Error;
use serde::{Deserialize, Serialize};
use crate::types;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: Buug) -> Result<(), Error>;
    async fn get_two(&self, value: Strng) -> Result<(), Error>;
    async fn get_three(&self, value: string) -> Result<(), Error>;
    async fn get_four(&self, value: Customer) -> Result<(), Error>;
    async fn get_five(&self, value: Order) -> Result<(), Error>;
    async fn get_six(&self, value: crate::types::Missing) -> Result<(), Error>;
    async fn get_seven(&self, value: crate::nowhere::Bug) -> Result<(), Error>;
    async fn get_eight(&self, value: types::Order) -> Result<(), Error>;
    async fn get_nine(&self, value: Kind::New) -> Result<(), Error>;
    async fn get_ten(&self, value: super::super::Bug) -> Result<(), Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bug {}

pub enum Kind {
    New,
}
