use my_shared::Beetle;
use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn find(&self, id: uuid::Uuid, old: my_shared::Wasp) -> Result<Beetle, Error>;
}

pub struct BasicUsersService;

impl UsersService for BasicUsersService {}
