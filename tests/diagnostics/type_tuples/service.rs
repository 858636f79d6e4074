use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: (u8, ())) -> Result<(), Error>;
    async fn get_two(&self, value: (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8)) -> Result<(), Error>;
    async fn get_three(&self, value: (i128, dyn Send)) -> Result<(), Error>;
}
