use platform::Error;

#[trait_variant::make(Send)]
pub trait UsersService: Sync + 'static {
    async fn größe(&self, größe: u64) -> Result<(), Error>;
}
