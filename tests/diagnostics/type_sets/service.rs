use std::collections::*;

use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: HashSet<f32>) -> Result<(), Error>;
    async fn get_two(&self, value: BTreeSet<Option<u8>>) -> Result<(), Error>;
    async fn get_three(&self, value: Option<HashSet<u8>>) -> Result<(), Error>;
    async fn get_four(&self, value: VecDeque<u8>) -> Result<(), Error>;
}
