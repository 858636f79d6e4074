use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn get_1(&self) -> Result<(), Error>;
    async fn get1(&self, line_1: u8, line1: u8) -> Result<(), Error>;
    async fn get_1(&self) -> Result<(), Error>;
}
