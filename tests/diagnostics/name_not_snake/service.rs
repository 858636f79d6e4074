use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn getBug(&self, bugId: u64, _page: u8, __: u8) -> Result<(), Error>;
    async fn get_bug(&self) -> Result<(), Error>;
    async fn keyword(&self, type_: u8, self_: u8) -> Result<(), Error>;
}
