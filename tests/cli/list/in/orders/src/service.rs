pub use platform::Error;

#[trait_variant::make(Send)]
pub trait OrdersService: Sync + 'static {
    async fn place(&self, article: u64, count: u32) -> Result<u64, Error>;
}
