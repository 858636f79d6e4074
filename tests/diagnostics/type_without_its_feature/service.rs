use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: uuid::Uuid) -> Result<(), Error>;
    async fn get_two(&self, value: chrono::DateTime<chrono::Utc>) -> Result<(), Error>;
    async fn get_three(&self, value: chrono::DateTime<chrono::Local>) -> Result<(), Error>;
    async fn get_four(&self, value: uuid::Uuid<u8>) -> Result<(), Error>;
}
