use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService<T>: Sync + 'static {
    async fn create(&self, value: T) -> Result<T, Error>;
}
