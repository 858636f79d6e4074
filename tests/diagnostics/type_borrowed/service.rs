use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: &'static str) -> Result<(), Error>;
    async fn get_two(&self, value: Option<&str>) -> Result<(), Error>;
    async fn get_three(&self, value: &u64) -> Result<(), Error>;
    async fn get_four(&self, value: &mut [u8]) -> Result<(), Error>;
    async fn get_five(&self) -> Result<&str, Error>;
    async fn get_six(&self, value: &[&str]) -> Result<(), Error>;
}
