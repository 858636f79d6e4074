use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    fn create(&self, email: &mut str) -> Result<(), Error>;
}
