use platform::Error;
use crate::types::*;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, bug: Bug) -> Result<(), Error>;
    fn list(&self) -> Result<(), Error>;
}
