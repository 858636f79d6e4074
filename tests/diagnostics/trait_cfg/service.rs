use platform::Error;

#[cfg(feature = "users")]
#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn list(&self) -> Result<(), Error>;
}
