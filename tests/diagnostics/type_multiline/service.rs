use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(
        &self,
        value: HashMap<
            String,
            Vec<u8>,
        >,
    ) -> Result<(), Error>;
}
