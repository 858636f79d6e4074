use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: Uuid) -> Result<(), Error>;
    async fn get_two(&self, value: HashMap<u8, u8>) -> Result<(), Error>;
    async fn get_three(&self, value: Duration) -> Result<(), Error>;
}
