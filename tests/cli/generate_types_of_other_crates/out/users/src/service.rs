use my_shared::Beetle;
use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn find(&self, id: &str) -> Result<Beetle, Error>;
}

pub struct BasicUsersService;

impl UsersService for BasicUsersService {
    async fn find(&self, id: &str) -> Result<Beetle, Error> {
        let _ = id;
        Err(Error::unimplemented("find is not implemented yet"))
    }
}
