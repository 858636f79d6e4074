use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, email: String) -> Result<u64, Error>;
}

pub struct BasicUsersService;

impl UsersService for BasicUsersService {
    async fn create(&self, email: String) -> Result<u64, Error> {
        let _ = email;
        Err(Error::unimplemented("create is not implemented yet"))
    }
}
