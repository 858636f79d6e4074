use std::collections::*;

use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: HashSet<f32>) -> Result<(), Error>;
    async fn get_two(&self, value: HashMap<f64, u8>) -> Result<(), Error>;
    async fn get_three(&self, value: HashMap<Vec<u8>, u8>) -> Result<(), Error>;
}
