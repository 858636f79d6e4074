use platform::Error;
use crate::types::bug::Bug;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, bug: Bug) -> Result<Vec<Bug>, Error>;
}
