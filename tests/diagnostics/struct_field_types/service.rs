use platform::Error;
use crate::types::Bug;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, bug: Option<Bug>) -> Result<(), Error>;
}
