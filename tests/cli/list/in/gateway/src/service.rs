pub use platform::Error;

#[trait_variant::make(Send)]
pub trait GatewayService: Sync + 'static {
    /// What a visitor sees first.
    #[cfg_attr(kit, post("/hello"))]
    async fn welcome(&self) -> Result<String, Error>;
    async fn order_everything_that_is_in_the_basket(&self, user: String, basket: Vec<String>, gift: Option<bool>, remark: String) -> Result<u64, Error>;
}
