use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, mail: String, nickname: Option<String>, age: u8) -> Result<u64, Error>;
    async fn find(&self, id: u64) -> Result<String, Error>;
}

pub struct BasicUsersService;

impl UsersService for BasicUsersService {
    async fn create(&self, mail: String, nickname: Option<String>, age: u8) -> Result<u64, Error> {
        let _ = email;
        Err(Error::unimplemented("create is not implemented yet"))
    }

    async fn find(&self, id: u64) -> Result<String, Error> {
        let _ = id;
        Err(Error::unimplemented("get is not implemented yet"))
    }
}
