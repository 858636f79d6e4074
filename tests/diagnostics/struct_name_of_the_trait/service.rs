use platform::Error;
use crate::names;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, value: names::UsersService) -> Result<names::BasicUsersService, Error>;
}
