use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    fn create(&mut self, email: &mut str, tags: HashMap<String, u8>) -> String;
    async fn list(&self, page: u32) -> Result<Vec<String>, Error>;
    async fn get((a, b): (u8, ())) -> Result<i128, String>;
}
