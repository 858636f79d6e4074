use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self) -> String;
    async fn list(&self) -> Option<Vec<u8>>;
    async fn both(&self) -> (u8, Error);
}
