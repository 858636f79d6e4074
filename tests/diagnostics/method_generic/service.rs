use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create<T: Send>(&self, value: T) -> Result<T, Error>;
    async fn list<'a>(&'a self, name: &'a str) -> Result<(), Error>;
    async fn get(&self) -> Result<(), Error>
    where
        Self: Sized;
    async fn size<const N: usize>(&self) -> Result<(), Error>;
}
