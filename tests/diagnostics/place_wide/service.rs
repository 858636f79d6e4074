use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn create(&self, /* größe 漢字 🦀 */ email: &mut str) -> Result<(), Error>;
}
