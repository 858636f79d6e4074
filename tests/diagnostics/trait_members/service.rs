use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    type Id;
    const LIMIT: usize = 10;
    methods!();
    async fn list(&self) -> Result<(), Error>;
}
