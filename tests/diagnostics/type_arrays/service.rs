use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_one(&self, value: [u16; 4]) -> Result<(), Error>;
    async fn get_two(&self, value: [u8; LENGTH]) -> Result<(), Error>;
    async fn get_three(&self, value: [u8; 64]) -> Result<(), Error>;
}

const LENGTH: usize = 4;
