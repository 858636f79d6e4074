use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self) -> Result<u8>;
}

pub type Result<T> = std::result::Result<Vec<T>, Error>;
