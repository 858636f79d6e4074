use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async unsafe fn create(&self) -> Result<(), Error>;
    async extern "C" fn list(&self) -> Result<(), Error>;
    const fn size(&self) -> Result<u8, Error>;
    async unsafe extern "C" fn log(&self, args: ...) -> Result<(), Error>;
}
