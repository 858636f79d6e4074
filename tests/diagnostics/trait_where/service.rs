use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static
where
    Self: Sized,
 {
    async fn list(&self) -> Result<(), Error>;
}
