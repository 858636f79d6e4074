use std::collections::*;

use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: HashMap<u8, Vec<String>>) -> Result<(), Error>;
    async fn get_two(&self, value: HashMap<u8, Option<String>>) -> Result<(), Error>;
    async fn get_three(&self, value: HashMap<u8, BTreeMap<u8, u8>>) -> Result<(), Error>;
    async fn get_four(&self, value: Option<BTreeMap<u8, u8>>) -> Result<(), Error>;
    async fn get_five(&self, value: Vec<BTreeMap<u8, u8>>) -> Result<(), Error>;
}
