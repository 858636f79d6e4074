use platform::Error;

#[trait_variant::make(SendUsersService: Send)]
pub trait UsersService: Sync + 'static {
    async fn list(&self) -> Result<(), Error>;
}
