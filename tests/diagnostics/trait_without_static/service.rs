use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Send + Sync {
    async fn list(&self) -> Result<(), Error>;
}
