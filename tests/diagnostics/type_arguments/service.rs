use platform::Error;
use serde::{Deserialize, Serialize};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: Vec) -> Result<(), Error>;
    async fn get_two(&self, value: Vec<u8, u8>) -> Result<(), Error>;
    async fn get_three(&self, value: Option<>) -> Result<(), Error>;
    async fn get_four(&self, value: Option<'static>) -> Result<(), Error>;
    async fn get_five(&self, value: u8<u8>) -> Result<(), Error>;
    async fn get_six(&self, value: String<u8>) -> Result<(), Error>;
    async fn get_seven(&self, value: Bug<u8>) -> Result<(), Error>;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bug {}
