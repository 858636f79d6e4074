pub use platform::Error;

#[trait_variant::make(Send)]
pub trait StockService: Sync + 'static {
    async fn take(&self, article: u64, count: u32) -> Result<(), Error>;
}
