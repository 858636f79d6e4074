use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    fn create(&self) -> impl Future<Output = Result<(), Error>> + Send;
    fn remove(&self) -> Pin<Box<dyn Future<Output = Result<(), Error>>>>;
}
