pub use platform::Error;

#[trait_variant::make(Send)]
pub trait StockService: Sync + 'static {
    #[cfg_attr(kit, rpc("TakeAway"))]
    async fn take(&self, article: u64, count: u32) -> Result<(), Error>;
}
