use platform::Error;
use crate::types::{self, Bug};

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, bug: Bug, other: types::Other) -> Result<Nope, Error>;
}
