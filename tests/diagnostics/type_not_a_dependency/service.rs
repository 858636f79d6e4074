use platform::Error;
use uuid::Uuid;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: Uuid) -> Result<(), Error>;
    async fn get_two(&self, value: chrono::NaiveDate) -> Result<(), Error>;
    async fn get_three(&self, value: rust_decimal::Decimal) -> Result<(), Error>;
}
