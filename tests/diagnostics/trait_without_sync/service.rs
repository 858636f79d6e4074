use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService {
    async fn list(&self) -> Result<(), Error>;
}
