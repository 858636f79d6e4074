pub use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, email: String) -> Result<(), Error>;
    async fn r#match(&self, r#type: String) -> Result<bool, Error>;
}
