use platform::Error;

#[trait_variant::make(Send)]
pub trait Store: Sync + 'static {
    async fn list(&self) -> Result<(), Error>;
}

#[trait_variant::make(Send)]
pub trait Cache: Sync + 'static {
    async fn list(&self) -> Result<(), Error>;
}
