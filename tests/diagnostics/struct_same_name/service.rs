use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, bug: crate::a::Bug) -> Result<crate::b::Bug, Error>;
}
